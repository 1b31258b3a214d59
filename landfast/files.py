"""The commands that only write files: `synth` and `graph`. Each imports no more than it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from landfast.document import print_document

if TYPE_CHECKING:
    from landfast.stacks.spec import TargetName


def run_synth(
    spec_path: Path | None, environment: str | None, target: TargetName, *, as_json: bool, out: Path | None
) -> int:
    from landfast.synth import ahead, synthesize

    with ahead() as child:
        from landfast.workspace import Workspace  # After the child: it and what reads the spec start side by side.

        workspace = Workspace.open(spec_path, environment, target)
        folder = (out or workspace.synthesis_folder).resolve()
        synthesis = synthesize(workspace.spec, workspace.environment_name, target, folder, child=child)
    if as_json:
        stacks = {stack.name: {"folder": str(stack.folder), "after": stack.depends_on} for stack in synthesis.stacks}
        print_document("synth", workspace, {"folder": str(folder), "stacks": stacks})
        return 0
    for stack in synthesis.stacks:
        after = f", after {', '.join(stack.depends_on)}" if stack.depends_on else ""
        click.echo(f"{workspace.shown(stack.folder)}: {stack.resource_count} resources{after}")
    if target == "google":
        click.echo(f"state bucket: {workspace.names.state_bucket}; in each folder: terraform init && terraform apply")
    return 0


def run_graph(
    spec_path: Path | None, environment: str | None, target: TargetName, *, as_json: bool, out: Path | None
) -> int:
    from landfast.graphing import draw
    from landfast.workspace import Workspace

    workspace = Workspace.open(spec_path, environment, target)
    file = (out or workspace.home / f"{workspace.names.project_id}.html").resolve()
    count = draw(workspace, file)
    if as_json:
        print_document("graph", workspace, {"file": str(file), "resources": count})
    else:
        click.echo(f"{workspace.shown(file)}: {count} resources; open it in a browser")
    return 0
