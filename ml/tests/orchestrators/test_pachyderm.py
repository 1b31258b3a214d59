"""Pachyderm's specifications: one pipeline a step, each reading what the one before has written."""

from __future__ import annotations

import json
from pathlib import Path

from landfast_ml.containers.images import default_image
from landfast_ml.environment import Job
from landfast_ml.orchestrators.pachyderm import compile_pipeline, pipeline_name
from landfast_ml.pipeline import upstream


def test_a_pipeline_for_every_step(cloud: Job, tmp_path: Path) -> None:
    files = compile_pipeline(cloud, default_image(cloud), tmp_path)
    for step, path in zip(cloud.project.steps, files, strict=True):
        spec = json.loads(path.read_text())
        assert spec["pipeline"]["name"] == pipeline_name(cloud, step.name)
        assert spec["transform"]["image"] == default_image(cloud)
        inputs = spec["input"].get("cross", [spec["input"]])
        repositories = sorted(each["pfs"]["repo"] for each in inputs if "pfs" in each)
        assert repositories == sorted(pipeline_name(cloud, name) for name in upstream(step, cloud.project.steps))
        command = spec["transform"]["cmd"]
        for name in step.inputs:
            assert command[command.index(f"--{name}") + 1] == f"/pfs/{name}/{name}"
