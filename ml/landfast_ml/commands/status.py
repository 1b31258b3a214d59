"""`status`: what runs now, in one environment or in all."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from landfast_ml.commands.options import Commands, command, output, target, write_page
from landfast_ml.contract import layout
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.jobs import load_job
from landfast_ml.project import Project

if TYPE_CHECKING:
    from landfast_ml.contract.standing import Standing, StartedExperiment


def add(commands: Commands, _project: Project) -> None:
    added = command(commands, "status", show_status, "models serving, experiments or forecasts, runs, drift, data")
    added.add_argument("--all", action="store_true", help="every environment of environments/*.json")
    added.add_argument(
        "--report", type=Path, default=None, help="write an HTML page of the environment, with its costs"
    )
    output(added)
    target(added)


def show_status(parsed: argparse.Namespace) -> None:
    from landfast_ml.operations.status import status

    if parsed.report is not None:
        _report(parsed)
        return
    known = layout.environments(parsed.project.root)
    jobs = [load_job(parsed.project, name, parsed.target) for name in (known if parsed.all else [parsed.environment])]
    found = [status(job) for job in jobs]
    if parsed.output == "json":
        print(json.dumps([one.to_json() for one in found], indent=2))
        return
    print("\n\n".join(_text(one, job) for one, job in zip(found, jobs, strict=True)))


def _text(one: Standing, job: Job) -> str:
    lines = [f"{one.environment} ({one.target})"]
    lines += _part("serving", [f"version {s.version:<5} {s.traffic:>5g} %  {s.role}" for s in one.serving], "no model")
    if job.columns.by_series:
        lines += _part("forecasts", _forecasts(job), "none")
    else:
        lines += _part("experiments", [_experiment(given) for given in one.experiments], "none")
    lines += _part("runs", [f"{r.started[:16]}  {r.state:<9} {r.seconds:>7.1f} s  {r.note}" for r in one.runs], "none")
    lines += _part("drift", _drift(one), "never looked: `monitor run`")
    age = "unknown until `monitor run`" if one.data_age_days is None else f"newest row is {one.data_age_days} days old"
    lines += _part("data", [age], "")
    return "\n".join(lines + _part("look at", [f"{what:<22} {where}" for what, where in one.links.items()], ""))


def _report(parsed: argparse.Namespace) -> None:
    from landfast_ml.monitoring.found import last_look
    from landfast_ml.operations.report import report
    from landfast_ml.operations.status import status

    if parsed.all:
        raise UsageError("--report is a page of one environment: leave --all out, and name it with --environment")
    job = load_job(parsed.project, parsed.environment, parsed.target)
    found = status(job)
    write_page(parsed.report, report(job, found, last_look(job)))
    print(json.dumps([found.to_json()], indent=2) if parsed.output == "json" else parsed.report)


def _forecasts(job: Job) -> list[str]:
    """The newest that were delivered."""
    from landfast_ml.batches.delivery import every

    return [
        f"{one['rows']:,} values of {one['series']:,} series, {one['horizon']} ahead of {one['origin']}, "
        f"version {one['version']}"
        for one in every(job)[-1:]
    ]


def _experiment(given: StartedExperiment) -> str:
    return f"{given.name}: {given.phase}, {given.verdict or f'treatment {given.share:g} %'}"


def _drift(one: Standing) -> list[str]:
    if one.look is None:
        return []
    alarms = [f"ALARM {alarm.cause}, {alarm.where}: {alarm.text}" for alarm in one.look.alarms]
    return [f"{one.look.time[:16]}  {'nothing is wrong' if not alarms else f'{len(alarms)} alarms'}", *alarms]


def _part(title: str, rows: list[str], empty: str) -> list[str]:
    return [f"  {title:<12} {row}" if at == 0 else f"  {'':<12} {row}" for at, row in enumerate(rows or [empty])]
