"""A copy of the provider's bindings that holds only what the stacks use: a third of the time, a fifth of the memory.

jsii parses the whole 131 MB assembly when the bindings are imported. A smaller one that the kernel has loaded before
gives the same synthesized bytes. It is a cache: keyed by the bindings' version and the wanted submodules.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import importlib.metadata
import io
import json
import re
import tarfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from landfast.core import cache
from landfast.core.files import write
from landfast.core.packages import needed
from landfast.synth.imports import PROVIDER

ASSEMBLY = "@cdktn/provider-google"
DISTRIBUTION = "cdktn-provider-google"
FORMAT = 2
FOLDER = "bindings"
CHILD = re.compile(rb"""require\(["']\./([^/"']+)/index["']\)""")
# Two thirds of the JavaScript: which line of which TypeScript made each.
SOURCE_MAP = re.compile(rb"^//# sourceMappingURL=.*", re.MULTILINE)
SIBLING = re.compile(rb"""require\(["']\.\./([^/"']+)/index["']\)""")


def version() -> str:
    """Version of the installed bindings."""
    return importlib.metadata.version(DISTRIBUTION)


def slim_archive(wanted: Collection[str]) -> Path:
    """Path of an assembly with only the wanted submodules (Python names), built if it is not in the cache.

    Raises: OSError, KeyError, ValueError or tarfile.TarError if the installed bindings are not as expected.
    """
    text = "\n".join((str(FORMAT), version(), *sorted(wanted)))
    key = hashlib.sha256(text.encode()).hexdigest()[:20]
    return cache.entry(f"{FOLDER}/{key}.tgz", lambda path: _write(path, wanted), _intact)


def _write(path: Path, wanted: Collection[str]) -> None:
    path.write_bytes(_build(wanted))


def _intact(path: Path) -> bool:
    """Whether the archive is whole: it has the size that it had when all of it was last read."""
    note, size = path.with_suffix(".size"), str(path.stat().st_size).encode()
    if note.is_file() and note.read_bytes() == size:
        return True
    if not _sound(path):
        return False
    write(note, size)
    return True


def _sound(path: Path) -> bool:
    """gzip ends in a checksum of all of it."""
    try:
        gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return False
    return True


def _submodules(wanted: Collection[str]) -> set[str]:
    """jsii names (`@cdktn/provider-google.storageBucket`) of the Python ones, as the bindings themselves map them."""
    tree = ast.parse((needed(PROVIDER) / "_jsii" / "__init__.py").read_bytes())
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "_SUBMODULE_FQN_MAP":
            mapping: dict[str, str] = ast.literal_eval(node.value)  # type: ignore[attr-defined]
            python = {module.removeprefix(f"{PROVIDER}."): name for name, module in mapping.items()}
            return {python[name] for name in wanted}
    raise ValueError("the bindings say no jsii name for their submodules")


def _build(wanted: Collection[str]) -> bytes:
    with tarfile.open(next((needed(PROVIDER) / "_jsii").glob("*.jsii.tgz"))) as source:
        files = {member.name: _read(source, member) for member in _members(source)}
    manifest = json.loads(files["package/.jsii"])
    names = _closure(_submodules(wanted), manifest, files)
    folders = {_folder(manifest["submodules"][name]) for name in names}
    files["package/.jsii"] = json.dumps(_slim(manifest, names)).encode()
    files["package/lib/index.js"] = b"\n".join(
        line
        for line in files["package/lib/index.js"].splitlines()
        if not (match := CHILD.search(line)) or match[1].decode() in folders
    )
    return _pack({name: SOURCE_MAP.sub(b"", content) for name, content in files.items() if _kept(name, folders)})


def _members(source: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    return (member for member in source if member.isfile() and not member.name.endswith((".d.ts", ".map", ".md")))


def _read(source: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = source.extractfile(member)
    return stream.read() if stream else b""


def _folder(submodule: dict[str, Any]) -> str:
    """`src/storage-bucket/index:` is what the assembly says of `storageBucket`."""
    return str(submodule["symbolId"]).split("/")[1]


def _closure(names: set[str], manifest: dict[str, Any], files: dict[str, bytes]) -> set[str]:
    """The submodules and all that their JavaScript requires of others."""
    by_folder = {_folder(submodule): name for name, submodule in manifest["submodules"].items()}
    found, waiting = set[str](), set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        code = files[f"package/lib/{_folder(manifest['submodules'][name])}/index.js"]
        required = {by_folder[match.decode()] for match in SIBLING.findall(code)}
        waiting |= required - found
    return found


def _slim(manifest: dict[str, Any], names: set[str]) -> dict[str, Any]:
    kept = {key: value for key, value in manifest.items() if key != "readme"}
    kept["types"] = {
        fqn: _without_docs(declared) for fqn, declared in manifest["types"].items() if fqn.rpartition(".")[0] in names
    }
    kept["submodules"] = {
        name: {key: value for key, value in manifest["submodules"][name].items() if key != "readme"}
        for name in sorted(names)
    }
    return kept


def _without_docs(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_docs(value) for key, value in node.items() if key not in ("docs", "locationInModule")}
    return [_without_docs(item) for item in node] if isinstance(node, list) else node


def _kept(name: str, folders: set[str]) -> bool:
    parts = name.split("/")
    return parts[1] != "lib" or len(parts) == 3 or parts[2] in folders


def _pack(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz", compresslevel=1) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()
