"""Reads what is to be checked from disk: a synthesized environment, Terraform JSON of anyone, or a plan."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from landfast.check.blocks import labelled, single, typed
from landfast.check.model import Document
from modules.errors import InputError, Problem

MANIFEST = "manifest.json"
SIZE_LIMIT = 512 << 20
_DEPTH = 6
_PLAN_HINT = "check the plan instead: terraform plan -out plan && terraform show -json plan > plan.json"


class DuplicateKeyError(ValueError):
    """A JSON object names a key twice: readers disagree on which one counts."""


def load_documents(path: Path) -> list[Document]:
    """What stands at `path`: the folder of a synthesis, a folder of Terraform JSON, one such file, or a plan as JSON.

    Raises: InputError with every problem of every file; nothing that can't be read is left out in silence.
    """
    problems: list[Problem] = []
    if path.is_file():
        documents = list(_file(path, path.name, problems))
    elif path.is_dir():
        documents = list(_folder(path, problems))
    else:
        fact = "no such file or folder" if not path.exists() else "is neither a file nor a folder"
        raise InputError([Problem(str(path), fact, next_step="name Terraform JSON, a folder of it, or a plan as JSON")])
    if not documents and not problems:
        fact, step = "holds no Terraform JSON", f"name a folder with .tf.json files; of .tf files {_PLAN_HINT}"
        problems.append(Problem(str(path), fact, next_step=step))
    if problems:
        raise InputError(problems)
    return documents


def _file(path: Path, name: str, problems: list[Problem]) -> Iterator[Document]:
    body = read_json(path, name, problems)
    if body is None:
        return
    if not isinstance(body, dict):
        problems.append(Problem(name, "is no JSON object", next_step="name Terraform JSON or a plan as JSON"))
    else:
        yield Document(name, body)


def read_json(path: Path, name: str, problems: list[Problem]) -> Any:
    """The content of a JSON file; None, and a problem with the place, if it can't be read."""
    try:
        data = path.read_bytes() if path.stat().st_size <= SIZE_LIMIT else None
    except OSError as error:
        problems.append(Problem(name, f"can't be read ({error.strerror})", next_step="name a readable file"))
        return None
    if data is None:
        problems.append(Problem(name, "is too large", limit=f"{SIZE_LIMIT >> 20} MiB at most"))
        return None
    try:
        text = data.decode("utf-8-sig")
        # A plan is written by a program and may be large; people's files may name a key twice.
        hook = None if '"resource_changes"' in text or '"planned_values"' in text else _unique
        return json.loads(text, object_pairs_hook=hook)
    except UnicodeDecodeError as error:
        problems.append(Problem(f"{name}: byte {error.start}", "is not UTF-8", next_step="save the file as UTF-8"))
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        problems.append(Problem(place, f"is not valid JSON: {error.msg}", next_step="mend the file"))
    except RecursionError:
        problems.append(Problem(name, "is nested too deeply", next_step="mend the file"))
    except ValueError as error:
        problems.append(Problem(name, f"is not valid JSON: {error!s:.200}", next_step="mend the file"))
    return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DuplicateKeyError(f"an object names {twice[:80]!r} twice")
    return found


def _folder(root: Path, problems: list[Problem]) -> Iterator[Document]:
    if (root / MANIFEST).is_file():
        manifest = read_json(root / MANIFEST, MANIFEST, problems)
        if isinstance(manifest, dict) and isinstance(manifest.get("stacks"), list):
            yield from _synthesis(root, manifest, problems)
            return
        if manifest is None:
            return
    yield from _modules(root, root, problems, 0)


def _synthesis(root: Path, manifest: Mapping[str, Any], problems: list[Problem]) -> Iterator[Document]:
    rehearsal = manifest.get("target") == "rehearsal"
    for stack in manifest["stacks"]:
        name = stack.get("name") if isinstance(stack, dict) else None
        if not isinstance(name, str) or name in ("", ".", "..") or "/" in name or "\\" in name:
            problems.append(
                Problem(MANIFEST, "names a stack that is no folder", next_step="run `landfast synth` again")
            )
            continue
        found = list(_module(root / name, root, problems))
        if not found and not problems:
            problems.append(Problem(name, "is in the manifest but not on disk", next_step="run `landfast synth` again"))
        sources = stack.get("sources")
        known = {str(key): str(value) for key, value in sources.items()} if isinstance(sources, dict) else {}
        yield from (replace(document, name=name, sources=known, rehearsal=rehearsal) for document in found)


def _modules(folder: Path, root: Path, problems: list[Problem], depth: int) -> Iterator[Document]:
    """A document for each folder that holds Terraform JSON: Terraform reads a folder as one module."""
    yield from _module(folder, root, problems)
    if depth >= _DEPTH:
        return
    for child in sorted(folder.iterdir()):
        if child.is_dir() and not child.name.startswith("."):
            if _leaves(child, root):
                problems.append(Problem(_shown(child, root), "is a link out of the folder", next_step="remove it"))
            elif not child.is_symlink():
                yield from _modules(child, root, problems, depth + 1)


def _leaves(path: Path, root: Path) -> bool:
    try:
        return not path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return True


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path != root else root.name


def _module(folder: Path, root: Path, problems: list[Problem]) -> Iterator[Document]:
    if not folder.is_dir():
        return
    files = [file for file in sorted(folder.iterdir()) if not file.name.startswith(".")]
    configs = [file for file in files if file.name.endswith(".tf.json")]
    before = len(problems)
    problems.extend(_refused(files, root))
    bodies = {_shown(file, root): read_json(file, _shown(file, root), problems) for file in configs}
    for name, body in bodies.items():
        if body is not None and not isinstance(body, dict):
            problems.append(Problem(name, "is no JSON object", next_step="mend the file"))
    problems.extend(_twice(bodies))
    if not configs or len(problems) > before:
        return
    name = _shown(configs[0], root) if len(configs) == 1 else _shown(folder, root)
    body = next(iter(bodies.values())) if len(configs) == 1 else _together(list(bodies.values()))
    given = _given_variables(files, root, problems)
    yield Document(name, _with_variables(body, given) if given else body)


def _refused(files: Sequence[Path], root: Path) -> Iterator[Problem]:
    """Files that would change what Terraform does and that are not read: passing them by would be a false pass."""
    for file in files:
        name = file.name
        if name.endswith((".tf", ".tofu")):
            yield Problem(_shown(file, root), "is not JSON", next_step=_PLAN_HINT)
        elif name.endswith("override.tf.json") or name.endswith((".tfvars", ".tofu.json")):
            yield Problem(_shown(file, root), "changes what other files say and is not read", next_step=_PLAN_HINT)
        elif name.endswith((".tf.json", ".tfvars.json")) and _leaves(file, root):
            yield Problem(_shown(file, root), "is a link out of the folder", next_step="remove it")


def _twice(bodies: Mapping[str, Any]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name, body in bodies.items():
        for section in ("resource", "data"):
            for type_, named in typed(body.get(section) if isinstance(body, dict) else None).items():
                for label in named:
                    address = f"{section}.{type_}.{label}"
                    if address in seen:
                        fact = f"{type_}.{label} is declared here and in {seen[address]}"
                        yield Problem(name, fact, next_step="remove one of them")
                    seen[address] = name


def _together(bodies: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    sections: dict[str, list[Any]] = {}
    for body in bodies:
        for section, content in body.items():
            sections.setdefault(section, []).extend(content if isinstance(content, list) else [content])
    return dict(sections)


def _given_variables(files: Sequence[Path], root: Path, problems: list[Problem]) -> dict[str, Any]:
    """Values that Terraform takes from the folder by itself, later files before earlier ones."""
    given: dict[str, Any] = {}
    names = [file for file in files if file.name == "terraform.tfvars.json"]
    names += [file for file in files if file.name.endswith(".auto.tfvars.json")]
    for file in names:
        values = read_json(file, _shown(file, root), problems)
        if isinstance(values, dict):
            given.update(values)
    return given


def _with_variables(body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    declared = labelled(body.get("variable"))
    variables = {
        name: {**single(raw), "default": given[name]} if name in given else raw for name, raw in declared.items()
    }
    return {**body, "variable": variables}
