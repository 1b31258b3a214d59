"""`models score`: a whole table through a registered model."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from landfast_ml.commands.options import Commands, command, output
from landfast_ml.jobs import load_job


def add(models: Commands) -> None:
    added = command(models, "score", score_table, "score a table into a CSV or Parquet file, a batch at a time")
    added.add_argument("--input", type=Path, required=True, help="with the raw table's headers or the declared names")
    added.add_argument("--out", type=Path, required=True, help="a file that ends in .csv or .parquet")
    added.add_argument("--version", default="champion", help="a number or an alias")
    added.add_argument("--keep", metavar="COLUMN", default=None, help="carried over, to join the predictions by")
    added.add_argument("--reasons", type=int, default=0, metavar="N", help="inputs that moved each prediction most")
    output(added)


def score_table(parsed: argparse.Namespace) -> None:
    from landfast_ml.features.declared import declared_reading
    from landfast_ml.models.predictor import load_predictor
    from landfast_ml.models.scoring import score
    from landfast_ml.predictions.tables import remember

    job = load_job(parsed.project, parsed.environment, "local")
    predictor = load_predictor(job, parsed.version)
    started = time.monotonic()
    found = score(
        predictor, parsed.input, parsed.out, parsed.keep, declared_reading(job.columns), max(parsed.reasons, 0)
    )
    seconds = time.monotonic() - started
    remember(job, parsed.out)
    if parsed.output == "json":
        facts = {"model": predictor.name, "version": predictor.version, "rows": found.rows, "wrong": found.wrong}
        print(json.dumps({**facts, "out": str(parsed.out), "seconds": round(seconds, 2)}))
        return
    wrong = f", {found.wrong} without a prediction (column problem says why)" if found.wrong else ""
    print(f"{found.rows} rows scored with {predictor.name} {predictor.version} in {seconds:.1f} s{wrong}: {parsed.out}")
