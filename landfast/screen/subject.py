"""What the commands on data subjects say: what is held, what was erased, what is not done, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from landfast_ml.contract.subjects import SubjectLook
from rich.table import Table

from landfast.core.files import shown
from landfast.screen.consoles import console
from landfast.screen.panels import Rows, panel

if TYPE_CHECKING:
    from landfast.jobs.subject_erase import SubjectEraseResult
    from landfast.jobs.subject_export import SubjectExportResult
    from landfast.jobs.subject_question import Looks
    from landfast.jobs.subject_record import ProjectPart
    from landfast.jobs.subject_requests import SubjectRequestsResult


def show_held(looks: Looks) -> None:
    out = console()
    for folder, look in looks.items():
        panel(out, folder, _held(look))


def _held(look: SubjectLook | ProjectPart) -> Rows:
    if not isinstance(look, SubjectLook):
        return [(look.state, look.why), *_left(look.left, look)]
    rows = [(place, f"{count:,} records") for place, count in look.held.items() if count] or [("holds", "nothing")]
    seen = ", ".join(one.version for one in look.models)
    rows += [("models that saw it", f"version {seen}")] if seen else []
    return [*rows, *(("look into", str(one)) for one in (*look.unread, *look.not_reached))]


def show_erased(result: SubjectEraseResult) -> None:
    out, found = console(), result.certificate
    if found is None:
        show_held(result.looks)
        step = "nothing was erased: without --dry-run it is"
        out.print(step, highlight=False)
        return
    for folder, part in found.request.projects.items():
        count = sum(part.records.values())
        panel(out, folder, [(part.state, part.why or f"{count:,} records"), *_left(found.left.get(folder, ()), part)])
    gone = (
        f"beyond any recovery after {found.gone}" if found.gone else "from when on nobody can restore it, is not known"
    )
    done = "erased everywhere" if found.complete else f"not all is done, and is due on {found.request.due}"
    for line in (f"{done}; {gone}", f"certificate: {', '.join(map(shown, result.files))}"):
        out.print(line, highlight=False, soft_wrap=True)


def _left(left: Sequence[str], part: ProjectPart) -> Rows:
    return [("look into", one) for one in left if one != part.why]


def show_exported(result: SubjectExportResult) -> None:
    out = console()
    show_held(result.looks)
    for folder, left in result.not_done.items():
        panel(out, f"{folder}: not done", [("look into", one) for one in left])
    said = (
        f"{shown(result.file)}: the person's copy, for nobody else" if result.file else "no project could make a copy"
    )
    due = "" if result.complete else f"; not all is there, and is due on {result.request.due}"
    out.print(f"{said}{due}", highlight=False, soft_wrap=True)


def show_requests(result: SubjectRequestsResult) -> None:
    out = console()
    if not result.requests:
        out.print("no request is known")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in ("request", "asked for", "received", "due", ""):
        table.add_column(head)
    for one in result.requests:
        left = one.days_left(result.today)
        state = f"answered {one.ended[:10]}" if one.ended else f"{left} days left" if left >= 0 else "overdue"
        table.add_row(one.token, one.kind, one.received, one.due, state)
    out.print(table)
