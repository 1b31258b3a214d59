"""Writes a project: whole or not at all, never over a person's files, the same bytes for the same inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from landfast_ml.contract import layout
from landfast_ml.contract.facts import EnvironmentFacts

from landfast.blueprints.declaration import OWN_NAMES, Blueprint, find
from landfast.blueprints.facts import ProjectInputs
from landfast.blueprints.record import read_record, record_files
from landfast.blueprints.render import render
from landfast.core.errors import InputError, Problem
from landfast.core.files import rewrite, shown, write_folder


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
    contents = rendered | _environment_files(environments) | record_files(chosen, inputs, rendered)
    write_folder(destination, contents)
    return Generated(destination, chosen.name, chosen.version, inputs.package, tuple(sorted(contents)))


def generated(destination: Path) -> Generated | None:
    """The project that stands at `destination`, or None if no blueprint made what is there."""
    record = read_record(destination)
    if record is None:
        return None
    package = record.answers["package"]
    return Generated(destination, record.blueprint, record.version, package, tuple(sorted(record.base)))


def write_environments(destination: Path, environments: Mapping[str, EnvironmentFacts]) -> tuple[Path, ...]:
    """Rewrite the facts files that landfast owns, and nothing else; returns those whose content changed."""
    changed = []
    for name, content in _environment_files(environments).items():
        path = destination / name
        if path.is_file() and path.read_bytes() == content:
            continue
        rewrite(path, content)
        changed.append(path)
    return tuple(changed)


def _environment_files(environments: Mapping[str, EnvironmentFacts]) -> dict[str, bytes]:
    return {layout.facts_file(name): facts.text().encode() for name, facts in environments.items()}


def _check_choices(blueprint: Blueprint, inputs: ProjectInputs) -> None:
    problems = [
        Problem(
            "platform.orchestrators",
            f"blueprint {blueprint.name} has no pipeline for it",
            value=name,
            limit=f"it has {', '.join(blueprint.orchestrators)}",
        )
        for name in inputs.orchestrators
        if name in OWN_NAMES and name not in blueprint.orchestrators
    ]
    if inputs.tracking not in blueprint.tracking:
        limit = f"it has {', '.join(blueprint.tracking)}"
        problems.append(Problem("platform.tracking", "is not offered", inputs.tracking, limit))
    if problems:
        raise InputError(problems)


def standing(blueprint: str, inputs: ProjectInputs, destination: Path) -> Generated | None:
    """The project that the same call has generated at `destination` before, whatever was edited since; else None."""
    record = read_record(destination)
    if record is None or record.blueprint != find(blueprint).name or record.inputs() != inputs:
        return None
    return generated(destination)


def _check_destination(destination: Path) -> None:
    if not destination.exists():
        return
    found = sorted(path.name for path in destination.iterdir()) if destination.is_dir() else [destination.name]
    if found:
        names = ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
        problem = Problem(
            shown(destination),
            f"something is there already ({names}), and nothing is ever overwritten",
            next_step=_next_step(destination),
        )
        raise InputError([problem])


def _next_step(destination: Path) -> str:
    if destination.is_dir() and generated(destination) is not None:
        return f"`cd {destination} && make setup run` trains the project that stands there, or name another folder"
    return "name a folder that is empty or doesn't exist"
