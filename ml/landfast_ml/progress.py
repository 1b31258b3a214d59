"""What a run says while it goes on: lines for a person, or one JSON object a line for a program."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from landfast_ml.contract.messages import Message, ModelVersion

Reporter = Callable[[Message], None]


def json_lines(message: Message) -> None:
    print(json.dumps(message.to_json()), flush=True)


def figure(value: float) -> str:
    """A count whole, anything else with four digits that tell: 20000 is no 2e+04."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.4g}" if abs(value) < 1_000 else f"{value:.1f}"


def plain(message: Message) -> None:
    """One line a step, when it is over."""
    metrics = "  ".join(f"{name} {figure(value)}" for name, value in message.metrics.items())
    if isinstance(message, ModelVersion):
        again = ", nothing changed since" if message.skipped else ""
        made = f"{message.model} version {message.version} of features {message.feature_version}"
        print(f"{made}{again}\n  {metrics}", flush=True)
    elif message.state != "start":
        place = f"[{message.index}/{message.of}] {message.step:<9}"
        print(f"{place} {message.state:<8}{message.seconds:5.1f} s  {metrics}", flush=True)


REPORTERS: Mapping[str, Reporter] = {"json": json_lines, "plain": plain}
