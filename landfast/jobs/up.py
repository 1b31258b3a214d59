"""Brings an environment up: provisions, checks, generates the ML project, trains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast_ml.contract.facts import EnvironmentFacts
from landfast_ml.contract.messages import ModelVersion

from landfast.blueprints import Generated
from landfast.check import Report
from landfast.core.errors import Problem
from landfast.core.progress import Event, Reporter, silent
from landfast.cost import Cost
from landfast.google.resources import NotRestoredError
from landfast.jobs.acting import checked_member, permit
from landfast.jobs.bootstrap import bootstrap_first, own_way
from landfast.jobs.controller import refuse_nobody, unsaid
from landfast.jobs.left_open import left_to_others
from landfast.jobs.losing import Ask, LossRefusedError, agree, nobody_is_asked
from landfast.jobs.made_before import refuse_older
from landfast.jobs.moving import FOUNDATION, moves, refuse_another_region
from landfast.jobs.own_id import IdTakenError, not_alone, refuse_taken_id, refused_id, under_next_id
from landfast.jobs.planned_before import Agreement, agreement, refuse_stale
from landfast.jobs.provision import Cleared, judged
from landfast.jobs.removing import take_back
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.jobs.result import Refused, changes_documents, cost_document, model_document, report_document
from landfast.jobs.withheld import Withheld
from landfast.judging import PolicyRefusedError, gate_project
from landfast.projects.facts import environment_facts
from landfast.projects.planned import PlannedProject, planned_project
from landfast.projects.room import LATER, UNASKED, Room, Trial, try_in_cloud, try_room, untried
from landfast.projects.runner import install, run_pipeline
from landfast.projects.upkeep import ensure
from landfast.stacks.backend import StateBucket
from landfast.stacks.outputs import EnvironmentOutputs
from landfast.targets.workspace import Workspace
from landfast.terraform import PlannedChange, StackResult, TerraformError
from landfast.terraform.losses import Consent

if TYPE_CHECKING:
    from landfast.jobs.documents import UpDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class UpRequest(EnvironmentRequest):
    """`pipeline`: train too, where the target runs on this machine. `agreed`: to what goes and holds no data.

    `destroy`: what may go with all that it holds, each by its address, by STACK/ADDRESS or by its name; the name of a
    project that goes means all that is in it. `plan`: the plan to do, and nothing else: the digest of one that was
    read, with all that it loses, or a file that `plan` wrote; `verify`: the public key that it must be signed by.
    `acts_as`: of a rehearsal, as whom it is done, with just the roles that doctor writes; empty: as the owner of all.
    """

    pipeline: bool = True
    agreed: bool = False
    destroy: Sequence[str] = ()
    plan: str = ""
    verify: Path | None = None
    acts_as: str = ""

    def workspace(self) -> Workspace:
        found = EnvironmentRequest.workspace(self)
        member = checked_member(self.acts_as)
        return replace(found, target=found.target.acting(member)) if member else found


@dataclass(frozen=True, slots=True)
class UpResult:
    """An environment that stands: what changed, its facts, the verdict, its cost unused, the project, whether the room
    is closed that it runs in, and its model.

    `left_open`: what a person has to say or do yet, each told once.
    """

    workspace: Workspace
    results: Mapping[str, StackResult]
    facts: EnvironmentFacts
    verdict: Report
    cost: Cost
    project: PlannedProject
    room: Room
    model: ModelVersion | None
    left_open: Sequence[Problem] = ()

    command: ClassVar[str] = "up"
    exit_code: ClassVar[int] = 0

    @property
    def changed(self) -> bool:
        return _changed(self.results)

    def to_json(self) -> UpDocument:
        return {
            "changed": self.changed,
            "changes": changes_documents(self.results),
            "facts": self.facts.to_json(),
            "policies": report_document(self.verdict),
            "cost": cost_document(self.cost),
            "project": {
                "blueprint": self.project.blueprint,
                "table": self.project.source.declared.table,
                "demo": self.project.demo,
            },
            "room": {"verdict": self.room.verdict, "detail": self.room.detail, "tried": list(self.room.tried)},
            "model": model_document(self.model) if self.model else None,
            "left_open": [str(problem) for problem in self.left_open],
        }


def up(request: UpRequest, report: Reporter = silent, ask: Ask = nobody_is_asked) -> UpResult | Refused | Withheld:
    """Provisions every stack after every plan has passed the policies, then makes the ML project run.

    Run again, it changes only what differs. What holds data is destroyed or made anew only if the request allows its
    loss, or a person does who is asked. Raises: UserError.
    """
    wanted = agreement(request.plan, request.verify)
    workspace = request.workspace()
    while True:
        try:
            return _up(workspace, request, wanted, report, ask)
        except IdTakenError as taken:
            if wanted.exact or (workspace.target.asks and ask is nobody_is_asked and not request.agreed):
                raise not_alone(workspace, taken) from None
            under_next_id(workspace, taken, report)
            workspace = request.workspace()


def _up(
    workspace: Workspace, request: UpRequest, wanted: Agreement, report: Reporter, ask: Ask
) -> UpResult | Refused | Withheld:
    """Raises: UserError; IdTakenError before anything is made of the project."""

    def consent(found: Sequence[PlannedChange]) -> None:
        agree(found, workspace, request, ask, wanted)

    _begin(workspace, request, report)
    planned = planned_project(workspace)
    try:
        with judged(workspace, report) as it:
            _make_way(workspace, request, it, report)
            results = _provisioned(workspace, it, wanted, consent)
            facts = _facts(workspace, it)
            kept = ensure(workspace, planned, {workspace.environment_name: facts}, report)
            project = kept.project
            gate_project(workspace, project.folder, report)
            tries, log = it.session.tries, workspace.synthesis_folder / "room.json"
            trial = Trial(tries, log, anew=_changed(results)) if tries is not None else None
            room = _room_in_cloud(request, trial, facts, report)
    except PolicyRefusedError as refusal:
        return Refused("up", workspace, refusal)
    except LossRefusedError as refusal:
        return Withheld("up", workspace, refusal)
    model: ModelVersion | None = None
    if room is None:
        room, model = _run(request, workspace, facts, project, report)
    open_ = unsaid(workspace, project.folder, made=planned.standing is None)
    left_open = (*filter(None, (open_,)), *left_to_others(workspace, it.synthesis, results), *kept.at_root.problems)
    return UpResult(workspace, results, facts, it.verdict, it.cost, planned, room, model, left_open)


def _begin(workspace: Workspace, request: UpRequest, report: Reporter) -> None:
    """What comes before synthesis. Raises: UserError."""
    report(begun("up", workspace))
    report(_spec_read(workspace))
    refuse_nobody(workspace)
    if isinstance(workspace.target.backend(workspace.names), StateBucket):
        bootstrap_first(workspace, own_way(workspace, request.endpoint), report)


def _make_way(workspace: Workspace, request: UpRequest, it: Cleared, report: Reporter) -> None:
    """Has back what a `down` left, and refuses what another project or region has, before anything is applied.

    Raises: UserError; IdTakenError.
    """
    if request.acts_as:
        permit(workspace, it, request.acts_as, report)
    take_back(workspace, it.session.access.restore)
    standing = it.driver.outputs_of(FOUNDATION)
    refuse_older(it.driver, standing)
    if not standing.get("project_id"):
        refuse_taken_id(workspace, it.driver, it.session)
    refuse_another_region(moves(workspace, standing, report))


def _facts(workspace: Workspace, it: Cleared) -> EnvironmentFacts:
    outputs = EnvironmentOutputs.parse({name: found.outputs for name, found in it.driver.standing().items()})
    return environment_facts(
        workspace.spec, workspace.environment_name, outputs, it.cost.facts, it.verdict.inventory.lag
    )


def _room_in_cloud(request: UpRequest, trial: Trial | None, facts: EnvironmentFacts, report: Reporter) -> Room | None:
    """Whether the room is closed, tried by a job in the cloud; None where the target has none to try it by."""
    if trial is None:
        return None
    return try_in_cloud(trial, facts, report) if request.pipeline else untried(facts, LATER, report)


def _provisioned(workspace: Workspace, it: Cleared, wanted: Agreement, consent: Consent) -> Mapping[str, StackResult]:
    if wanted.file:
        refuse_stale(wanted.file, workspace, it)
    workspace.target.begin(workspace.synthesis_folder)
    saved = wanted.file.stacks if wanted.file else None
    try:
        return it.driver.up(it.gate.planned, consent, saved, exact=wanted.exact)
    except (TerraformError, NotRestoredError) as error:
        raise refused_id(workspace, it.driver, it.session, error) or error from error


def _changed(results: Mapping[str, StackResult]) -> bool:
    return any(result.created or result.updated or result.deleted for result in results.values())


def _run(
    request: UpRequest, workspace: Workspace, facts: EnvironmentFacts, project: Generated, report: Reporter
) -> tuple[Room, ModelVersion | None]:
    """The pipeline in its room, which is tried first. Raises: UserError."""
    if not request.pipeline:
        return untried(facts, UNASKED, report), None
    install(project, report)
    room = try_room(project, facts, report)
    return room, run_pipeline(project, workspace.environment_name, report, room.entrance)


def _spec_read(workspace: Workspace) -> Event:
    """That the spec was read, and what of it matters most."""
    spec = workspace.spec
    strict = "special categories: strict rules" if spec.special_categories else "no special categories"
    if spec.special_categories and not spec.network.is_enclosed:
        strict += ", and jobs that reach the internet: no perimeter is enforced"
    if spec.repository and spec.repository.builds_outside:
        strict += f"; build machines reach the internet, to fetch the code from {spec.repository.site}"
    return Event(
        "spec", "done", detail=f"{workspace.shown(workspace.spec_path)}, area {spec.residency.within}, {strict}"
    )
