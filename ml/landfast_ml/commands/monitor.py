"""`monitor`: is the data still what the model learned from, is it there, is the model still right."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from landfast_ml.commands.options import Commands, command, group, output, target, write_page
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.jobs import load_job
from landfast_ml.project import Project

if TYPE_CHECKING:
    from landfast_ml.monitoring.found import Look


def add(commands: Commands, _project: Project) -> None:
    monitor = group(commands, "monitor", "data contract, freshness, drift, quality: alarms and retraining")
    run = command(monitor, "run", run_monitor, "look once; exit code 1 if something is wrong")
    run.add_argument("--retrain", action="store_true", help="run the pipeline where a new model would mend it (here)")
    run.add_argument(
        "--report", type=Path, default=None, help="write an HTML page: what was found, what runs, what it costs"
    )
    output(run)
    target(run)


def run_monitor(parsed: argparse.Namespace) -> None:
    job = load_job(parsed.project, parsed.environment, parsed.target)
    found = _looked(job)
    if parsed.report is not None:
        from landfast_ml.operations.report import report
        from landfast_ml.operations.status import status

        write_page(parsed.report, report(job, status(job), found))
    if parsed.output == "json":
        print(json.dumps(found.to_json(), indent=2))
    else:
        _say(found)
    if parsed.retrain and found.retrain:
        _retrain(job)
        return
    if found.alarms:
        hint = "; `monitor run --retrain` trains on the new data" if found.retrain else ""
        raise ProjectError(f"{len(found.alarms)} alarms{hint}")


def _looked(job: Job) -> Look:
    """By the project's own step, as the cloud runs it on schedule."""
    from landfast_ml.monitoring.found import Look

    step = job.project.pipeline.apart["monitoring"]
    # The lines that alerts go by are none of the answer, which may be read by a program.
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        step.load()(job, **{step.output: Path(folder)})
        return Look.from_json(json.loads((Path(folder) / f"{step.output}.json").read_text(encoding="utf-8")))


def _say(found: Look) -> None:
    model = f"version {found.version}" if found.version else "no model yet"
    print(f"{found.environment}: {model}; newest row {found.newest or 'none'}; {found.rows} predictions looked at")
    for where, moved in (("raw table", found.moved), ("predictions", found.asked)):
        if moved:
            far = moved[0]
            print(f"  {where}: {len(moved)} features compared, the farthest is {far.feature} ({far.distance:.3f})")
    if found.quality:
        quality = found.quality
        interval = f"{quality.low:.4f} to {quality.high:.4f}"
        print(f"  {quality.metric} {quality.value:.4f} ({interval}), {quality.rows} outcomes")
    for alarm in found.alarms:
        print(f"ALARM {alarm.cause}, {alarm.where}: {alarm.text}")
    if not found.alarms:
        print("nothing is wrong")


def _retrain(job: Job) -> None:
    from landfast_ml.orchestrators import local
    from landfast_ml.progress import REPORTERS

    if job.target == "cloud":
        raise ProjectError("--retrain runs the pipeline here: in the cloud, `pipeline submit` does")
    local.run(job, REPORTERS["plain"])
