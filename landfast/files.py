"""The commands that only write files: `synth`, `graph` and `blueprint`. Each imports no more than it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from landfast.document import print_document

if TYPE_CHECKING:
    from stacks.spec import TargetName


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


def run_blueprint_list(*, as_json: bool) -> int:
    from blueprints import available

    found = available()
    if as_json:
        print_document(
            "blueprint list", None, {item.name: {"version": item.version, "summary": item.summary} for item in found}
        )
    else:
        for item in found:
            click.echo(f"{item.name}  {item.summary}")
    return 0


def run_blueprint_new(
    name: str, into: Path | None, spec_path: Path | None, target: TargetName, *, as_json: bool
) -> int:
    import blueprints
    from landfast.environment import environment_facts
    from landfast.mlproject import project_inputs
    from landfast.workspace import Workspace

    workspace = Workspace.open(spec_path, None, target)
    inputs = project_inputs(workspace, blueprints.demo_source())
    facts = {name: environment_facts(workspace.spec, name, {}) for name in workspace.spec.environments}
    folder = (into or workspace.project_folder).resolve()
    project = blueprints.generate(name, inputs, facts, folder)
    if as_json:
        print_document("blueprint new", None, {"folder": str(project.folder), "files": project.files})
    else:
        shown = workspace.shown(folder)
        click.echo(f"generated {shown}: {len(project.files)} files, blueprint {project.blueprint} {project.version}")
        click.echo(f"next: cd {shown} && make help")
    return 0
