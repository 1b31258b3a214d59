"""Reads the compiled JavaScript of the installed provider bindings, without Node and without jsii."""

from __future__ import annotations

import importlib.metadata
import tarfile
from collections.abc import Iterator
from pathlib import Path

from landfast.core.errors import UserError
from landfast.core.packages import folder_of

PACKAGE = "cdktn_provider_google"
DISTRIBUTION = "cdktn-provider-google"
# Two thirds of every file: the source map of the generator, of no use here.
SOURCE_MAP = b"//# sourceMappingURL"


def version() -> str:
    """Version of the installed bindings, e.g. `21.1.0`."""
    return importlib.metadata.version(DISTRIBUTION)


def assembly() -> Path:
    """The jsii assembly (a .tgz) inside the installed package. Found without importing it, which would start jsii."""
    folder = folder_of(PACKAGE)
    if folder is None:
        raise UserError(f"{DISTRIBUTION} is not installed - install landfast again")
    found = sorted((folder / "_jsii").glob("*.jsii.tgz"))
    if not found:
        raise UserError(f"{DISTRIBUTION} {version()} holds no jsii assembly - install it again")
    return found[0]


def modules(archive: Path) -> Iterator[tuple[str, str]]:
    """(folder, source) of each resource or data source: its index and its split struct files, joined."""
    parts: dict[str, list[tuple[str, str]]] = {}
    with tarfile.open(archive, "r|gz") as tar:
        for member in tar:
            path = member.name.split("/")
            content = tar.extractfile(member) if _is_code(path) else None
            if content is not None:
                code = content.read().partition(SOURCE_MAP)[0]
                parts.setdefault(path[2], []).append((member.name, code.decode()))
    for folder, files in parts.items():
        yield folder, "\n".join(text for _name, text in sorted(files))


def _is_code(path: list[str]) -> bool:
    if path[:2] != ["package", "lib"] or not path[-1].endswith(".js"):
        return False
    is_index = len(path) == 4 and path[3] == "index.js"
    return is_index or (len(path) == 5 and path[3] == "index-structs" and path[4].startswith("structs"))
