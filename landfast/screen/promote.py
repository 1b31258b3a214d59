"""What runs in an environment since a promotion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landfast.screen.consoles import console
from landfast.screen.panels import panel

if TYPE_CHECKING:
    from landfast.jobs.promote import PromoteResult


def show_promote(result: PromoteResult) -> None:
    found, to = result.deployed, result.workspace.environment_name
    rows = [
        ("version", found.version),
        ("image", found.digest),
        ("pipelines", found.pipeline),
        ("code", found.revision),
    ]
    rows += [("when", found.at), ("by", found.by)]
    if found.approved_by:
        rows.append(("approved by", found.approved_by))
    title = f"From {result.origin} to {to}" if result.changed else f"Runs in {to} already: nothing changed"
    panel(console(), title, rows)
