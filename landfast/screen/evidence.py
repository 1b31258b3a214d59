"""What the commands on evidence say: what was written, what is open, whether it is whole, what differs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.table import Table

from landfast.core.files import shown
from landfast.screen.consoles import console

if TYPE_CHECKING:
    from landfast.jobs.evidence import EvidenceResult
    from landfast.jobs.evidence_diff import EvidenceDiffResult
    from landfast.jobs.evidence_verify import EvidenceVerifyResult

# So many differences are shown; `--json` has all.
MOST_SHOWN = 40


def show_evidence(result: EvidenceResult) -> None:
    out = console()
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("document")
    table.add_column("open", justify="right")
    for document in result.documents:
        table.add_row(f"{document.title} {document.of}".strip(), str(document.open or "-"))
    out.print(table)
    facts = result.facts
    states = Counter(result.to_json()["obligations"].values())
    counted = ", ".join(f"{states[name]} {name}" for name in ("answered", "waived", "open") if states[name])
    out.print(f"{sum(states.values())} obligations: {counted}", highlight=False)
    for one in facts.contradictions:
        said = f"evidence/{one.question}.md says {one.claim}: {one.says}; the facts say {one.fact}"
        out.print(said, style="red", highlight=False)
    failing = sum(bool(one.found) for one in facts.measures)
    stands = f"{facts.stands} resources stand" if facts.stands else "nothing stands: what is declared is described"
    if facts.stands and not facts.applied:
        stands += ", of another spec: bring it up first, so that what is described is what stands"
    out.print(f"{stands}; {failing} rules with findings; {facts.coverage}", highlight=False)
    if result.open:
        said = (
            f"{result.open} questions are open: answer them in {shown(result.workspace.home / 'evidence')}/QUESTION.md"
        )
        out.print(said, highlight=False)
    signed = f", signed by {result.key}" if result.key else ", not signed: --sign KEY signs it"
    out.print(f"{shown(result.file)}{signed}", highlight=False)
    if result.page is not None:
        out.print(f"{shown(result.page)}: open it in a browser", highlight=False)


def show_verified(result: EvidenceVerifyResult) -> None:
    out, manifest = console(), result.bundle.manifest
    for problem in result.problems:
        out.print(problem, style="red", highlight=False)
    whole = "is not what was written" if result.problems else f"whole: {len(manifest['parts'])} parts"
    said = f"{manifest['project']}, {manifest['environment']}, as of {manifest['made']}: {whole}; {_signed(result)}"
    out.print(said, highlight=False)


def _signed(result: EvidenceVerifyResult) -> str:
    if result.verified:
        return f"signed by {result.bundle.key}, the key that was given"
    if result.bundle.key:
        return f"says that {result.bundle.key} signed it: give that key with --key to see whether it did"
    return "not signed"


def show_differences(result: EvidenceDiffResult) -> None:
    out = console()
    if not result.changes:
        out.print("no fact differs")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in ("fact", "before", "after"):
        table.add_column(head, overflow="fold")
    for one in result.changes[:MOST_SHOWN]:
        table.add_row(one.path, _value(one.before), _value(one.after))
    out.print(table)
    if len(result.changes) > MOST_SHOWN:
        out.print(f"and {len(result.changes) - MOST_SHOWN} more: --json shows all", highlight=False)


def _value(value: str | None) -> str:
    return "-" if value is None else value
