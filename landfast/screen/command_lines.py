"""Commands as a person in the current folder has to type them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landfast import SPEC_FILE
from landfast.screen.program import program
from landfast.targets import DEFAULT, find

if TYPE_CHECKING:
    from landfast.targets.workspace import Workspace


def with_spec(verb: str, workspace: Workspace, *, call: str = "") -> str:
    """`landfast check`, naming the spec where it isn't found without. `call`: for whoever else reads it."""
    spec = workspace.shown(workspace.spec_path)
    line = f"{call or program()} {verb}"
    return line if spec == SPEC_FILE else f"{line} --spec {spec}"


def on_environment(verb: str, workspace: Workspace, *, call: str = "") -> str:
    """`landfast up dev --target google`."""
    line = with_spec(f"{verb} {workspace.environment_name}", workspace, call=call)
    target, usual = workspace.target, find(workspace.target.name)
    line = line if target.name == DEFAULT else f"{line} --target {target.name}"
    return line if target.provider == usual.provider else f"{line} --provider {target.provider}"
