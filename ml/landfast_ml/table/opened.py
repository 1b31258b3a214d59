"""The bytes of a table, unpacked: what kind of file it is goes by its first bytes, not by its name."""

from __future__ import annotations

import codecs
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from landfast_ml.contract.problems import Problem
from landfast_ml.table.faults import TableError
from landfast_ml.table.reading import Format

_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip"}
_EXCEL = b"\xd0\xcf\x11\xe0"
_WORKBOOK = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_OTHERS = {
    b"BZh": "a bzip2 file", b"\xfd7zXZ": "an xz file", b"7z\xbc\xaf": "a 7-Zip file", b"Rar!": "a RAR file",
    b"%PDF": "a PDF file", b"{\\rtf": "an RTF file", b"SQLite format 3": "an SQLite file", b"$FL2": "an SPSS file",
    b"<stata_dta>": "a Stata file", b"ARROW1": "a Feather file", b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture", b"GIF8": "a GIF picture", b"II*\0": "a TIFF picture", b"MM\0*": "a TIFF picture",
}  # fmt: skip
# What no CSV begins with, whatever the file is called: portals give a page with a table the name .xls.
_TEXTS = dict.fromkeys((b"<!doctype html", b"<html", b"<table"), "an HTML page")
_TEXTS |= {b"<?xml": "an XML file"} | dict.fromkeys((b'{"', b"{\n", b"[{", b"[[", b"[\n"), "a JSON file")
_INSTEAD = "name a CSV, Parquet or Excel file: save it so from a spreadsheet, or a program that reads it"


@dataclass(frozen=True, slots=True)
class Package:
    """`member` is the file within a zip."""

    format: Format
    compression: str = ""
    member: str = ""


def package(path: Path, member: str | None = None) -> Package:
    """Raises: TableError if there is no such file, or nothing in it can be a table."""
    if not path.is_file():
        raise TableError([Problem(str(path), "is no file", next_step="name a table: CSV, Parquet or Excel")])
    try:
        with path.open("rb") as file:
            start = file.read(64)
        return _package(path, start, member)
    except OSError as error:
        raise TableError([Problem(path.name, f"can't be read ({error.strerror or error})")]) from None
    except zipfile.BadZipFile:
        raise _damaged(path, "zip") from None


def _package(path: Path, start: bytes, member: str | None) -> Package:
    if not start:
        raise TableError([Problem(path.name, "is empty", next_step="name a table with a header and rows")])
    other = _other(start)
    if other:
        raise TableError([Problem(path.name, f"is {other}", next_step=_INSTEAD)])
    if start.startswith(b"PAR1"):
        return Package("parquet")
    if start.startswith(_EXCEL):
        return Package("excel")
    compression = next((name for magic, name in _MAGIC.items() if start.startswith(magic)), "")
    return _zipped(path, member) if compression == "zip" else Package("csv", compression)


def _other(start: bytes) -> str:
    """What kind of file it is that is no table; empty if it may be one."""
    text = start.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    known = next((name for magic, name in _OTHERS.items() if start.startswith(magic)), "")
    return known or next((name for magic, name in _TEXTS.items() if text.startswith(magic)), "")


def packed_kind(start: bytes) -> str:
    """What is packed that is no CSV, by its first bytes; empty if it may be one."""
    if start[257:262] == b"ustar":
        return "a tar archive"
    packed = next((f"a {name} file" for magic, name in _MAGIC.items() if start.startswith(magic)), "")
    binary = "a Parquet file" if start.startswith(b"PAR1") else "an Excel file" if start.startswith(_EXCEL) else ""
    return packed or binary or _other(start)


def _zipped(path: Path, member: str | None) -> Package:
    with zipfile.ZipFile(path) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir() and entry.file_size]
    if any(name in _WORKBOOK for name in names):
        return Package("excel")
    names = [name for name in names if not name.startswith("__MACOSX/") and not Path(name).name.startswith(".")]
    if member in names or len(names) == 1:
        return Package("csv", "zip", member if member in names else names[0])
    step = "name one with --read 'file=NAME'" if names else "name a table with a header and rows"
    raise TableError([Problem(path.name, f"holds {len(names)} files", ", ".join(names[:5]), "1 table", step)])


@contextmanager
def unpacked(path: Path, of: Package) -> Iterator[BinaryIO]:
    """The bytes of a CSV file. Raises: TableError if it is damaged."""
    try:
        with _opened(path, of) as file:
            yield file
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, lzma.LZMAError, KeyError):
        raise _damaged(path, of.compression) from None
    except RuntimeError as error:
        raise TableError([Problem(path.name, f"can't be unpacked ({error})", next_step="unpack it")]) from None
    except OSError as error:
        if of.compression:
            raise _damaged(path, of.compression) from None
        raise TableError([Problem(path.name, f"can't be read ({error.strerror or error})")]) from None


@contextmanager
def _opened(path: Path, of: Package) -> Iterator[BinaryIO]:
    if of.compression == "zip":
        with zipfile.ZipFile(path) as archive, archive.open(of.member) as file:
            yield cast("BinaryIO", file)
    elif of.compression == "gzip":
        with gzip.open(path) as file:
            yield cast("BinaryIO", file)
    elif of.compression == "zstd":
        import pyarrow as pa

        with pa.input_stream(str(path), compression="zstd") as file:
            yield cast("BinaryIO", file)
    else:
        with path.open("rb", buffering=0) as file:
            yield cast("BinaryIO", file)


def _damaged(path: Path, compression: str) -> TableError:
    return TableError([Problem(path.name, f"is a damaged {compression} file", next_step="pack it again")])


def filled(file: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes, or what is left: a compressed file gives them in pieces."""
    parts = []
    while size > 0 and (part := file.read(size)):
        parts.append(bytes(part))
        size -= len(part)
    return b"".join(parts)
