"""Sets right what has one right value: tries each edit, then writes, or only shows, what does what it is for."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.check import PolicyContext, Report, Subject
from landfast.check.evaluate.document import DocumentSubject
from landfast.check.fix.applying import Judge, Tried, tried
from landfast.check.fix.proposing import Proposal, Roots, proposals
from landfast.check.fix.tracing import PlacedEdit, SourceFiles
from landfast.check.judge.engine import area
from landfast.check.judge.fixes import FixEdit, FixSaid, FixState
from landfast.core.errors import UserError
from landfast.core.files import rewrite, why_not
from landfast.provider.facts import facts

if TYPE_CHECKING:
    from landfast.jobs.check import CheckRequest

_REPLACED = "Terraform replaces the resource for it: move what is in it first"


@dataclasses.dataclass(frozen=True, slots=True)
class FixOutcome:
    """The report with what was set right, would be or can't be; `diff` is that as text, if it was asked for."""

    report: Report
    diff: str = ""


def with_fixes(
    request: CheckRequest, path: Path, subjects: Sequence[Subject], context: PolicyContext, judge: Judge, report: Report
) -> FixOutcome:
    """Raises: UserError if a file can't be written; those before it are."""
    folder = path if path.is_dir() else path.parent
    proposed = proposals(report.findings, _roots(subjects, context), SourceFiles(folder))
    if not proposed:
        return FixOutcome(report)
    found = tried(proposed, report, judge)
    state: FixState = "done" if request.fix else "possible"
    said = (
        *(_said(one, state, folder) for one in found.kept),
        *(_said(one, "refused", folder) for one in found.refused),
    )
    diff = "".join(_diff(found.contents)) if request.diff else ""
    if request.fix:
        _write(found)
    return FixOutcome(dataclasses.replace(found.report if request.fix else report, fixes=said), diff)


def _write(found: Tried) -> None:
    for file, content in found.contents.items():
        try:
            rewrite(file, content)
        except OSError as error:
            raise UserError(
                f"{file}: can't be written: {why_not(file, error)}; make it writable, and run again"
            ) from None


def _roots(subjects: Sequence[Subject], context: PolicyContext) -> Roots:
    documents = {one.mark: one.document for one in subjects if isinstance(one, DocumentSubject)}
    allowed = area(context.area).allowed
    only = next(iter(allowed)) if len(allowed) == 1 else ""
    homes = {one.mark: context.region or only or _of_provider(one, allowed) for one in subjects}
    return Roots(documents, homes)


def _of_provider(subject: Subject, allowed: frozenset[str]) -> str:
    """The one region of the area that the providers of a root name; empty if there is none, or more than one."""
    regions = {resource.provider.get("region") for resource in subject.evaluate().resources}
    inside = [region for region in regions if isinstance(region, str) and region in allowed]
    return inside[0] if len(inside) == 1 else ""


def _said(one: Proposal, state: FixState, folder: Path) -> FixSaid:
    edit = _edit(one.edit, folder) if one.edit else None
    why = one.why or _to_mind(one)
    return FixSaid(state, one.rules, one.attribute, one.value, one.source, one.keys, why, edit)


def _to_mind(one: Proposal) -> str:
    """What a change of the attribute does to what stands."""
    steps = one.keys[0].address.partition("[")[0].split(".")
    type_ = steps[-2] if len(steps) > 1 else ""
    attribute = facts(type_).attributes.get(one.attribute.removeprefix(f"{one.keys[0].address}."), {})
    return _REPLACED if attribute.get("force_new") else ""


def _edit(placed: PlacedEdit, folder: Path) -> FixEdit:
    data, edit = placed.file.read_bytes(), placed.edit
    file = placed.file.relative_to(folder.resolve()).as_posix()
    before, after = data[edit.start : edit.end].decode(), edit.content.decode()
    return FixEdit(file, _position(data, edit.start), _position(data, edit.end), before, after)


def _position(data: bytes, at: int) -> tuple[int, int]:
    """Line and column, in letters, from 1."""
    start = data.rfind(b"\n", 0, at) + 1
    return data.count(b"\n", 0, at) + 1, len(data[start:at].decode()) + 1


def _diff(contents: Mapping[Path, bytes]) -> Iterator[str]:
    """As `git apply` takes it, by the paths from the current folder."""
    here = Path.cwd().resolve()
    for file, content in sorted(contents.items()):
        name = file.relative_to(here).as_posix() if file.is_relative_to(here) else file.as_posix().lstrip("/")
        before, after = file.read_bytes().decode(), content.decode()
        lines = difflib.unified_diff(
            before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
        )
        for line in lines:
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
