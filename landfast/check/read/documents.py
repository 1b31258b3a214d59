"""Reads what is to be checked from disk: a synthesized environment, Terraform folders of anyone, or a plan."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

from landfast.check.evaluate.document import Document
from landfast.check.options import AS_IT_IS, ReadOptions
from landfast.check.read.files import read_json
from landfast.check.read.folder import CONFIGURATION, Folder, VariableValues
from landfast.check.read.module_calls import Caller
from landfast.check.read.roots import alike, has_backend, modules_below
from landfast.core.errors import InputError, Problem

MANIFEST = "manifest.json"
_CODE = (".py", ".ipynb")
_LOOK, _ZIP, _UTF_16 = 4096, b"PK\x03\x04", (b"\xff\xfe", b"\xfe\xff")
# Files of other programs, whatever is in them.
_OTHER_KINDS = frozenset(
    {".csv", ".gif", ".html", ".jpeg", ".jpg", ".md", ".pdf", ".png", ".sarif", ".svg", ".toml", ".txt", ".xlsx"}
)
_SHOW = "make one that can be read: terraform show -json {} > plan.json"
_WANTED = "name a folder of .tf or .tf.json files, one such file, or a plan: terraform show -json PLAN > plan.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read, and what is wrong with the rest."""

    documents: Sequence[Document]
    problems: Sequence[Problem] = ()


def load_documents(path: Path, options: ReadOptions = AS_IT_IS, *, synthesis: bool = True) -> Loaded:
    """What stands at `path`: the folder of a synthesis, Terraform folders, one file of Terraform, or a plan as JSON.

    With `synthesis` false a folder is read as Terraform reads it, whatever else landfast wrote there. Each root stands
    for itself: what can't be read of it, or of another, is a problem with its place, and nothing is left out in silence
    but what `options.exclude` says.
    Raises: InputError, with every problem, if nothing is there to be read, or what was named beside `path` can't be.
    """
    if path.is_file():
        _refuse_other_kinds(path)
        reader = Folder(path.parent, options.exclude, options.instead)
        documents = list(_file(path, reader, _given(reader, options.values)))
    elif path.is_dir():
        reader = Folder(path, options.exclude, options.instead)
        documents = list(_folder(reader, _given(reader, options.values), synthesis=synthesis))
    else:
        fact = "no such file or folder" if not path.exists() else "is neither a file nor a folder"
        raise InputError([Problem(str(path), fact, next_step=_WANTED)])
    if not documents and not reader.problems:
        raise InputError([_nothing(path, options)])
    return Loaded(documents, tuple(dict.fromkeys(reader.problems)))


def _refuse_other_kinds(path: Path) -> None:
    """What is no text was not meant to be Terraform's: that is said, and not where the text would be wrong.

    Raises: InputError.
    """
    if path.suffix in _CODE:
        step = f"judge its folder as an ML project with `landfast check {path.parent} --kind project`"
        raise InputError([Problem(str(path), "is code, not Terraform", next_step=step)])
    start = b""
    with suppress(OSError), path.open("rb") as file:
        start = file.read(_LOOK)
    if start.startswith(_ZIP):
        plan = not path.suffix or "plan" in path.name
        fact, step = (
            ("is a plan as Terraform keeps it", _SHOW.format(path.name)) if plan else ("is an archive", _WANTED)
        )
        raise InputError([Problem(str(path), fact, next_step=step)])
    if start.startswith(_UTF_16):
        fact = "is UTF-16, as PowerShell's > writes it"
        raise InputError([Problem(str(path), fact, next_step="save the file as UTF-8")])
    known = path.name.endswith((*CONFIGURATION, ".json"))
    if b"\0" in start or (path.suffix in _OTHER_KINDS and not known):
        raise InputError([Problem(str(path), "is no file of Terraform", next_step=_WANTED)])


def _nothing(path: Path, options: ReadOptions) -> Problem:
    """That there is no Terraform; code may be judged as a project."""
    left_out = ", ".join(options.exclude.patterns)
    fact = f"holds no Terraform but what --exclude leaves out ({left_out})" if left_out else "holds no Terraform"
    code = path.is_dir() and any(found.suffix in _CODE for found in _files(path))
    step = f"it holds code: judge it as an ML project with `landfast check {path} --kind project`" if code else _WANTED
    return Problem(str(path), fact, next_step=step)


def _files(path: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder) / name for name in names)


def _file(path: Path, reader: Folder, given: VariableValues | None) -> Iterator[Document]:
    if path.name.endswith(CONFIGURATION) or not path.name.endswith(".json"):
        document = reader.single(path)
        if document:
            yield Caller(reader).complete(given.into(document) if given else document, path.parent)
        return
    body = read_json(path, path.name, reader.problems)
    if body is None:
        return
    if not isinstance(body, dict):
        reader.problems.append(Problem(path.name, "is no JSON object", next_step=_WANTED))
    else:
        yield Document(path.name, body)


def _given(reader: Folder, values: Sequence[Path]) -> VariableValues | None:
    """What is given for all roots; None if nothing is. Raises: InputError, with what is wrong with the files."""
    given = reduce(VariableValues.then, map(reader.values_of, values), VariableValues())
    if reader.problems:
        raise InputError(dict.fromkeys(reader.problems))
    return given if values else None


def _folder(reader: Folder, given: VariableValues | None, *, synthesis: bool) -> Iterator[Document]:
    root = reader.root
    if synthesis and (root / MANIFEST).is_file():
        manifest = read_json(root / MANIFEST, MANIFEST, reader.problems)
        if isinstance(manifest, dict) and isinstance(manifest.get("stacks"), list):
            yield from _synthesis(reader, manifest)
            return
        if manifest is None:
            return
    modules = list(modules_below(reader))
    readings = [Caller(reader, "Terraform")] if any(module.terraform for module in modules) else []
    readings += [Caller(reader, "OpenTofu")] if any(module.opentofu for module in modules) else []
    roots = [(module.folder, [caller.root(module.folder) for caller in readings]) for module in modules]
    for folder, documents in roots:
        own = reader.values(folder)
        chosen = bool(own.given or own.unread or reader.asked_for(folder))
        for document in _readings(folder, documents, readings, chosen=chosen):
            yield from _with_values(document, folder, reader, own, given)


def _readings(
    folder: Path, documents: Sequence[Document | None], callers: Sequence[Caller], *, chosen: bool
) -> Iterator[Document]:
    """The module in a folder as a root: as each program reads it, once if that is the same.

    What another folder calls is judged there, with what it is given there, unless it is a root for itself: it has a
    backend, or values (`chosen`).
    """
    found = [
        (document, caller)
        for document, caller in zip(documents, callers, strict=True)
        if document and (chosen or folder.resolve() not in caller.used or has_backend(document))
    ]
    if len(found) == 2 and not alike(found[0][0], found[1][0]):
        yield from (_variant(document, caller.program) for document, caller in found)
    else:
        yield from (document for document, _caller in found[:1])


def _with_values(
    document: Document, folder: Path, reader: Folder, own: VariableValues, given: VariableValues | None
) -> Iterator[Document]:
    """The root module with its values; once for each file of values that lies there to be chosen from."""
    document = replace(document, unread_values=own.unread)
    read = {file: reader.values_of(file) for file in (reader.asked_for(folder) if given is None else [])}
    choices = {file: values for file, values in read.items() if not values.unread}
    for file, chosen in choices.items():
        yield own.then(chosen).into(_variant(document, file.name))
    if not choices:
        yield own.then(given or VariableValues()).into(document)


def _variant(document: Document, what: str) -> Document:
    return replace(document, name=f"{document.name} ({what})", mark=f"{document.mark} ({what})")


def _synthesis(reader: Folder, manifest: Mapping[str, Any]) -> Iterator[Document]:
    rehearsal = manifest.get("simulated") is True
    environment = manifest.get("environment")
    # As `check` of the spec calls them: its reports name the same documents.
    above = f"{environment}/" if isinstance(environment, str) and environment else ""
    ticket = manifest.get("ticket")
    for stack in [*manifest["stacks"], *([ticket] if ticket else [])]:
        name = stack.get("name") if isinstance(stack, dict) else None
        if not isinstance(name, str) or name in ("", ".", "..") or "/" in name or "\\" in name:
            fact = "names a stack that is no folder"
            reader.problems.append(Problem(MANIFEST, fact, next_step="run `landfast synth` again"))
            continue
        folder = reader.root / name
        document = reader.configuration(folder, "Terraform") if folder.is_dir() else None
        if document is None:
            if not reader.problems:
                fact = "is in the manifest but not on disk"
                reader.problems.append(Problem(name, fact, next_step="run `landfast synth` again"))
            continue
        sources = stack.get("sources")
        known = {str(key): str(value) for key, value in sources.items()} if isinstance(sources, dict) else {}
        own, asked = reader.values(folder), stack is ticket
        made = replace(document, name=above + name, mark="", sources=known, rehearsal=rehearsal, asked=asked)
        yield own.into(replace(made, unread_values=own.unread))
