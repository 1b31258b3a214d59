"""What every job hands back: how it ended, and its content as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol, cast

from landfast.core.document import document_text

if TYPE_CHECKING:
    from landfast_ml.contract.messages import ModelVersion

    from landfast.check import Report
    from landfast.cost import Cost
    from landfast.jobs.cost_document import CostDocument
    from landfast.jobs.documents import ModelDocument, RefusedDocument, StackChangesDocument
    from landfast.jobs.report_document import ReportDocument
    from landfast.judging import PolicyRefusedError
    from landfast.targets.workspace import Workspace
    from landfast.terraform import StackResult


class Result(Protocol):
    """The end of a job. `workspace`: the environment that it was about, if it was about one."""

    @property
    def command(self) -> str: ...

    @property
    def exit_code(self) -> int: ...

    @property
    def workspace(self) -> Workspace | None: ...

    def to_json(self) -> Mapping[str, object]:
        """`result` of the command's JSON document."""


def document(result: Result) -> str:
    """The JSON document of a command."""
    of = result.workspace
    place = {"target": of.target.name, "provider": of.target.provider, "environment": of.environment_name} if of else {}
    return document_text(result.command, result.to_json(), result.exit_code, **place)


def report_document(report: Report) -> ReportDocument:
    from landfast.check import to_json

    return cast("ReportDocument", to_json(report))


def cost_document(cost: Cost) -> CostDocument:
    return cast("CostDocument", cost.to_json())


def changes_documents(results: Mapping[str, StackResult]) -> dict[str, StackChangesDocument]:
    return {name: cast("StackChangesDocument", asdict(result)) for name, result in results.items()}


def model_document(model: ModelVersion) -> ModelDocument:
    return {
        "model": model.model,
        "version": model.version,
        "feature_version": model.feature_version,
        "metrics": model.metrics,
        "skipped": model.skipped,
    }


@dataclass(frozen=True, slots=True)
class Refused:
    """The policies refused what was about to be planned, applied or run; nothing more has been done."""

    command: str
    workspace: Workspace
    refusal: PolicyRefusedError

    @property
    def exit_code(self) -> int:
        return self.refusal.exit_code

    def to_json(self) -> RefusedDocument:
        return {"policies": report_document(self.refusal.report)}
