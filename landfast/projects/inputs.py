"""What a blueprint asks for, answered from the spec."""

from __future__ import annotations

from landfast import blueprints
from landfast.blueprints import Blueprint, DataSource, ProjectInputs, Stage
from landfast.targets.workspace import Workspace


def project_inputs(workspace: Workspace, source: DataSource) -> ProjectInputs:
    """What the blueprint asks for, answered from the spec."""
    spec, controller = workspace.spec, workspace.spec.controller
    return ProjectInputs(
        name=spec.name,
        package=blueprints.package_name(spec.name),
        title=spec.name.replace("-", " ").capitalize(),
        purpose=controller.purpose if controller else "not stated",
        organisation=controller.organisation if controller else "",
        contact=controller.dpo if controller else "",
        legal_basis=controller.legal_basis if controller else "",
        special_categories=spec.special_categories,
        area=spec.residency.area,
        region=spec.residency.region,
        orchestrators=("local", *spec.platform.orchestrators),
        tracking=spec.platform.tracking,
        features=spec.platform.features,
        host=spec.repository.host if spec.repository else None,
        stages=tuple(Stage(name=name, approval=spec.environment(name).approval) for name in spec.environments),
        source=source,
    )


def companion_inputs(workspace: Workspace, blueprint: Blueprint) -> ProjectInputs:
    """Of a project that uses the models of the one beside the spec: its columns, and a name and a table of their own.

    The demo's columns if no such project is there yet.
    """
    record = blueprints.read_record(workspace.project_folder)
    trains = record is not None and record.blueprint == blueprint.uses
    source = record.inputs().source if record is not None and trains else blueprints.demo_source(blueprint.uses)
    # The rows come from CSV files in the raw bucket, also where those of the training are imported.
    inputs = project_inputs(workspace, source.of_files(blueprint.into))
    name = f"{inputs.name}-{blueprint.into}"
    names = {"name": name, "package": blueprints.package_name(name), "title": f"{inputs.title}: {blueprint.into}"}
    return ProjectInputs.model_validate(inputs.model_dump() | names)
