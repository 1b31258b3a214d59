"""Reads what is to be checked from disk: a synthesized environment, Terraform folders of anyone, or a plan."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from landfast.check.evaluate.document import Document
from landfast.check.read.files import read_json
from landfast.check.read.folder import CONFIGURATION, Folder
from landfast.check.read.module_calls import Caller
from landfast.core.errors import InputError, Problem

MANIFEST = "manifest.json"
_DEPTH = 12
_CODE = (".py", ".ipynb")
_LOOK, _ZIP = 4096, b"PK\x03\x04"
# Files of other programs, whatever is in them.
_OTHER_KINDS = frozenset(
    {".csv", ".gif", ".html", ".jpeg", ".jpg", ".md", ".pdf", ".png", ".sarif", ".svg", ".toml", ".txt", ".xlsx"}
)
_SHOW = "make one that can be read: terraform show -json {} > plan.json"
_WANTED = "name a folder of .tf or .tf.json files, one such file, or a plan: terraform show -json PLAN > plan.json"


def load_documents(path: Path, values: Sequence[Path] = (), *, synthesis: bool = True) -> list[Document]:
    """What stands at `path`: the folder of a synthesis, Terraform folders, one file of Terraform, or a plan as JSON.

    `values` are files of values that Terraform would be given (`-var-file`). With `synthesis` false a folder is read as
    Terraform reads it, whatever else landfast wrote there.
    Raises: InputError with every problem of every file; nothing that can't be read is left out in silence.
    """
    if path.is_file() and path.suffix in _CODE:
        step = f"judge its folder as an ML project with `landfast check {path.parent} --kind project`"
        raise InputError([Problem(str(path), "is code, not Terraform", next_step=step)])
    if path.is_file():
        _refuse_other_kinds(path)
        reader = Folder(path.parent)
        documents = list(_file(path, reader, values))
    elif path.is_dir():
        reader = Folder(path)
        documents = list(_folder(reader, values, synthesis=synthesis))
    else:
        fact = "no such file or folder" if not path.exists() else "is neither a file nor a folder"
        raise InputError([Problem(str(path), fact, next_step=_WANTED)])
    if not documents and not reader.problems:
        reader.problems.append(_nothing(path))
    if reader.problems:
        raise InputError(dict.fromkeys(reader.problems))
    return documents


def _refuse_other_kinds(path: Path) -> None:
    """What is no text was not meant to be Terraform's: that is said, and not where the text would be wrong.

    Raises: InputError.
    """
    start = b""
    with suppress(OSError), path.open("rb") as file:
        start = file.read(_LOOK)
    if start.startswith(_ZIP):
        plan = not path.suffix or "plan" in path.name
        fact, step = (
            ("is a plan as Terraform keeps it", _SHOW.format(path.name)) if plan else ("is an archive", _WANTED)
        )
        raise InputError([Problem(str(path), fact, next_step=step)])
    known = path.name.endswith((*CONFIGURATION, ".json"))
    if b"\0" in start or (path.suffix in _OTHER_KINDS and not known):
        raise InputError([Problem(str(path), "is no file of Terraform", next_step=_WANTED)])


def _nothing(path: Path) -> Problem:
    """That there is no Terraform; code may be judged as a project."""
    code = path.is_dir() and any(found.suffix in _CODE for found in _files(path))
    step = f"it holds code: judge it as an ML project with `landfast check {path} --kind project`" if code else _WANTED
    return Problem(str(path), "holds no Terraform", next_step=step)


def _files(path: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder) / name for name in names)


def _file(path: Path, reader: Folder, values: Sequence[Path]) -> Iterator[Document]:
    if path.name.endswith(CONFIGURATION) or not path.name.endswith(".json"):
        document = reader.single(path)
        if document:
            given = _given(reader, values)
            yield Caller(reader).complete(replace(document, inputs=given), path.parent)
        return
    body = read_json(path, path.name, reader.problems)
    if body is None:
        return
    if not isinstance(body, dict):
        reader.problems.append(Problem(path.name, "is no JSON object", next_step=_WANTED))
    else:
        yield Document(path.name, body)


def _given(reader: Folder, values: Sequence[Path]) -> dict[str, Any]:
    return {name: value for file in values for name, value in reader.values_of(file).items()}


def _folder(reader: Folder, values: Sequence[Path], *, synthesis: bool) -> Iterator[Document]:
    root = reader.root
    if synthesis and (root / MANIFEST).is_file():
        manifest = read_json(root / MANIFEST, MANIFEST, reader.problems)
        if isinstance(manifest, dict) and isinstance(manifest.get("stacks"), list):
            yield from _synthesis(reader, manifest)
            return
        if manifest is None:
            return
    caller = Caller(reader)
    roots = [(folder, caller.root(folder)) for folder in _folders(root, reader, 0)]
    given = _given(reader, values)
    for folder, document in roots:
        # What another folder calls is judged there, with what it is given there.
        if document and (folder == root or folder.resolve() not in caller.used):
            yield from _with_values(document, folder, reader, given if values else None)


def _with_values(
    document: Document, folder: Path, reader: Folder, given: Mapping[str, Any] | None
) -> Iterator[Document]:
    """The root module with its values; once for each file of values that lies there to be chosen from."""
    own = reader.values(folder)
    choices = reader.asked_for(folder) if given is None else []
    for file in choices:
        inputs = own | reader.values_of(file)
        yield replace(document, name=f"{document.name} ({file.name})", inputs=inputs)
    if not choices:
        yield replace(document, inputs=own | dict(given or {}))


def _folders(folder: Path, reader: Folder, depth: int) -> Iterator[Path]:
    """The folder and all below it that are not hidden: Terraform reads each as a module of its own."""
    yield folder
    if depth >= _DEPTH:
        reader.problems.append(Problem(reader.shown(folder), f"is nested deeper than {_DEPTH}", next_step="name it"))
        return
    for child in sorted(folder.iterdir()):
        if child.is_dir() and not child.name.startswith("."):
            if reader.leaves(child):
                reader.problems.append(
                    Problem(reader.shown(child), "is a link out of the folder", next_step="remove it")
                )
            elif not child.is_symlink():
                yield from _folders(child, reader, depth + 1)


def _synthesis(reader: Folder, manifest: Mapping[str, Any]) -> Iterator[Document]:
    rehearsal = manifest.get("simulated") is True
    environment = manifest.get("environment")
    # As `check` of the spec calls them: its reports name the same documents.
    above = f"{environment}/" if isinstance(environment, str) and environment else ""
    for stack in manifest["stacks"]:
        name = stack.get("name") if isinstance(stack, dict) else None
        if not isinstance(name, str) or name in ("", ".", "..") or "/" in name or "\\" in name:
            fact = "names a stack that is no folder"
            reader.problems.append(Problem(MANIFEST, fact, next_step="run `landfast synth` again"))
            continue
        folder = reader.root / name
        document = reader.configuration(folder) if folder.is_dir() else None
        if document is None:
            if not reader.problems:
                fact = "is in the manifest but not on disk"
                reader.problems.append(Problem(name, fact, next_step="run `landfast synth` again"))
            continue
        sources = stack.get("sources")
        known = {str(key): str(value) for key, value in sources.items()} if isinstance(sources, dict) else {}
        inputs = reader.values(folder)
        yield replace(document, name=above + name, sources=known, rehearsal=rehearsal, inputs=inputs)
