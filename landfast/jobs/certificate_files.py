"""The certificate of a removal as people and programs read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from landfast.jobs.certificate import Certificate
from landfast.jobs.record_folder import RecordFolder
from landfast.jobs.sheet import Sheet, SheetTable, certificate_folder, write_sheet
from landfast.targets.workspace import Workspace

HOW = {"project": "the project was shut down as a whole", "resources": "resource by resource"}
GONE: tuple[str, Literal["good"], str] = (
    "gone", "good", "nothing is left in the states, nor in the cloud as far as that can be told"
)  # fmt: skip
LEFT: tuple[str, Literal["bad"], str] = ("not all", "bad", "something is left: see below")


def write_certificate(workspace: Workspace, found: Certificate, more: Sequence[Path]) -> Sequence[Path]:
    """Beside the states' folder in every form, and where else it is wanted. Raises: UserError."""
    return write_sheet(workspace, workspace.names.project_name, found.ended, sheet_of(found), more)


def removals(workspace: Workspace) -> RecordFolder:
    """Certificates of removals of the environment's project."""
    return certificate_folder(workspace, re.escape(workspace.names.project_name))


def certificate_of(workspace: Workspace) -> Path | None:
    """The newest certificate of the environment's project on this machine."""
    found = removals(workspace).paths()
    return found[-1] if found else None


def sheet_of(found: Certificate) -> Sheet:
    rehearsed = " (rehearsed: nothing of it is real)" if found.workspace.target.simulated else ""
    return Sheet(
        title=f"Removal of {found.record.project}{rehearsed}",
        command="down",
        verdict=GONE if found.complete else LEFT,
        about=_about(found),
        tables=_tables(found),
        content=found.to_json(),
    )


def _about(found: Certificate) -> list[tuple[str, str]]:
    """What it is about, as names and values."""
    record = found.record
    return [
        ("environment", f"{found.workspace.spec.name} {found.workspace.environment_name}"),
        ("how", HOW[record.how]),
        ("complete", "nothing is left" if found.complete else "no: see what was left"),
        ("asked by", record.asked_by),
        ("from", record.began),
        ("to", found.ended),
        ("made by", ", ".join(f"{name} {version}" for name, version in found.versions)),
    ]


def _tables(found: Certificate) -> list[SheetTable]:
    record = found.record
    states = [(name, str(mark.resources), str(mark.serial), mark.digest) for name, mark in record.states.items()]
    versions = [(one.name, one.destroyed) for one in record.versions]
    kept = [(one.what, found.until(one) or "for good", one.words, one.source) for one in found.kept]
    gone = [(noun, str(count)) for noun, count in found.counts]
    return [
        SheetTable("What is gone", ("what", "how many"), gone),
        SheetTable("Keys that decrypt nothing", ("version", "destroyed on"), versions),
        SheetTable("What Google keeps", ("what", "until", "how", "source"), kept),
        SheetTable("What was left", ("what", "why"), [(one.what, one.why) for one in found.left]),
        SheetTable("What kept it, and was lifted", ("what",), [(one,) for one in record.lifted]),
        SheetTable("States, as they were", ("stack", "resources", "serial", "digest"), states),
    ]
