"""Who is champion, challenger and previous: moved together, with a record of who decided it, when and why.

The record is written first, with all aliases as they shall be; only then they are moved, one by one. What an
interruption left undone is finished by whoever moves them next. Records are numbered, and a number can be taken once:
of two people who promote at the same moment one is told to look again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from landfast_ml.documents import Document, Documents, TakenError
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.models.decisions import APPLIED, ORDER, RECORDS, history
from landfast_ml.models.registry import CHALLENGER, CHAMPION, PREVIOUS, Registry

Aliases: TypeAlias = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Decision:
    """Who moves the aliases, and why: goes into the record for good."""

    action: Literal["register", "promote", "rollback"]
    by: str
    reason: str


def current(registry: Registry) -> dict[str, str | None]:
    """Version of each alias, None where nothing has it."""
    held = {alias: version.version for version in registry.versions() for alias in version.aliases}
    return {alias: held.get(alias) for alias in ORDER}


def promote(registry: Registry, records: Documents, version: str, decision: Decision) -> Document:
    """`version` becomes champion, the champion becomes previous. UsageError if it is champion, or isn't there."""
    now = finish(registry, records)
    if version not in {one.version for one in registry.versions()}:
        raise UsageError(f"there is no version {version}: `models list` shows those that there are")
    if now[CHAMPION] == version:
        raise UsageError(f"version {version} is the champion already: nothing was changed")
    challenger = None if now[CHALLENGER] == version else now[CHALLENGER]
    return _move(registry, records, now, {CHAMPION: version, PREVIOUS: now[CHAMPION], CHALLENGER: challenger}, decision)


def rollback(registry: Registry, records: Documents, decision: Decision) -> Document:
    """Champion and previous change places. ProjectError if there is no previous champion."""
    now = finish(registry, records)
    if now[PREVIOUS] is None or now[CHAMPION] is None:
        raise ProjectError("no version was champion before: `models promote VERSION` names another one")
    wanted = {CHAMPION: now[PREVIOUS], PREVIOUS: now[CHAMPION], CHALLENGER: now[CHALLENGER]}
    return _move(registry, records, now, wanted, decision)


def place(registry: Registry, records: Documents, version: str, beats: bool, decision: Decision) -> str:
    """Give a new version its alias: champion if it `beats` the champion or there is none, else challenger."""
    now = finish(registry, records)
    if beats or now[CHAMPION] is None:
        previous = now[CHAMPION] or now[PREVIOUS]
        _move(registry, records, now, {CHAMPION: version, PREVIOUS: previous, CHALLENGER: now[CHALLENGER]}, decision)
        return CHAMPION
    _move(registry, records, now, {**now, CHALLENGER: version}, decision)
    return CHALLENGER


def finish(registry: Registry, records: Documents) -> dict[str, str | None]:
    """The aliases as they are, after what an interrupted move left to do."""
    told = history(records)
    applied = (records.read(APPLIED) or {}).get("number", 0)
    if told and told[-1]["number"] > applied:
        _apply(registry, records, told[-1])
    return current(registry)


def _move(registry: Registry, records: Documents, now: Aliases, wanted: Aliases, decision: Decision) -> Document:
    number = len(history(records)) + 1
    record: Document = {
        "number": number,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        **asdict(decision),
        "from": dict(now),
        "to": dict(wanted),
    }
    try:
        records.add(f"{RECORDS}/{number:06d}.json", record)
    except TakenError:
        raise ProjectError("somebody else moved the aliases just now: `models list`, then try again") from None
    _apply(registry, records, record)
    return record


def _apply(registry: Registry, records: Documents, record: Document) -> None:
    now = current(registry)
    for alias in ORDER:
        if now[alias] != record["to"][alias]:
            registry.set_alias(alias, record["to"][alias])
    records.replace(APPLIED, {"number": record["number"]})
