"""What a run says while it goes on: lines for a person, or one JSON object a line for a program."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

Event = Mapping[str, Any]
Reporter = Callable[[Event], None]


def json_lines(event: Event) -> None:
    print(json.dumps(event), flush=True)


def plain(event: Event) -> None:
    """One line a step, when it is over."""
    metrics = "  ".join(f"{name} {value:g}" for name, value in event.get("metrics", {}).items())
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
