"""`step`: one step of the pipeline, as every orchestrator runs it."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from landfast_ml.commands.options import Commands, change, command
from landfast_ml.jobs import load_job
from landfast_ml.logs import emit
from landfast_ml.pipeline import Step
from landfast_ml.project import Project
from landfast_ml.room import check_closed


def add(commands: Commands, project: Project) -> None:
    names = commands.add_parser("step", help="run one step; orchestrators do").add_subparsers(
        required=True, metavar="STEP"
    )
    for one in project.every_step:
        added = command(names, one.name, run_step, one.summary)
        added.add_argument("--target", choices=("local", "cloud"), default="local")
        change(added)
        for folder in (*one.inputs, one.output):
            added.add_argument(f"--{folder}", type=Path, required=True)
        added.add_argument("--result", type=Path, required=True, help="file for the step's metrics (JSON)")
        added.set_defaults(step=one)


def run_step(parsed: argparse.Namespace) -> None:
    one: Step = parsed.step
    folders = {name: getattr(parsed, name) for name in (*one.inputs, one.output)}
    # A cloud orchestrator names the output's folder, but makes it only where it is a mounted bucket's.
    folders[one.output].mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    job = load_job(parsed.project, parsed.environment, parsed.target, changes=parsed.changes)
    check_closed(job)
    metrics = one.load()(job, **folders)
    seconds = round(time.monotonic() - started, 2)
    place = {"step": one.name, "environment": parsed.environment, "seconds": seconds}
    emit("step", f"step {one.name} is done", {**place, **metrics})
    parsed.result.parent.mkdir(parents=True, exist_ok=True)
    parsed.result.write_text(json.dumps(metrics), encoding="utf-8")
