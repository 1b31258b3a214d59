"""The certificate of an erasure as people and programs read it. It names nobody: who gets it knows who asked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from landfast_ml.contract.subjects import SeenModel

from landfast.jobs.record_folder import RecordFolder
from landfast.jobs.sheet import Sheet, SheetTable, certificate_folder, write_sheet
from landfast.jobs.subject_certificate import CopyKept, Retraining, SubjectCertificate
from landfast.jobs.subject_record import ProjectPart
from landfast.targets.workspace import Workspace

STATES = {
    "erased": "erased",
    "told": "copied",
    "nobody": "declared to hold no person",
    "rows": "rows name nobody (GDPR Art. 11)",
    "not done": "not done",
}
DONE: tuple[str, Literal["good"], str] = ("erased", "good", "every project of the environment has erased the person")
NOT_ALL: tuple[str, Literal["bad"], str] = ("not all", "bad", "something is left to do: see what is not done")
GOOGLE = "Google's own deletion from its storage systems comes after these days, and takes up to about 180 days."
UNTOLD = "not known"


def write_subject_certificate(found: SubjectCertificate, more: Sequence[Path]) -> Sequence[Path]:
    """Beside the states' folder in every form, and where else it is wanted. Raises: UserError."""
    name = f"{found.workspace.names.project_name}-erasure-{found.request.token}"
    return write_sheet(found.workspace, name, found.ended, sheet_of(found), more)


def erasures(workspace: Workspace) -> RecordFolder:
    """Certificates of erasures in the environment's project."""
    return certificate_folder(workspace, rf"{re.escape(workspace.names.project_name)}-erasure-[0-9a-f]{{16}}-\d+")


def sheet_of(found: SubjectCertificate) -> Sheet:
    rehearsed = " (rehearsed: on this machine)" if found.workspace.target.simulated else ""
    return Sheet(
        title=f"Erasure {found.request.token} in {found.workspace.names.project_id}{rehearsed}",
        command="subject erase",
        verdict=DONE if found.complete else NOT_ALL,
        about=_about(found),
        tables=list(_tables(found)),
        content=found.to_json(),
    )


def _about(found: SubjectCertificate) -> list[tuple[str, str]]:
    request, spec = found.request, found.workspace.spec
    said = spec.controller
    return [
        ("environment", f"{spec.name} {found.workspace.environment_name}"),
        ("region", spec.residency.region),
        ("controller", said.organisation if said else ""),
        ("questions", said.dpo if said else ""),
        ("received", request.received),
        ("due (GDPR Art. 12(3))", request.due),
        ("from", request.began),
        ("to", found.ended),
        ("carried out by", request.by),
        ("reason", request.reason),
        ("what no project reaches", request.looked_into),
        ("beyond any recovery after", found.gone or "not known: see what still keeps a copy"),
    ]


def _tables(found: SubjectCertificate) -> Iterator[SheetTable]:
    parts = found.request.projects
    projects = [(folder, STATES[part.state], part.why, part.finished) for folder, part in parts.items()]
    yield SheetTable("Projects", ("project", "state", "why", "finished"), projects)
    left = [(folder, one) for folder, ones in found.left.items() for one in ones]
    yield SheetTable("Not done", ("project", "what a person has to look into"), left)
    erased = [(folder, place, f"{count:,}") for folder, part in parts.items() for place, count in part.records.items()]
    yield SheetTable("What was erased", ("project", "held as", "records"), erased)
    seen = [_seen(folder, model) for folder, part in parts.items() for model in part.models]
    yield SheetTable("Models that have seen the person", ("project", "version", "trained on", "measured with"), seen)
    trained = [_trained(folder, one, parts[folder]) for folder, one in found.retraining.items()]
    yield SheetTable("A model without the person", ("project", "how", "last took", "costs at least"), trained)
    yield SheetTable("What still keeps a copy", ("resource", "what keeps it", "until"), list(_copies(found.kept)))
    logs = [(one.resource, one.until or _why(one)) for one in found.kept if not one.single]
    yield SheetTable("Logs, which hold no row and no pseudonym", ("resource", "entries of today end"), logs)
    yield SheetTable("Besides", ("what",), [(GOOGLE,)])


def _seen(folder: str, model: SeenModel) -> tuple[str, ...]:
    aliases = f" ({', '.join(model.aliases)})" if model.aliases else ""
    counts = (model.trained_on, model.measured_with)
    told = tuple(f"{count:,} rows" if count >= 0 else "its features are gone" for count in counts)
    return (folder, f"{model.version}{aliases}", *told)


def _trained(folder: str, one: Retraining, part: ProjectPart) -> tuple[str, ...]:
    took = (
        UNTOLD if one.seconds is None else f"{one.seconds:.0f} s on {part.training.vcpus if part.training else 1} vCPUs"
    )
    cost = one.cost
    amount = f"{cost.amount:.4f} {cost.currency}: E2 machines, prices of {cost.prices_of}" if cost else UNTOLD
    return (folder, f"pipeline run, which replaces {', '.join(one.versions)}", took, amount)


def _copies(kept: Sequence[CopyKept]) -> Iterator[tuple[str, ...]]:
    """What is kept alike, and as long, is one row."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in kept:
        if one.single:
            alike[_parts(one), one.until or _why(one)].append(one.resource)
    for (parts, until), resources in sorted(alike.items(), key=lambda item: item[0][1]):
        yield (", ".join(resources), parts, until)


def _parts(one: CopyKept) -> str:
    return ", ".join(f"{what} {days:g} days" for what, days in one.parts) or one.why


def _why(one: CopyKept) -> str:
    return f"{UNTOLD}: {one.why}" if one.why else "without an end"
