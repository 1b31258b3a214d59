"""`retention`: what has been kept long enough ends."""

from __future__ import annotations

import argparse

from landfast_ml.commands.options import Commands, command, group
from landfast_ml.jobs import load_job
from landfast_ml.project import Project


def add(commands: Commands, _project: Project) -> None:
    retention = group(commands, "retention", "end what has been kept long enough, here")
    run = command(retention, "run", run_retention, "remove what is older than the environment's retention")
    run.add_argument("--dry-run", action="store_true", help="say what would be removed, and remove nothing")


def run_retention(parsed: argparse.Namespace) -> None:
    from landfast_ml.subjects.retention import ended

    job = load_job(parsed.project, parsed.environment, "local")
    found = list(ended(job))
    for one in found:
        print(f"{one.what}: {one.path.relative_to(job.local_store)}, older than {one.days} days")
        if not parsed.dry_run:
            one.end()
    print(f"{len(found)} {'would be' if parsed.dry_run else 'were'} removed")
