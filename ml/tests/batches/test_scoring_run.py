"""The whole pipeline as a person runs it: by the command line, on a copy of the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sample_project import command
from sample_scoring import put, to_score, train

from landfast_ml.environment import Job
from landfast_ml.kinds.batch_scoring import PIPELINE


def events(root: Path) -> list[dict[str, Any]]:
    done = command(root, "pipeline", "run", "--progress", "json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_run_rerun_and_another_table(job: Job) -> None:
    train(job)
    table = put(job, to_score())
    first = events(job.root)
    assert [e["step"] for e in first if e.get("state") == "done"] == [step.name for step in PIPELINE.steps]
    result = first[-1]
    assert (result["event"], result["version"], result["metrics"]) == ("result", "1", {"rows": 500, "refused": 0})

    second = events(job.root)
    assert {e["state"] for e in second[:-1]} == {"skipped"}
    assert second[-1] == {**result, "skipped": True}

    listed = json.loads(command(job.root, "batches", "list", "--output", "json").stdout)
    assert [one["batch"] for one in listed] == [result["record"]["batch"]]
    shown = command(job.root, "batches", "show", result["record"]["batch"])
    assert json.loads(shown.stdout) == listed[0]
    assert command(job.root, "batches", "show", "b-0").returncode == 2

    table.write_text("customer\n1\n")
    refused = command(job.root, "pipeline", "run")
    assert refused.returncode == 1
    assert "error: step select: the data breaks its contract" in refused.stderr
    assert "table.csv: there is no column Customer ID" in refused.stderr
