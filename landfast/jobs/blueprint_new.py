"""Generates an ML project for the environments of a spec, for the demo's table or a person's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from landfast_ml.contract.messages import ModelVersion

from landfast import blueprints
from landfast.blueprints import AtRoot, Blueprint, Generated
from landfast.core.errors import InputError, Problem
from landfast.core.progress import Reporter, silent
from landfast.jobs.controller import unsaid
from landfast.jobs.request import begun
from landfast.jobs.result import model_document
from landfast.projects.facts import environment_facts
from landfast.projects.inputs import companion_inputs, project_inputs
from landfast.projects.planned import table_of_spec
from landfast.projects.runner import install, run_pipeline
from landfast.projects.table import Choices, Inferred, TableSource, not_said
from landfast.projects.upkeep import at_repository_root
from landfast.stacks.outputs import EnvironmentOutputs
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landfast.jobs.documents import BlueprintNewDocument, ColumnDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueprintNewRequest:
    """The blueprint `name`, for a spec. `into`: the folder to make; `table`: else the spec's own, or the demo's; `run`:
    train as well."""

    name: str
    spec: Path | None = None
    into: Path | None = None
    table: TableSource | None = None
    run: bool = False


@dataclass(frozen=True, slots=True)
class BlueprintNewResult:
    """The project that was generated: for which columns, with which copy of the table, and what it trained. `stood`: a
    call before had generated it."""

    of: Workspace
    project: Generated
    inferred: Inferred | None = None
    copied: Path | None = None
    model: ModelVersion | None = None
    stood: bool = False
    at_root: AtRoot = field(default_factory=AtRoot)

    @property
    def left_open(self) -> list[Problem]:
        """What a person has to say or do yet."""
        open_ = unsaid(self.of, self.project.folder, made=not self.stood)
        return [*filter(None, (open_,)), *self.at_root.problems]

    command: ClassVar[str] = "blueprint new"
    exit_code: ClassVar[int] = 0
    workspace: ClassVar[None] = None

    def to_json(self) -> BlueprintNewDocument:
        content: BlueprintNewDocument = {"folder": str(self.project.folder), "files": self.project.files}
        if self.inferred:
            content["columns"] = cast("Sequence[ColumnDocument]", self.inferred.to_json())
            content["read_as"] = self.inferred.reading.sentence() if self.inferred.reading else ""
        if self.model:
            content["model"] = model_document(self.model)
        return content


def blueprint_new(
    request: BlueprintNewRequest,
    report: Reporter = silent,
    generated: Callable[[BlueprintNewResult], None] | None = None,
) -> BlueprintNewResult:
    """Generates the project, and never overwrites one: a run that failed goes on with the one that stands. Raises:
    UserError.

    `generated` is told of the project before its first model is trained, which takes its time.
    """
    blueprint = blueprints.find(request.name)
    _check(blueprint, request)
    workspace = Workspace.open(request.spec, None)
    made = _generate(blueprint, request, workspace)
    if generated is not None:
        generated(made)
    if not request.run:
        return made
    report(begun("blueprint new", workspace))
    install(made.project, report)
    model = run_pipeline(made.project, workspace.environment_name, report)
    return BlueprintNewResult(workspace, made.project, made.inferred, made.copied, model, made.stood)


def _check(blueprint: Blueprint, request: BlueprintNewRequest) -> None:
    if blueprint.uses:
        _check_companion(blueprint, request)
    elif request.table:
        _check_predicts(blueprint, request.table.choices)
    if request.run and request.table and request.table.stays_away:
        step = "generate without --run, then `landfast-ml data import` and `pipeline submit` in the project"
        raise InputError([Problem("--run", "trains here, and a table of BigQuery is not brought here", next_step=step)])


def _check_predicts(blueprint: Blueprint, choices: Choices) -> None:
    """What is said of the table is for what the blueprint predicts."""
    problems = list(not_said(choices, series=blueprint.predicts == "series"))
    if blueprint.predicts == "series":
        strange = {"--task": choices.task or "", "--positive": choices.positive, "--subject": choices.subject}
        strange |= {"--no-subject": "given"} if choices.no_subject else {}
        strange |= dict.fromkeys(("--text",), ", ".join(choices.text))
        fact, step = f"{blueprint.name} has no use for it", "leave it out"
    else:
        strange = {"--series": choices.series, "--known-ahead": ", ".join(choices.known_ahead)}
        strange |= {"--horizon": str(choices.horizon or ""), "--known-always": ", ".join(choices.known_always)}
        strange |= {"--frequency": choices.frequency}
        fact, step = f"{blueprint.name} forecasts nothing", "`landfast blueprint new forecasting` does"
    problems += [Problem(option, fact, value, next_step=step) for option, value in strange.items() if value]
    if problems:
        raise InputError(problems)


def _check_companion(blueprint: Blueprint, request: BlueprintNewRequest) -> None:
    """It uses what another project has trained: it has no columns of its own, and trains nothing."""
    problems = []
    if request.table:
        step = "generate without it, then `landfast-ml data add FILE` in the project"
        fact = f"a project of {blueprint.name} has the columns of the project that trains"
        problems.append(Problem("--data, --from-bigquery", fact, next_step=step))
    if request.run:
        step = "generate without it, then `make setup run` in the project"
        problems.append(Problem("--run", f"{blueprint.name} trains no model", next_step=step))
    if problems:
        raise InputError(problems)


def _generate(blueprint: Blueprint, request: BlueprintNewRequest, workspace: Workspace) -> BlueprintNewResult:
    table, spec = request.table or table_of_spec(workspace, blueprint.name), workspace.spec
    inferred = table.infer(spec.residency.within) if table else None
    source = inferred.source if inferred else blueprints.demo_source(blueprint.uses or blueprint.kind)
    nothing_stands = EnvironmentOutputs()
    facts = {name: environment_facts(spec, name, nothing_stands) for name in spec.environments}
    folder = (request.into or workspace.home / blueprint.into).resolve()
    inputs = companion_inputs(workspace, blueprint) if blueprint.uses else project_inputs(workspace, source)
    if request.into:
        # Where it goes is not said: it is a repository of its own, until it stands beside the spec.
        inputs = inputs.model_copy(update={"folder": "."})
    before = blueprints.standing(blueprint.name, inputs, folder) if request.run else None
    project = before or blueprints.generate(blueprint.name, inputs, facts, folder)
    place = facts[workspace.environment_name]
    copied = table.place(project.folder, place, inferred) if table and inferred else None
    at_root = AtRoot() if before else at_repository_root(workspace, folder, {})
    return BlueprintNewResult(workspace, project, inferred, copied, stood=before is not None, at_root=at_root)
