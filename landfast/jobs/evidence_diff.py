"""What differs between two bundles of evidence: fact by fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from landfast.core.errors import UserError
from landfast.core.files import shown
from landfast.jobs.evidence_bundle import ReadBundle, read_bundle

if TYPE_CHECKING:
    from landfast.jobs.evidence_document import EvidenceDiffDocument

# What tells an entry of a list from the others.
NAMES = ("rule", "address", "host", "version", "name", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDiffRequest:
    """Two bundles, the older one first."""

    before: Path
    after: Path


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact by its place (`measures.LF-RES-001.state`); None where there is none."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class EvidenceDiffResult:
    before: ReadBundle
    after: ReadBundle
    changes: Sequence[Changed]

    command: ClassVar[str] = "evidence diff"
    workspace: ClassVar[None] = None
    exit_code: ClassVar[int] = 0

    def to_json(self) -> EvidenceDiffDocument:
        return {"changes": [{"path": one.path, "before": one.before, "after": one.after} for one in self.changes]}


def evidence_diff(request: EvidenceDiffRequest) -> EvidenceDiffResult:
    """Raises: InputError if one is no bundle, UserError if one is not whole."""
    before, after = _whole(request.before), _whole(request.after)
    was, now = dict(_leaves(before.facts)), dict(_leaves(after.facts))
    paths = dict.fromkeys((*was, *now))
    changes = [Changed(path, was.get(path), now.get(path)) for path in paths if was.get(path) != now.get(path)]
    return EvidenceDiffResult(before, after, changes)


def _whole(path: Path) -> ReadBundle:
    found = read_bundle(path)
    if found.problems:
        raise UserError(f"{shown(path)}: is not whole: {'; '.join(found.problems)}; take the one that was written")
    return found


def _leaves(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, f"{at}.{name}" if at else name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _leaves(item, f"{at}.{_name(item, number)}")
    else:
        yield at, str(value)


def _name(item: Any, number: int) -> str:
    if isinstance(item, Mapping):
        named = [str(item[name]) for name in NAMES if item.get(name)]
        return named[0] if named else str(number)
    return str(number)
