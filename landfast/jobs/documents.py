"""The JSON documents of the commands as types: their schemas in docs/json are generated from these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypedDict

from landfast_ml.contract.columns import Column
from landfast_ml.contract.facts import EnvironmentFacts
from landfast_ml.contract.messages import RegisteredModel

from landfast.jobs.certificate_document import CertificateDocument
from landfast.jobs.change_document import ChangeDocument
from landfast.jobs.cost_document import CostDocument
from landfast.jobs.report_document import ReportDocument

# Dictionaries whose content is that of a model, or a record of the library.
Facts = Annotated[dict[str, object], EnvironmentFacts]
Registered = Annotated[dict[str, object], RegisteredModel]
DeclaredColumn = Annotated[dict[str, object], Column]


class StackChangesDocument(TypedDict):
    """What was done to a stack, in resources; a replaced one counts as created and as deleted."""

    stack: str
    created: int
    updated: int
    deleted: int
    seconds: float


class ModelDocument(TypedDict):
    """What a pipeline run registered. `skipped`: nothing had changed, so nothing was trained."""

    model: str
    version: str
    feature_version: str
    metrics: Mapping[str, float]
    skipped: bool


class RefusedDocument(TypedDict):
    """The policies refused: their findings say why."""

    policies: ReportDocument


class InitDocument(TypedDict):
    """The spec that was written: where, and its text. `columns`: of its table; `read_as`: how that was read."""

    path: str
    spec: str
    read_as: str | None
    columns: Sequence[ColumnDocument]


class MoveDocument(TypedDict):
    """What stands is called otherwise, or is elsewhere, than the spec now says."""

    what: Literal["name", "region"]
    before: str
    after: str
    means: str
    loses: str
    instead: str


class WithheldDocument(TypedDict):
    """Nobody agreed to what would be lost; nothing has been done. `digest`: that of the whole plan, for `--plan`."""

    losses: Sequence[ChangeDocument]
    digest: str
    next_step: str


class ProjectDocument(TypedDict):
    """The ML project beside the spec. `table` is what it learns from; `demo`: it came with the blueprint."""

    blueprint: str
    table: str
    demo: bool


class RoomDocument(TypedDict):
    """Whether the room is closed that the pipeline runs in, and by which ways a canary tried to leave it."""

    verdict: Literal["closed", "open", "not tried"]
    detail: str
    tried: Sequence[str]


class UpDocument(TypedDict):
    """An environment that stands."""

    changed: bool
    changes: Mapping[str, StackChangesDocument]
    facts: Facts
    policies: ReportDocument
    cost: CostDocument
    project: ProjectDocument
    room: RoomDocument
    model: ModelDocument | None
    left_open: Sequence[str]


class StackPlanDocument(TypedDict):
    """What applying a stack would do, in resources."""

    create: int
    update: int
    replace: int
    delete: int


class PlanDocument(TypedDict):
    """What `up` would change, what is lost first.

    `digest` names all that is changed, whenever it is planned: `landfast up --plan DIGEST` does that and nothing else.
    `file`: where the plan is kept, for `landfast up --plan FILE`; `signed_by`: SHA-256 of the public key (DER).
    `ticket`: the file that says what is asked of others, null if nothing is. `left_out`: what the cloud does not have,
    and what is weaker for it.
    """

    digest: str
    moves: Sequence[MoveDocument]
    stacks: Mapping[str, StackPlanDocument]
    changes: Sequence[ChangeDocument]
    policies: ReportDocument
    cost: CostDocument
    file: str | None
    signed_by: str | None
    ticket: str | None
    left_out: Sequence[str]


class StatusDocument(TypedDict):
    """`resources`: addresses by stack; empty if nothing stands. `unread`: why the facts lack what the stacks tell.

    `page`: the file that was written, null if none was asked for.
    """

    resources: Mapping[str, Sequence[str]]
    facts: Facts
    policies: ReportDocument | None
    models: Sequence[Registered]
    unread: Sequence[str]
    page: str | None


class DownDocument(TypedDict):
    """`left_in_cloud` null: nobody can tell. `certificate` null: nothing stood; then `earlier` is the file that
    certifies when it went, if it is on this machine. `files`: where the certificate was written.
    """

    left_in_states: int
    left_in_cloud: int | None
    removed: Mapping[str, StackChangesDocument]
    certificate: CertificateDocument | None
    files: Sequence[str]
    earlier: str | None


class SynthesizedStackDocument(TypedDict):
    """`after`: the stacks that have to be applied before."""

    folder: str
    after: Sequence[str]


class SynthDocument(TypedDict):
    """What was written. `ticket`: the file that says what is asked of others, null if nothing is."""

    folder: str
    stacks: Mapping[str, SynthesizedStackDocument]
    ticket: str | None


class GraphDocument(TypedDict):
    """The page that was written, and how many resources it shows."""

    file: str
    resources: int


class BlueprintDocument(TypedDict):
    """A blueprint. `origin`: the distribution that it comes from, empty for landfast's own."""

    version: str
    summary: str
    origin: str


class ColumnDocument(TypedDict):
    """A column of the table that was given. `column` null: it stays behind, for the reason.

    `likely` is what it says of a person, null if that isn't known; `verdict` what it is under Art. 4, 9 and 10 GDPR.
    """

    header: str
    reason: str
    likely: str | None
    verdict: Literal["personal", "special", "none"]
    column: DeclaredColumn | None


class UpgradedFileDocument(TypedDict):
    """What becomes of a file of the project."""

    path: str
    action: str
    note: str


class BlueprintEjectDocument(TypedDict):
    folder: str
    files: Sequence[UpgradedFileDocument]


# Keys that are no names in Python.
BlueprintUpgradeDocument = TypedDict(
    "BlueprintUpgradeDocument",
    {
        "blueprint": str,
        "from": str,
        "to": str,
        "written": bool,
        "files": Sequence[UpgradedFileDocument],
    },
)


class _NewProjectDocument(TypedDict):
    folder: str
    files: Sequence[str]


class BlueprintNewDocument(_NewProjectDocument, total=False):
    """`columns`: of a table that was given, `read_as`: how its file was read; `model`: of `--run`."""

    read_as: str
    columns: Sequence[ColumnDocument]
    model: ModelDocument


class AuditDocument(ReportDocument):
    """What stands in a scope, judged. `assets`: how many were listed; `left_out`: how many of a type are part of
    another asset, which is judged; `imports`: the file of `import` blocks, null if none was asked for; `not_imported`:
    how many of a type the provider can't take in.
    """

    scope: str
    assets: int
    left_out: Mapping[str, int]
    imports: str | None
    not_imported: Mapping[str, int]


class RehearsalServeDocument(TypedDict):
    """A rehearsal cloud that is served. `environ`: what HashiCorp's provider is told by its environment."""

    url: str
    token: str
    cloud: str
    environ: Mapping[str, str]
