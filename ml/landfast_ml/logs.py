"""What is printed for machines: one JSON object a line, which the cloud's log makes the fields of an entry of.

Where a service doesn't read the line (training jobs of Vertex AI put it into `message` as it is), the environment's
alerts and dashboards find it by its text: `"event": "drift"`. So the event comes first, and the format doesn't change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

# What alerts and dashboards of the environment look for, and what the log of a run is read by.
Event = Literal["drift", "experiment", "step", "release"]
Severity = Literal["INFO", "WARNING", "ERROR"]
Value = str | int | float | bool | None

RESERVED = ("event", "severity", "message")
NONE: Mapping[str, Value] = MappingProxyType({})


def emit(event: Event, message: str, fields: Mapping[str, Value] = NONE, severity: Severity = "INFO") -> None:
    """Print one line. Logs outlive the data: never a row, a subject or a pseudonym among `fields`.

    ValueError on an event that nobody looks for, and on a field of a reserved name.
    """
    wrong = [name for name in fields if name in RESERVED]
    if event not in get_args(Event) or severity not in get_args(Severity) or wrong:
        raise ValueError(f"can't log event {event!r}, severity {severity!r}, fields {wrong}")
    print(json.dumps({"event": event, "severity": severity, "message": message, **fields}), flush=True)
