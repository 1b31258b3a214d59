"""What a blueprint asks for, answered from the spec."""

from __future__ import annotations

from pathlib import PurePosixPath

from landfast import blueprints
from landfast.blueprints import Blueprint, DataSource, ProjectInputs, Stage
from landfast.stacks.spec import Spec
from landfast.stacks.spec.repository import PROJECT_FOLDER
from landfast.targets.workspace import Workspace


def project_inputs(workspace: Workspace, source: DataSource) -> ProjectInputs:
    """What the blueprint asks for, answered from the spec."""
    spec = workspace.spec
    return ProjectInputs(
        name=spec.name,
        package=blueprints.package_name(spec.name),
        title=spec.name.replace("-", " ").capitalize(),
        **controller_inputs(spec),
        special_categories=spec.special_categories,
        area=spec.residency.within,
        region=spec.residency.region,
        orchestrators=("local", *spec.platform.orchestrators),
        tracking=spec.platform.tracking,
        features=spec.platform.features,
        host=spec.repository.host if spec.repository else None,
        # The spec is at the repository's root unless `repository.folder` says otherwise.
        folder=spec.repository.folder if spec.repository else PROJECT_FOLDER,
        stages=tuple(Stage(name=name, approval=spec.environment(name).approval) for name in spec.environments),
        source=source,
    )


def controller_inputs(spec: Spec) -> dict[str, str]:
    """Who answers for the data, and why it is processed, as a project's texts name it; empty where nobody said it."""
    said = spec.controller
    return {
        "purpose": said.purpose if said else "",
        "organisation": said.organisation if said else "",
        "contact": said.dpo if said else "",
        "legal_basis": said.legal_basis if said else "",
    }


def companion_inputs(workspace: Workspace, blueprint: Blueprint) -> ProjectInputs:
    """Of a project that uses the models of the one beside the spec: its columns, and a name and a table of their own.

    The demo's columns if no such project is there yet.
    """
    record = blueprints.read_record(workspace.project_folder)
    trains = record is not None and record.blueprint == blueprint.uses
    source = record.inputs().source if record is not None and trains else blueprints.demo_source(blueprint.uses)
    # The rows come from CSV files in the raw bucket, also where those of the training are imported.
    inputs = project_inputs(workspace, source.of_files(blueprint.into))
    place = PurePosixPath(inputs.folder)
    beside = place.with_name(blueprint.into) if place.name else place
    name = f"{inputs.name}-{blueprint.into}"
    names = {"name": name, "package": blueprints.package_name(name), "title": f"{inputs.title}: {blueprint.into}"}
    names["folder"] = beside.as_posix()
    return ProjectInputs.model_validate(inputs.model_dump() | names)
