"""Which encoding a file has, looked at from its first byte to its last, and samples from all over it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from landfast_ml.contract.problems import Problem
from landfast_ml.table.alphabets import LEGACY, strangers
from landfast_ml.table.faults import TableError
from landfast_ml.table.opened import Package, filled, packed_kind, unpacked

_BLOCK = 1 << 20
_HEAD = 1 << 19
_CHUNK = 1 << 16
_CHUNKS = 32
_STRANGE = 1 << 17
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# A sign beside a letter, or a capital after a small letter: the text was written in another encoding.
_LETTER = "[^\\W\\d_\u00b2\u00b3\u00b9\u00bc-\u00be]"
_SIGNS = (
    "\u00a1-\u00a9\u00ac-\u00b6\u00b8\u00b9\u00bc-\u00be\u00d7\u00f7"
    # Accents without a letter, daggers, per mille, sums and roots, boxes, ligatures: what others' bytes look like.
    "\u02c6-\u02dd\u2020-\u2022\u2030\u2202-\u2265\u2500-\u25ca\ufb01\ufb02"
)
# Quotation marks that open stand behind no letter, and those that close not before one as well.
_LOW, _HIGH = "\u201a\u201e", "\u201c\u201d\u2026\u2039\u203a"
_ODD = re.compile(
    f"(?<={_LETTER})[{_SIGNS}\u00bf{_LOW}]|[{_SIGNS}](?={_LETTER})(?![CFKBC]\\b|[gms]\\b)"
    f"|(?<={_LETTER})[{_HIGH}](?={_LETTER})"
)
_WORD = re.compile(r"[^\W\d_]+")
_COHERENCE = 0.02
# So many different words with letters beyond ASCII tell of a language; of one, `Süd`, it would be a name's chance.
_TELLING = 3
# Letters of other alphabets, what the languages of Europe write, and by how much more their text must be of one.
_FOREIGN = re.compile("[\u0370-\u04ff]")
_EUROPEAN = re.compile("[\x80-\u07ff\u1e00-\u20ff]")
_CLEARLY = 0.2
_ASKED = 5
# A word of so many different letters, none of them ASCII, is of no Latin alphabet; a single letter is.
_WHOLE_WORD = 5
# Text of another encoding looks like UTF-8 in a few places only.
_WHOLE = 0.25


@dataclass(slots=True)
class Scan:
    """`samples`: (whether it is the file's start, bytes). `strange`: bytes of lines that are not ASCII."""

    samples: list[bytes] = field(default_factory=list)
    strange: bytearray = field(default_factory=bytearray)
    wide: int = 0
    broken: int = 0
    nuls: int = 0

    @property
    def is_legacy(self) -> bool:
        """Broken characters among many whole ones are damage, or a file of two encodings, and no other one."""
        return self.broken > 0 and self.wide < _WHOLE * self.broken

    @property
    def start(self) -> bytes:
        return self.samples[0] if self.samples else b""


def scan(path: Path, of: Package) -> Scan:
    """All bytes are looked at. Raises: TableError if the file is damaged."""
    found = Scan()
    with unpacked(path, of) as file:
        _read(file, found)
    if not found.start:
        raise TableError([Problem(path.name, "is empty", next_step="name a table with a header and rows")])
    packed = packed_kind(found.start)
    if packed:
        raise TableError([Problem(path.name, f"holds {packed}", next_step="unpack it, and name what is in it")])
    return found


def _read(file: BinaryIO, found: Scan) -> None:
    rest, stride, at = b"", 1, 0
    while block := filled(file, _BLOCK):
        if not found.samples:
            found.samples.append(block[:_HEAD])
        elif at % stride == 0:
            found.samples.append(block[:_CHUNK])
            if len(found.samples) > 2 * _CHUNKS:
                del found.samples[2::2]
                stride *= 2
        at += 1
        rest = _look(rest, block, found)
    found.broken += bool(rest)


def _look(rest: bytes, block: bytes, found: Scan) -> bytes:
    """What is left of a character that the block cuts in two."""
    found.nuls += block.count(b"\0")
    if found.broken > 1000 and found.is_legacy and len(found.strange) >= _STRANGE:
        return b""
    if not rest and block.isascii():
        return b""
    _keep_strange(block, found)
    data = rest + block
    try:
        found.wide += len(data) - len(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if len(data) - error.start <= 3 and error.reason == "unexpected end of data":
            return data[error.start :]
        text = data.decode("utf-8", errors="replace")
        found.broken += text.count("\ufffd")
        found.wide += _whole(text)
    return b""


def _whole(text: str) -> int:
    """Characters that are not ASCII. Three letters of a DOS alphabet may be one of Asia: a few of those are none."""
    broken, european = text.count("\ufffd"), len(_EUROPEAN.findall(text))
    others = sum(character > "\x7f" for character in text) - broken - european
    return european + (others if others > broken else 0)


def _keep_strange(block: bytes, found: Scan) -> None:
    if len(found.strange) < _STRANGE:
        lines = [line for line in block[: _BLOCK // 4].split(b"\n") if not line.isascii()]
        found.strange += b"\n".join(lines)[: _STRANGE - len(found.strange)] + b"\n"


def encoding_of(found: Scan, name: str) -> str:
    """Raises: TableError if it is no text."""
    start = found.start
    by_bom = next((encoding for bom, encoding in _BOMS.items() if start.startswith(bom)), None)
    if by_bom:
        return by_bom
    if found.nuls:
        return _wide(start, name)
    # Line ends of a Mac before 2001, which its spreadsheet still writes, with that machine's letters.
    alone = b"\r" in start and b"\n" not in start
    return _legacy(bytes(found.strange), name, "mac_roman" if alone else "") if found.is_legacy else "utf-8"


def _wide(start: bytes, name: str) -> str:
    even, odd = start[0::2].count(0) / max(1, len(start) / 2), start[1::2].count(0) / max(1, len(start) / 2)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) > 0.2 and min(even, odd) < 0.02 and not _CONTROLS.search(start.decode(encoding, "replace")):
        return encoding
    fact = "holds bytes of no text"
    raise TableError([Problem(name, fact, next_step="name a CSV, Parquet or Excel file, or say --read encoding=")])


def _legacy(strange: bytes, table: str, likely: str = "") -> str:
    """`likely` is taken where it is as good as any. Raises: TableError if it may be of two alphabets."""
    texts = {codec: text for codec in LEGACY if (text := _decoded(strange, codec)) is not None}
    if not texts:
        return "windows-1252"
    oddness = {codec: _oddness(text) for codec, text in texts.items()}
    least = min(oddness.values())
    best = [codec for codec, odd in oddness.items() if odd == least]
    if likely in best:
        return LEGACY[likely]
    foreign = {codec: strangers(texts[codec]) for codec in best}
    best = [codec for codec in best if foreign[codec] == min(foreign.values())]
    different = list(dict.fromkeys(texts[codec] for codec in best))
    if len(different) == 1:
        return LEGACY[best[0]]
    return LEGACY[_most_coherent(strange, {codec: texts[codec] for codec in _of_one_script(best, texts)}, table)]


def _of_one_script(codecs_: list[str], texts: Mapping[str, str]) -> list[str]:
    """Without those of another alphabet than the words show. Signs that are repeated (§§, –––) are no words."""
    foreign = [codec for codec in codecs_ if _FOREIGN.search(texts[codec])]
    longest = max((len(set(word)) for codec in foreign for word in _strange_words(texts[codec])), default=0)
    if longest >= _WHOLE_WORD:
        return foreign
    return codecs_ if longest > 1 else [codec for codec in codecs_ if codec not in foreign] or codecs_


def _strange_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(text) else text


def _oddness(text: str) -> int:
    """Signs within words, words of two alphabets, and capitals after small letters that are not ASCII."""
    mixed = sum(map(_mixed, _strange_words(text)))
    return len(_ODD.findall(text)) + mixed + text.count("\u00a4") + text.count("\u00a8")


def _mixed(word: str) -> bool:
    capitals = any(
        after.isupper() and before.islower() and not (after + before).isascii() for before, after in pairwise(word)
    )
    foreign = sum("\u0370" <= character <= "\u04ff" for character in word)
    return capitals or 0 < foreign < len(word)


def _most_coherent(data: bytes, texts: Mapping[str, str], table: str) -> str:
    """By how much the letters are those of a language; the likelier encoding if it is as good, or if a few words alone,
    however often they stand there, would decide.

    Raises: TableError if that doesn't tell which letters of another alphabet they are.
    """
    from charset_normalizer import from_bytes

    found: dict[str, float] = {}
    if any(len(set(_strange_words(text))) >= _TELLING for text in texts.values()):
        matches = from_bytes(data, cp_isolation=list(texts), threshold=1.0)
        found = {codec: match.coherence for match in matches for codec in match.could_be_from_charset}
    best = max(found.values(), default=0.0)
    first = next((codec for codec in texts if found.get(codec, -1.0) >= best - _COHERENCE), next(iter(texts)))
    near = [codec for codec in texts if codec == first or found.get(codec, 0.0) >= best - _CLEARLY]
    told = list({texts[codec]: codec for codec in reversed(near)}.values())[::-1]
    if len(told) > 1 and any(_FOREIGN.search(texts[codec]) for codec in told):
        raise _two_alphabets([first, *(codec for codec in told if codec != first)][:_ASKED], texts, table)
    return first


def _two_alphabets(codecs_: list[str], texts: Mapping[str, str], table: str) -> TableError:
    """With the longest word, as each of them has it."""
    words = {codec: max(_strange_words(texts[codec]), key=len, default="no letters") for codec in codecs_}
    shown = " or ".join(f"{word} ({LEGACY[codec]})" for codec, word in words.items())
    step = "say " + " or ".join(f"--read encoding={LEGACY[codec]}" for codec in codecs_)
    return TableError([Problem(table, "its letters can be read in more than one way", shown, next_step=step)])
