"""What a removal is certified with: what is gone, what Google keeps for how long, what was left and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, cast

from landfast import __version__
from landfast.gcp.contents import noun_of
from landfast.gcp.kept import KeptByGoogle, kept
from landfast.jobs.down_record import DownRecord
from landfast.targets.workspace import Workspace
from landfast.terraform import Engine

if TYPE_CHECKING:
    from landfast.jobs.certificate_document import (
        CertificateDocument,
        CertifiedStateDocument,
        GoneDocument,
        KeptDocument,
        ScheduledVersionDocument,
    )

# Of the document: one more when a reader of this one would misread the next.
FORMAT: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Left:
    """What a removal leaves, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """Of one removal. `ended` is RFC 3339; `versions` are those of programs."""

    workspace: Workspace
    record: DownRecord
    ended: str
    complete: bool
    versions: tuple[tuple[str, str], ...]
    kept: Sequence[KeptByGoogle]
    left: Sequence[Left]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What is gone, by what people call it; the most of a kind first."""
        found = Counter(noun_of(one.type) for one in self.record.removed)
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))

    def until(self, one: KeptByGoogle) -> str | None:
        """When Google has it no longer; None if it keeps it for good."""
        if one.days is None:
            return None
        return (datetime.fromisoformat(self.ended) + timedelta(days=one.days)).isoformat(timespec="seconds")

    def to_json(self) -> CertificateDocument:
        record, workspace = self.record, self.workspace
        return {
            "format": FORMAT,
            "name": workspace.spec.name,
            "environment": workspace.environment_name,
            "project": record.project,
            "target": workspace.target.name,
            "rehearsed": workspace.target.simulated,
            "how": record.how,
            "complete": self.complete,
            "asked_by": record.asked_by,
            "began": record.began,
            "ended": self.ended,
            "versions": dict(self.versions),
            "states": {name: cast("CertifiedStateDocument", asdict(mark)) for name, mark in record.states.items()},
            "gone": self._gone(),
            "lifted": list(record.lifted),
            "keys": [cast("ScheduledVersionDocument", asdict(version)) for version in record.versions],
            "kept": [cast("KeptDocument", {**asdict(one), "until": self.until(one)}) for one in self.kept],
            "left": [{"what": one.what, "why": one.why} for one in self.left],
        }

    def _gone(self) -> list[GoneDocument]:
        return [
            {
                "stack": one.stack,
                "address": one.address,
                "type": one.type,
                "name": one.name,
                "with_project": one.with_project,
            }
            for one in self.record.removed
        ]


def certified(
    workspace: Workspace, record: DownRecord, engine: Engine, in_states: int, in_cloud: int | None
) -> Certificate:
    """Of a removal that has come to its end, with what is left in the states and in the cloud."""
    types = [(one.type, one.days) for one in record.removed]
    return Certificate(
        workspace,
        record,
        datetime.now(UTC).isoformat(timespec="seconds"),
        complete=not in_states and not in_cloud,
        versions=(("landfast", __version__), (engine.name, engine.version)),
        kept=tuple(kept(types, project=record.how == "project")),
        left=tuple(_left(workspace, record, in_states, in_cloud)),
    )


def _left(workspace: Workspace, record: DownRecord, in_states: int, in_cloud: int | None) -> Iterator[Left]:
    if in_states:
        yield Left(f"{in_states} resources in the states", "they could not be removed: run the same command again")
    if in_cloud:
        yield Left(f"{in_cloud} resources in {record.project}", "no state names them: others made them")
    if record.how == "resources":
        yield Left(f"the project {record.project}", "landfast did not make it")
    backend = workspace.target.backend(workspace.names)
    if bucket := getattr(backend, "bucket", ""):
        yield Left(f"the bucket {bucket}", "it holds the states of all environments, with their earlier versions")
    yield Left("the ML project's code", "it is yours, and holds no data of the environment")
    if in_cloud is None:
        yield Left("what others made outside of the project", "nobody can tell what they copied, and where to")
