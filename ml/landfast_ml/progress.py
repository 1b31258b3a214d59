"""What a run says while it goes on: lines for a person, or one JSON object a line for a program."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

Event = Mapping[str, Any]
Reporter = Callable[[Event], None]


def json_lines(event: Event) -> None:
    print(json.dumps(event), flush=True)


def figure(value: float) -> str:
    """A count whole, anything else with four digits that tell: 20000 is no 2e+04."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.4g}" if abs(value) < 1_000 else f"{value:.1f}"


def plain(event: Event) -> None:
    """One line a step, when it is over."""
    metrics = "  ".join(f"{name} {figure(value)}" for name, value in event.get("metrics", {}).items())
    if event["event"] == "result":
        again = ", nothing changed since" if event["skipped"] else ""
        line = f"{event['model']} version {event['version']} of features {event['feature_version']}{again}\n  {metrics}"
    elif event["state"] == "start":
        return
    else:
        place = f"[{event['index']}/{event['of']}] {event['step']:<9}"
        line = f"{place} {event['state']:<8}{event['seconds']:5.1f} s  {metrics}"
    print(line, flush=True)


REPORTERS: Mapping[str, Reporter] = {"json": json_lines, "plain": plain}
