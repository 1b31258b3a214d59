"""Writes a project: whole or not at all, never over a person's files, the same bytes for the same inputs."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blueprints._blueprint import Blueprint, find
from blueprints._render import render
from blueprints.facts import EnvironmentFacts, ProjectInputs
from modules.errors import InputError, Problem

# What `blueprint upgrade` needs of the past: the answers, and the files as they were rendered.
RECORD = ".landfast-blueprint"
ANSWERS = f"{RECORD}/answers.json"
BASE = f"{RECORD}/base.tar.gz"
ENVIRONMENTS = "environments"


@dataclass(frozen=True, slots=True)
class Generated:
    """A project that was written. `files` are relative to `folder`, sorted; `package` is run with `python -m`."""

    folder: Path
    blueprint: str
    version: str
    package: str
    files: tuple[str, ...]


def generate(
    blueprint: str,
    inputs: ProjectInputs,
    environments: Mapping[str, EnvironmentFacts],
    destination: Path,
) -> Generated:
    """Write the project to `destination`, which must not exist or be empty; InputError names what is in the way."""
    chosen = find(blueprint)
    _check_choices(chosen, inputs)
    _check_destination(destination)
    rendered = render(chosen, inputs)
    answers = {"blueprint": chosen.name, "version": chosen.version, "inputs": inputs.model_dump(mode="json")}
    contents = {name: text.encode() for name, text in rendered.items()}
    contents |= _environment_files(environments)
    contents[BASE] = _archive(rendered)
    contents[ANSWERS] = (json.dumps(answers, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
    _write_whole(destination, contents)
    return Generated(destination, chosen.name, chosen.version, inputs.package, tuple(sorted(contents)))


def generated(destination: Path) -> Generated | None:
    """The project that stands at `destination`, or None if no blueprint made what is there."""
    path = destination / ANSWERS
    if not path.is_file():
        return None
    answers: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    with tarfile.open(destination / BASE) as base:
        files = tuple(sorted(base.getnames()))
    return Generated(destination, answers["blueprint"], answers["version"], answers["inputs"]["package"], files)


def write_environments(destination: Path, environments: Mapping[str, EnvironmentFacts]) -> tuple[Path, ...]:
    """Rewrite the facts files that landfast owns, and nothing else; returns those whose content changed."""
    changed = []
    for name, content in _environment_files(environments).items():
        path = destination / name
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
        changed.append(path)
    return tuple(changed)


def _environment_files(environments: Mapping[str, EnvironmentFacts]) -> dict[str, bytes]:
    return {f"{ENVIRONMENTS}/{name}.json": facts.to_json().encode() for name, facts in environments.items()}


def _check_choices(blueprint: Blueprint, inputs: ProjectInputs) -> None:
    problems = [
        Problem(
            "platform.orchestrators",
            f"blueprint {blueprint.name} has no pipeline for it",
            value=f"given {name}",
            limit=f"it has: {', '.join(blueprint.orchestrators)}",
        )
        for name in inputs.orchestrators
        if name not in blueprint.orchestrators
    ]
    if inputs.tracking not in blueprint.tracking:
        limit = f"it has: {', '.join(blueprint.tracking)}"
        problems.append(Problem("platform.tracking", "is not offered", f"given {inputs.tracking}", limit))
    if problems:
        raise InputError(problems)


def _check_destination(destination: Path) -> None:
    if not destination.exists():
        return
    found = sorted(path.name for path in destination.iterdir()) if destination.is_dir() else [destination.name]
    if found:
        shown = ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
        problem = Problem(
            str(destination),
            "something is already there, and nothing is ever overwritten",
            value=f"found {shown}",
            next_step="name a folder that is empty or doesn't exist",
        )
        raise InputError([problem])


def _write_whole(destination: Path, contents: Mapping[str, bytes]) -> None:
    """Into a folder beside the destination, then one rename: a person sees all of it or nothing."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    partial = destination.parent / f".{destination.name}.generating"
    # Left by a run that was killed; it holds nothing but what is about to be written again.
    shutil.rmtree(partial, ignore_errors=True)
    try:
        for name, content in contents.items():
            path = partial / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        partial.replace(destination)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _replace(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).chmod(0o644)
    Path(temporary).replace(path)


def _archive(files: Mapping[str, str]) -> bytes:
    """A tar without times or owners, so that the same files give the same bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(files):
            content = files[name].encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), compresslevel=9, mtime=0)
