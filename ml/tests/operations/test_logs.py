"""Lines for machines: one JSON object each, the event first, for the environment's alerts to find."""

from __future__ import annotations

import json

import pytest

from landfast_ml.logs import emit


def test_a_line_is_one_object_with_the_event_first(capsys: pytest.CaptureFixture[str]) -> None:
    emit("drift", "a column has moved", {"feature": "mean_radius", "distance": 0.4}, "WARNING")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith('{"event": "drift", ')
    assert json.loads(line) == {
        "event": "drift",
        "severity": "WARNING",
        "message": "a column has moved",
        "feature": "mean_radius",
        "distance": 0.4,
    }


def test_what_nobody_looks_for_is_refused() -> None:
    with pytest.raises(ValueError, match="'drifted'"):
        emit("drifted", "x")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"fields \['message'\]"):
        emit("drift", "x", {"message": "y"})
