"""What a restore drill brought back, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from landfast.core.files import shown
from landfast.screen.consoles import console

if TYPE_CHECKING:
    from landfast.jobs.drill import DrillResult


def show_drill(result: DrillResult) -> None:
    out, record = console(), result.record
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("store", "from", "behind", "took", "came back"):
        table.add_column(heading, overflow="fold")
    for one in record.stores:
        found = one.restored
        said = found.compared if one.passed else found.why or "something of the drill is left"
        table.add_row(one.of.name, found.backup, duration(found.rpo_seconds), duration(found.rto_seconds), said)
    out.print(table)
    passed = sum(one.passed for one in record.stores)
    behind, took = duration(record.rpo), duration(record.rto)
    said = f"{passed} of {len(record.stores)} came back whole; {behind} behind at most, {took} at the longest"
    out.print(said, style="bold" if record.whole else "bold red", highlight=False)
    out.print(f"{shown(result.file)}: the record, part of `landfast evidence`", highlight=False)


def duration(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
