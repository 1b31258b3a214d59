"""`data`: the raw table."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from landfast_ml.commands.options import Commands, command, group, output
from landfast_ml.jobs import load_job
from landfast_ml.project import Project


def add(commands: Commands, project: Project) -> None:
    data = group(commands, "data", "the raw table")
    if project.source == "bigquery":
        command(data, "import", import_table, "take the declared columns of the BigQuery table into the raw bucket")
    added = command(data, "add", add_file, "put a table into the local raw bucket, if its header is as declared")
    added.add_argument("file", type=Path, help="CSV, Parquet or Excel; packed as .gz, .zst or .zip too")
    added.add_argument(
        "--read",
        action="append",
        default=[],
        metavar="WHAT=VALUE",
        help="how: encoding=windows-1252, age:decimal=comma",
    )
    output(command(data, "check", check, "check the raw table against its contract, and keep nothing"))
    if project.source == "demo":
        command(data, "demo", provide_demo, "put the demo table into the local raw bucket")


def add_file(parsed: argparse.Namespace) -> None:
    from landfast_ml.sources import files

    job = load_job(parsed.project, parsed.environment, "local")
    added = files.add(job, parsed.file, parsed.read)
    declared = {column.raw_name for column in job.columns.raw}
    print(f"{added.path}\n{added.rows:,} rows, read as: {added.read_as}")
    for found in added.unmarked:
        step = "say personal: true in features.yaml, or take it out of the table, if it is"
        if found.column not in declared:
            step = "it is not declared, so it never leaves the raw bucket; leave it out of the table if nobody needs it"
        print(f"{found.column}: {found.reason}; {step}")


def check(parsed: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = parsed.project.steps[0]
        found = first.load()(load_job(parsed.project, parsed.environment, "local"), **{first.output: Path(folder)})
        told = _series_told(Path(folder))
    if parsed.output == "json":
        print(json.dumps(found))
        return
    print("  ".join(f"{name} {value}" for name, value in found.items()))
    print(told, end="")


def _series_told(folder: Path) -> str:
    """Of series how often they have a value, on a line; empty of rows that are none."""
    from landfast_ml.forecasting.snapshot import FACTS, read_facts

    facts = read_facts(folder) if (folder / FACTS).exists() else {}
    return f"{facts['told']}, from {facts['first']} to {facts['last']}\n" if "told" in facts else ""


def provide_demo(parsed: argparse.Namespace) -> None:
    from landfast_ml.sources import demo

    print(
        demo.provide(load_job(parsed.project, parsed.environment, "local"))
        or "a table is already there: nothing was written"
    )


def import_table(parsed: argparse.Namespace) -> None:
    from landfast_ml.sources import bigquery

    job = load_job(parsed.project, parsed.environment, "cloud")
    rows = bigquery.import_table(job)
    print(f"{rows:,} rows of {job.settings.data.origin} are in gs://{job.environment.buckets['raw']}")
