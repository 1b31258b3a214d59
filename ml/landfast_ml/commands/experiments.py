"""`experiments`: A/B experiments of two model versions."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from landfast_ml.commands.options import Commands, command, decider, group, output, person, target, write_page
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.jobs import load_job
from landfast_ml.project import Project


def add(commands: Commands, _project: Project) -> None:
    experiments = group(commands, "experiments", "A/B experiments of two versions")
    _named(experiments, "plan", plan, "how many subjects or rows it needs, and whether they come")
    start = _named(experiments, "start", start_experiment, "begin, at the first stage of its ramp")
    start.add_argument("--accept-underpowered", metavar="REASON", default="", help="start though it is too small")
    person(start)
    _named(experiments, "status", status, "what it says so far")
    ramped = _named(experiments, "ramp", ramp, "let the treatment have the next stage's share")
    ramped.add_argument("--to", type=float, default=None, help="a later stage, in per cent")
    person(ramped)
    stop = _named(experiments, "stop", stop_experiment, "end it without a decision")
    stop.add_argument("--reason", required=True)
    person(stop)
    person(_named(experiments, "decide", decide, "act on its rule: promote the treatment, or leave the champion"))
    report = _named(experiments, "report", write_report, "an HTML page of all that is known")
    report.add_argument("--out", type=Path, default=None, help="default: build/experiments/NAME.html")
    simulate = _named(experiments, "simulate", run_simulation, "replay held-out rows as traffic through a local server")
    simulate.add_argument("--units", type=int, default=400, help="people who come along")
    simulate.add_argument("--seed", type=int, default=20)
    outcomes = command(experiments, "record", record, "add what came true: a CSV file with the columns id and outcome")
    outcomes.add_argument("file", type=Path)
    target(outcomes)
    listed = command(experiments, "list", list_experiments, "those that are defined or were started")
    output(listed)
    target(listed)


def _named(commands: Commands, name: str, call: Any, text: str) -> argparse.ArgumentParser:
    added = command(commands, name, call, text)
    added.add_argument("name", help="experiments/NAME.yaml")
    output(added)
    target(added)
    return added


def _job(parsed: argparse.Namespace) -> Job:
    return load_job(parsed.project, parsed.environment, parsed.target)


def plan(parsed: argparse.Namespace) -> None:
    from landfast_ml.experiments import lifecycle

    job = _job(parsed)
    made, counted = lifecycle.plan(job, parsed.name), job.columns.units
    if parsed.output == "json":
        print(json.dumps(made.to_json(), indent=2))
        return
    deviation = f"deviation {made.deviation:.4g} over {made.measured_on} held-out {counted}"
    print(f"{made.metric} of the control: {made.baseline:.4g}, {deviation}")
    print(f"to see a difference of {made.effect:g}: {made.units_an_arm:,} {counted} an arm")
    when = f"reached on day {made.needs_days}" if made.needs_days else f"not reached in {made.days} days"
    print(f"{made.available:,} an arm come in {made.days} days: {when}")
    if not made.enough:
        print(f"too small: power {made.power:.0%}; a difference of {made.smallest_effect:.3g} could be seen")


def start_experiment(parsed: argparse.Namespace) -> None:
    from landfast_ml.experiments import lifecycle

    job = _job(parsed)
    started = lifecycle.start(job, parsed.name, decider(job, parsed), parsed.accept_underpowered)
    arms = ", ".join(f"{arm} version {version}" for arm, version in started.versions.items())
    _said(
        parsed,
        {"name": started.name, "versions": dict(started.versions), "share": started.share},
        f"{started.name}: {arms}; treatment {started.share:g} % of all {job.columns.units}",
    )


def ramp(parsed: argparse.Namespace) -> None:
    from landfast_ml.experiments import lifecycle

    job = _job(parsed)
    started = lifecycle.ramp(job, parsed.name, decider(job, parsed), parsed.to)
    _said(
        parsed,
        {"name": started.name, "share": started.share},
        f"{started.name}: treatment {started.share:g} % of all {job.columns.units}",
    )


def stop_experiment(parsed: argparse.Namespace) -> None:
    from landfast_ml.experiments import lifecycle

    job = _job(parsed)
    started = lifecycle.stop(job, parsed.name, decider(job, parsed), parsed.reason)
    _said(
        parsed, {"name": started.name, "phase": started.phase}, f"{started.name}: stopped, the champion answers alone"
    )


def status(parsed: argparse.Namespace) -> None:
    from landfast_ml.experiments import lifecycle
    from landfast_ml.experiments.text import status_json, status_text

    analysis, decision = lifecycle.status(_job(parsed), parsed.name)
    _said(parsed, status_json(analysis, decision), status_text(analysis, decision))


def decide(parsed: argparse.Namespace) -> None:
    from landfast_ml.experiments import lifecycle
    from landfast_ml.experiments.decision import MEANING

    job = _job(parsed)
    _, decision = lifecycle.conclude(job, parsed.name, decider(job, parsed))
    lines = [
        f"{parsed.name}: {decision.verdict}: {MEANING[decision.verdict]}",
        *(f"  {one}" for one in decision.reasons),
    ]
    _said(parsed, decision.to_json(), "\n".join(lines))


def write_report(parsed: argparse.Namespace) -> None:
    from landfast_ml.experiments import lifecycle
    from landfast_ml.experiments.report import report

    job = _job(parsed)
    path: Path = parsed.out or job.root / "build" / "experiments" / f"{parsed.name}.html"
    text = report(*lifecycle.status(job, parsed.name), job.project.name)
    write_page(path, text)
    _said(parsed, {"report": str(path)}, str(path))


def run_simulation(parsed: argparse.Namespace) -> None:
    from landfast_ml.experiments.simulate import simulate

    if parsed.units < 1:
        raise UsageError(f"--units is {parsed.units}, must be 1 or more")
    job = _job(parsed)
    done = simulate(job, parsed.name, parsed.units, parsed.seed)
    asked = f"{done['units']} {job.columns.units} asked the local server"
    _said(parsed, done, f"{asked}, {done['outcomes']} outcomes recorded")


def record(parsed: argparse.Namespace) -> None:
    from landfast_ml.experiments.outcomes import read_outcomes, record_told

    if not parsed.file.is_file():
        raise UsageError(f"there is no file {parsed.file}")
    job = _job(parsed)
    told = read_outcomes(parsed.file, job.columns)
    print(f"{record_told(job, told, parsed.file.name)} outcomes recorded")


def list_experiments(parsed: argparse.Namespace) -> None:
    from landfast_ml.documents import documents
    from landfast_ml.experiments import state
    from landfast_ml.experiments.definition import names
    from landfast_ml.experiments.lifecycle import summary

    job = _job(parsed)
    started = {one.name: one for one in state.every(documents(job, "models"))}
    found = [summary(started.get(name), name) for name in sorted({*started, *names(job)})]
    if parsed.output == "json":
        print(json.dumps(found, indent=2))
        return
    if not found:
        print("no experiment: write experiments/NAME.yaml, see docs/learning.md")
    for one in found:
        arms = " against ".join(one["versions"].values()) or "-"
        print(f"{one['name']:<24}{one['phase']:<10}{one['share']:>4g} %  versions {arms}  {one['decision']}")


def _said(parsed: argparse.Namespace, document: dict[str, Any], text: str) -> None:
    print(json.dumps(document, indent=2) if parsed.output == "json" else text)
