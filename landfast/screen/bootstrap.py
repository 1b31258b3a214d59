"""What stood before the first stack, and what was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landfast.screen.consoles import console
from landfast.screen.panels import panel

if TYPE_CHECKING:
    from landfast.jobs.bootstrap import BootstrapResult

MARKS = {"stands": "✔", "made": "+", "mended": "~"}


def show_bootstrap(result: BootstrapResult) -> None:
    out, place = console(), result.place
    panel(out, f"Before the first stack, in {place.project}", [
        (f"{MARKS[step.state]} {step.thing}", step.says if step.state == "stands" else f"{step.state}: {step.says}")
        for step in result.steps
    ])  # fmt: skip
    out.print(
        f"the states are kept in gs://{place.bucket}: `landfast doctor` says what else is needed", highlight=False
    )
