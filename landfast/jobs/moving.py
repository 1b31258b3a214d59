"""What a new name or another region in the spec means for the environment that stands: said before it is planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from landfast.core.errors import InputError, Problem
from landfast.core.progress import Event, Reporter
from landfast.stacks.backend import StateBucket
from landfast.synth import Synthesis
from landfast.targets.workspace import Workspace
from landfast.terraform import prepared_backend

if TYPE_CHECKING:
    from landfast.jobs.documents import MoveDocument

# The stack that knows what the environment is called, and where it is.
FOUNDATION = "foundation"


@dataclass(frozen=True, slots=True)
class Move:
    """What stands is called otherwise, or is elsewhere, than the spec now says."""

    what: Literal["name", "region"]
    before: str
    after: str
    means: str
    loses: str
    instead: str

    @property
    def is_refused(self) -> bool:
        """Whether `up` refuses it, whoever agrees.

        A project that stands can't be made anew piece by piece in another region: its policies want a key for every
        query, the statement that sets BigQuery's key there among them, and that one can't name any.
        """
        return self.what == "region"

    def __str__(self) -> str:
        return f"{self.means}\nWould be lost: {self.loses}.\nInstead: {self.instead}."

    def to_json(self) -> MoveDocument:
        return cast("MoveDocument", asdict(self))


def moves(workspace: Workspace, standing: Mapping[str, Any], report: Reporter) -> tuple[Move, ...]:
    """What of the spec would move the environment whose foundation has these outputs; reported, too."""
    found = tuple(_moves(workspace, standing))
    for move in found:
        report(Event("notice", "done", detail=str(move)))
    return found


def refuse_another_region(found: Sequence[Move]) -> None:
    """Raises: InputError if the environment that stands would have to be in another region."""
    for move in found:
        if move.is_refused:
            limit = f"what stands in {move.before} goes, or stays"
            raise InputError([Problem("residency.region", move.means, move.after, limit, move.instead)])


def refuse_other_states(workspace: Workspace, synthesis: Synthesis) -> None:
    """Raises: InputError if the folder works with states that stand in another bucket than the spec's name now says."""
    backend = workspace.target.backend(workspace.names)
    if not isinstance(backend, StateBucket):
        return
    before = {str(prepared_backend(stack.folder).get("bucket") or backend.bucket) for stack in synthesis.stacks}
    others = sorted(before - {backend.bucket})
    if others:
        fact = f"makes another environment of this one: its states are in {others[0]}, and would be looked for in"
        step = (
            "set name and google.project_suffix back; or bring the new name up from a folder of its own, copy the "
            "data, and run `landfast down` here with the old one"
        )
        limit = "Google renames no project, bucket or dataset"
        raise InputError([Problem("name", fact, backend.bucket, limit, step)])


def _moves(workspace: Workspace, standing: Mapping[str, Any]) -> list[Move]:
    found = []
    project, region = str(standing.get("project_id") or ""), str(standing.get("region") or "")
    wanted, home = workspace.names.project_id, workspace.spec.residency.region
    if project and project != wanted:
        found.append(_renamed(workspace, project, wanted))
    if region and region != home:
        found.append(_relocated(workspace, region, home))
    return found


def _renamed(workspace: Workspace, before: str, after: str) -> Move:
    spec, environment = workspace.spec, workspace.environment_name
    suffix = f"-{workspace.names.ending}" if workspace.names.ending else ""
    ending = f"-{environment}{suffix}"
    back = f"set name back to {before.removesuffix(ending)}" if before.endswith(ending) else "set the name back"
    if before.startswith(f"{spec.name}-{environment}"):
        back = f"set google.project_suffix, or the environment's own, back, so that the project is {before}"
    return Move(
        "name",
        before,
        after,
        f"{before} stands, and the spec now asks for {after}. Google renames no project, bucket or dataset: all of "
        f"{before} would be deleted, and made anew as {after}, empty. The id {before} is never free again.",
        "objects, tables, keys (what is encrypted with them can't be read again), images, secrets, logs, models, runs",
        f"{back}. To change it for good: bring the new name up from a folder of its own, copy the data, then "
        f"`landfast down {environment}` here with the old one",
    )


def _relocated(workspace: Workspace, before: str, after: str) -> Move:
    environment = workspace.environment_name
    return Move(
        "region",
        before,
        after,
        f"{workspace.names.project_id} stands in {before}, and the spec now asks for {after}. A bucket, dataset, key "
        f"or log bucket stays where it was made: each would be deleted, and made anew in {after}, empty.",
        "objects, tables, keys (what is encrypted with them can't be read again), images, secrets, logs, models, runs",
        f"set residency.region back to {before}. To move for good: bring another name up in {after} from a folder of "
        f"its own, copy the data, then `landfast down {environment}` here with {before}",
    )
