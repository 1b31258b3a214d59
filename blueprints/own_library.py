"""Projects that hold the library's source themselves, ejected: what of a blueprint is not for them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from email.parser import BytesParser
from pathlib import Path

from landfast_ml.contract.layout import CLOUD_LOCK, LIBRARY, LOCK, PYPROJECT

from landfast.blueprints.library import WHEELS, wheel_in

LOCKS = (LOCK, CLOUD_LOCK)
_LOCKED = re.compile(r"^(?:\./)?vendor/landfast_ml-[^\n]*\n(?: +--hash=[^\n]*\n)*", re.MULTILINE)
_ASKED = re.compile(r'"landfast-ml(?:\[([a-z0-9,_-]*)\])?"')
_SOURCE = re.compile(r"^landfast-ml = \{ path = [^\n]*\n", re.MULTILINE)
# The library is held to its own strictness where it is made: a project's is for what the project writes.
_UNSEEN = """
[tool.ruff.lint.isort]
known-third-party = ["landfast_ml"]

[[tool.mypy.overrides]]
module = ["landfast_ml.*"]
follow_imports = "silent"
"""
Files = Mapping[str, bytes]


def compared(folder: Path, base: Files, rendered: Files) -> tuple[Files, Files]:
    """Both as an ejected project at `folder` has them; as they are, for any other."""
    if not (folder / LIBRARY / "__init__.py").is_file() or library_of(base) is None:
        return base, rendered
    return _without(base), _without(rendered)


def library_of(files: Files) -> bytes | None:
    """The library's wheel among the files of a project."""
    name = wheel_in(files)
    return files[name] if name else None


def without_library(text: str, name: str, wheel: bytes) -> str:
    """The file `name` of a project when nothing in it asks for the wheel any more."""
    if name in LOCKS:
        return _LOCKED.sub("", text)
    needs = _needs(wheel)
    asked = _ASKED.sub(lambda found: _listed(needs, (found[1] or "").split(",")), text)
    return _SOURCE.sub("", asked) + (_UNSEEN if asked != text else "")


def _without(files: Files) -> Files:
    wheel = library_of(files)
    if wheel is None:
        return files
    kept = {name: content for name, content in files.items() if not name.startswith(WHEELS)}
    asking = [name for name in (PYPROJECT, *LOCKS) if name in kept]
    return kept | {name: without_library(kept[name].decode(), name, wheel).encode() for name in asking}


def _needs(wheel: bytes) -> Mapping[str, list[str]]:
    """Extra ("" for all) -> what the library then needs, as its metadata says."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        message = BytesParser().parsebytes(archive.read(name))
    needs: dict[str, list[str]] = {}
    for line in message.get_all("Requires-Dist", []):
        requirement, _, marker = line.partition(" ; ")
        found = re.fullmatch(r'extra == "([^"]+)"', marker)
        needs.setdefault(found[1] if found else "", []).append(requirement if found else line)
    return needs


def _listed(needs: Mapping[str, list[str]], extras: list[str]) -> str:
    every = sorted({requirement for extra in ("", *extras) for requirement in needs.get(extra, [])})
    return ", ".join(f'"{requirement}"' for requirement in every)
