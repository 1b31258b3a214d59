"""Who answers for the data: asked for, written into the spec, and told of where nobody has said it yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from landfast import SPEC_FILE, blueprints
from landfast.core.errors import InputError, Problem
from landfast.core.files import rewrite
from landfast.jobs.request import EnvironmentRequest
from landfast.projects.inputs import controller_inputs
from landfast.stacks.spec import load, parse
from landfast.stacks.spec.first import EXAMPLE, first_spec, with_controller
from landfast.stacks.spec.source import parse_text
from landfast.targets.workspace import Workspace


def nobody_said(request: EnvironmentRequest) -> Path | None:
    """The spec, where it doesn't say who answers for the data and texts of a project are about to be made of it.

    None for a spec that is wrong, too: what is wrong with it is said by the run.
    """
    try:
        workspace = request.workspace()
    except InputError:
        return None
    made = workspace.target.simulated and blueprints.read_record(workspace.project_folder) is not None
    return None if workspace.spec.controller or made else workspace.spec_path


def write_controller(spec: Path, controller: Mapping[str, Any]) -> None:
    """Adds the section to the file, and changes nothing else of it. Raises: InputError if it can't be added so."""
    text = with_controller(spec.read_text(encoding="utf-8"), controller)
    before = load(spec)
    try:
        after = parse(parse_text(text, spec.name))
    except InputError:
        after = before
    if after.controller is None or after.model_copy(update={"controller": None}) != before:
        fact, step = "is written in a way that no section can be added to", f"add {_line(controller)} yourself"
        raise InputError([Problem(Workspace.shown(spec), fact, next_step=step)])
    rewrite(spec, text.encode())


def problems_of_answer(name: str, answer: str | Sequence[str]) -> list[str]:
    """What the spec has against one of the section's values."""
    others = {**EXAMPLE, "special_condition": "explicit-consent"}
    text = first_spec("churn", "eu", "europe-west4", {**others, name: answer}, {})
    try:
        parse(parse_text(text, SPEC_FILE))
    except InputError as error:
        return [problem.objection for problem in error.problems]
    return []


def refuse_nobody(workspace: Workspace) -> None:
    """Personal data goes to a real cloud only under somebody's name. Raises: InputError."""
    if workspace.spec.controller is None and not workspace.target.simulated:
        limit = f"target {workspace.target.name} needs it: the record of processing (GDPR Art. 30) names who answers"
        raise InputError([Problem("controller", "is missing", limit=limit, next_step=f"add {_line(EXAMPLE)}")])


def unsaid(workspace: Workspace, folder: Path, *, made: bool) -> Problem | None:
    """What the texts of the project in `folder` leave open. That nobody was named is told once: when it is `made`."""
    spec, record = workspace.spec, blueprints.read_record(folder)
    upgrade = f"`landfast blueprint upgrade {workspace.shown(folder)}` writes it into the project"
    if spec.controller is None:
        fact = f"nobody has said who answers for the data: {', '.join(EXAMPLE)}"
        limit = "model cards leave it open, and letters to people who ask are refused"
        step = f"add {_line(EXAMPLE)} to {workspace.shown(workspace.spec_path)}; {upgrade}"
        return Problem("controller", fact, limit=limit, next_step=step) if made else None
    recorded = record.inputs() if record else None
    said = controller_inputs(spec)
    if recorded is None or all(getattr(recorded, name) == value for name, value in said.items()):
        return None
    fact = "the spec says otherwise, or more, than the project's texts"
    return Problem("controller", fact, next_step=upgrade)


def _line(controller: Mapping[str, Any]) -> str:
    return f"controller: {{{', '.join(f'{name}: {value}' for name, value in controller.items())}}}"
