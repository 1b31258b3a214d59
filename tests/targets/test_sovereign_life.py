"""An environment in a sovereign cloud, in rehearsal: it comes up, is planned empty, is judged and goes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from in_process import landfast
from repository import ROOT

pytestmark = [pytest.mark.long, pytest.mark.heavy]
LIFE = "LANDFAST_LIFE"


def run(home: Path, *words: str) -> dict[str, Any]:
    done = landfast(home, *words, "--json")
    assert done.returncode == 0, f"{words}: {done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    document: dict[str, Any] = json.loads(done.stdout)
    return document.get("result") or document


def test_a_life_in_a_universe(tmp_path: Path) -> None:
    if os.environ.get(LIFE) not in ("all", "sovereign"):
        pytest.skip(
            f"{LIFE} names neither all nor sovereign: a life takes a minute of a processor, and is left out here"
        )
    shutil.copy(ROOT / "examples/sovereign/landfast.yaml", tmp_path)
    first = run(tmp_path, "plan", "dev")
    assert any("Workbench" in one for one in first["left_out"])
    up = run(tmp_path, "up", "dev", "--no-pipeline", "--yes")
    assert up["facts"]["project"] == "s3ns:registry-dev"
    # What is left out of the plan is left open by what stands, in the same words.
    assert set(first["left_out"]) <= set(up["left_open"])
    assert not run(tmp_path, "up", "dev", "--no-pipeline", "--yes")["changed"]
    assert run(tmp_path, "plan", "dev", "--check")["changes"] == []
    assert run(tmp_path, "drift", "dev")["drifted"] == []
    down = run(tmp_path, "down", "dev", "--yes")
    assert (down["left_in_states"], down["certificate"]["complete"]) == (0, True)
