"""`batches`: what was delivered, and where it came from."""

from __future__ import annotations

import argparse
import json

from landfast_ml.commands.options import Commands, command, group, output, target
from landfast_ml.errors import UsageError
from landfast_ml.jobs import load_job
from landfast_ml.project import Project


def add(commands: Commands, _project: Project) -> None:
    add_records(group(commands, "batches", "batches of predictions: what was delivered, and where it came from"))


def add_records(batches: Commands) -> None:
    """The commands of what is delivered in batches, whatever it is."""
    listed = command(batches, "list", list_batches, "every batch, newest first")
    output(listed)
    target(listed)
    shown = command(batches, "show", show_batch, "the record of one batch (JSON)")
    shown.add_argument("batch")
    target(shown)


def list_batches(parsed: argparse.Namespace) -> None:
    from landfast_ml.batches.delivery import every

    found = every(load_job(parsed.project, parsed.environment, parsed.target))[::-1]
    if parsed.output == "json":
        print(json.dumps(found, indent=2))
        return
    if not found:
        print("no batch was delivered: `pipeline run` delivers one")
    for one in found:
        drift = f"  drift in {', '.join(one['drift'])}" if one["drift"] else ""
        counts = f"{one['rows']:,} rows, {one['refused']:,} refused"
        print(f"{one['batch']}  {one['time'][:16]}  {one['model']} version {one['version']}  {counts}{drift}")


def show_batch(parsed: argparse.Namespace) -> None:
    from landfast_ml.batches.delivery import record

    found = record(load_job(parsed.project, parsed.environment, parsed.target), parsed.batch)
    if found is None:
        raise UsageError(f"there is no batch {parsed.batch}: `batches list` shows those that there are")
    print(json.dumps(found, indent=2))
