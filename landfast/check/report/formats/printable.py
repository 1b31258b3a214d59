"""What may be shown: names and values of others' configurations can hold anything, a terminal's commands included."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from landfast.check.judge.fixes import FixSaid
from landfast.check.judge.keys import FindingKey
from landfast.check.judge.verdict import BaselineUse, Finding, RecordedException, Report
from landfast.core.errors import Problem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Waiver:
    rule: str
    address: str
    reason: str
    owner: str
    expires: dt.date


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """`text` on one line, without what can't be printed: controls, lone surrogates, marks that turn the direction."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char.isspace() else _REPLACEMENT for char in text)


def printable(report: Report) -> Report:
    """The report with every text cleaned: what renders it has only its own marks to escape."""
    return replace(
        report,
        findings=tuple(map(_finding, report.findings)),
        waived=tuple(map(_finding, report.waived)),
        known=tuple(map(_finding, report.known)),
        baseline=_use(report.baseline) if report.baseline else None,
        fixes=tuple(map(_fix, report.fixes)),
        problems=tuple(map(_problem, report.problems)),
        coverage=_record(report.coverage),
        inventory=_record(report.inventory),
        occasion=_record(report.occasion),
        second=clean(report.second),
    )


def _record(record: Record) -> Record:
    """A record with all its texts cleaned, and those of the records in it."""
    return replace(record, **{field.name: _value(getattr(record, field.name)) for field in fields(record)})


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(map(_value, value))
    return _record(value) if is_dataclass(value) and not isinstance(value, type) else value


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        document=clean(finding.document),
        address=clean(finding.address),
        path=clean(finding.path),
        message=clean(finding.message),
        source=clean(finding.source),
        also=tuple(map(clean, finding.also)),
        place=clean(finding.place),
        waiver=_waiver(finding.waiver) if finding.waiver else None,
        cause=_record(finding.cause) if finding.cause else None,
    )


def _use(use: BaselineUse) -> BaselineUse:
    return replace(use, file=clean(use.file), stale=tuple(map(_key, use.stale)))


def _fix(fix: FixSaid) -> FixSaid:
    """What is put into a file stays letter by letter."""
    return replace(_record(replace(fix, keys=(), edit=None)), keys=fix.keys, edit=fix.edit)


def _key(key: FindingKey) -> FindingKey:
    return key._replace(document=clean(key.document), address=clean(key.address), path=clean(key.path))


def _waiver(waiver: RecordedException) -> _Waiver:
    return _Waiver(clean(waiver.rule), clean(waiver.address), clean(waiver.reason), clean(waiver.owner), waiver.expires)


def _problem(problem: Problem) -> Problem:
    parts = (problem.path, problem.fact, problem.value, problem.limit, problem.next_step)
    return Problem(*map(clean, parts))
