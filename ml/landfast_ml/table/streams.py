"""A CSV file as UTF-8 bytes for Arrow, from the line below its header on."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from landfast_ml.table.alphabets import LEGACY

_BLOCK = 1 << 20
# Marks of a direction or of an encoding, blanks of no width: what was copied from elsewhere brings them along.
_UNSEEN = re.compile("[\ufeff\u200b\u200e\u200f\u202a-\u202e\u2060]")
_UNSEEN_BYTES = re.compile(b"\xef\xbb\xbf|\xe2\x80[\x8b\x8e\x8f\xaa-\xae]|\xe2\x81\xa0")
_END = re.compile(rb"\r\n|\n|\r")
SHOWN = 20
# Looked for first: that is quicker by far.
_UNSEEN_STARTS = (b"\xef\xbb\xbf", b"\xe2\x80", b"\xe2\x81\xa0")


def seen(text: str) -> str:
    """Without characters that nobody sees."""
    return _UNSEEN.sub("", text)


class Recoded(io.BufferedIOBase):
    """`read` as a file has it, without characters that nobody sees. `skip` physical lines are left out, and a line of
    nothing but `separator` is blank: spreadsheets write what was deleted so.

    `broken_lines` are the first lines with bytes that are no character of the encoding (they become U+FFFD), and
    `broken` counts all such lines. `quoted`: there was a quotation mark.
    """

    def __init__(self, file: BinaryIO, encoding: str, skip: int = 0, separator: str = "") -> None:
        self._file = file
        mark = separator.encode()
        # A single byte is looked for at a fraction of what more take.
        starts = ((b"\n", b"\n" + mark), (b" ", b"\n " + mark), (b'"', b'\n""' + mark))
        self._starts = starts if mark else ()
        self._blank = re.compile(rb'(?<=\n)(?:[ \t]|"")*(?:' + re.escape(mark) + rb'(?:[ \t]|"")*)+(?=\r?\n)')
        name = codecs.lookup(encoding).name
        self._mark = codecs.BOM_UTF8 if name == "utf-8-sig" else b""
        name = name.removesuffix("-sig")
        self._decoder = codecs.getincrementaldecoder(name)()
        self._as_it_is = name in {"utf-8"} | _ASCII_WITHIN
        self._plain_utf8 = name == "utf-8"
        self._left = memoryview(b"")
        self._lines = 0
        self._ended = False
        self.broken = 0
        self.broken_lines: list[int] = []
        self.quoted = False
        if skip:
            self._skip(skip)

    def read(self, size: int | None = -1) -> bytes:
        """At most `size` bytes; none at the end."""
        while not self._left and not self._ended:
            self._left = memoryview(self._next())
        size = len(self._left) if size is None or size < 0 else size
        taken, self._left = bytes(self._left[:size]), self._left[size:]
        # Arrow takes a short answer for a whole block, in which some row must end.
        while len(taken) < size and not self._ended and not _END.search(taken):
            block = memoryview(self._next())
            more = size - len(taken)
            taken, self._left = taken + bytes(block[:more]), block[more:]
        return taken

    def read1(self, size: int = -1) -> bytes:
        return self.read(size)

    def readable(self) -> bool:
        return True

    def _next(self) -> bytes:
        block = bytes(self._file.read(_BLOCK))
        self._ended = not block
        block, self._mark = block.removeprefix(self._mark), b""
        plain = self._as_it_is and block.isascii() and not self._pending()
        data = block if plain else self._decoded(block)
        if not plain and any(start in data for start in _UNSEEN_STARTS):
            data = _UNSEEN_BYTES.sub(b"", data)
        if any(byte in data and start in data for byte, start in self._starts):
            data = self._blank.sub(b"", data)
        # DOS ends a text so.
        data = data.removesuffix(b"\x1a")
        self.quoted = self.quoted or b'"' in data or b"'" in data
        self._lines += data.count(b"\n")
        return data

    def _pending(self) -> bool:
        return self._plain_utf8 and bool(self._decoder.getstate()[0])

    def _decoded(self, block: bytes) -> bytes:
        state = self._decoder.getstate()
        try:
            return self._decoder.decode(block, self._ended).encode()
        except UnicodeError:
            self._decoder.setstate(state)
        self._decoder.errors = "replace"
        text = self._decoder.decode(block, self._ended)
        self._decoder.errors = "strict"
        self._note(text)
        return text.encode("utf-8", errors="replace")

    def _note(self, text: str) -> None:
        for at, line in enumerate(text.split("\n")):
            if "\ufffd" in line:
                self.broken += 1
                if len(self.broken_lines) < SHOWN:
                    self.broken_lines.append(self._lines + at + 1)

    def _skip(self, count: int) -> None:
        data = b""
        # One byte more than the line's end, so that no CR LF is cut in two.
        while len(ends := [end.end() for end in _END.finditer(data)]) < count or ends[count - 1] == len(data):
            if self._ended:
                break
            data += self._next()
        self._left = memoryview(data[ends[count - 1] :] if len(ends) >= count else b"")


_ASCII_WITHIN = {codecs.lookup(name).name for name in (*LEGACY, "latin-1")}
