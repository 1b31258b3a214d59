"""What `scripts/bench --lifecycle` measures: a generated project, from its raw table to an experiment's report.

The project's packages are installed before, and not measured.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

from landfast.core.certificates import installer_environ
from tools.bench.measure import BIN, SPEC, Figure, Measured, run

BOUND = "60 s, 700 MB together"
ROWS = 1_000_000

# What the walk through the lifecycle is: two models, an experiment between them, a look at drift, a report.
WALK = (
    ("features, first model, registered", "pipeline run"),
    ("second model, registered", "pipeline run --set train.seed=21 --set gate.limits=[]"),
    ("experiment started", "experiments start challenger --by bench --accept-underpowered bench"),
    ("traffic through the server", "experiments simulate challenger --units 400"),
    ("report of the experiment", "experiments report challenger"),
    ("drift and quality, with a page", "monitor run --report build/monitoring.html"),
    ("status", "status"),
)


def lifecycle_figures(folder: Path) -> Iterator[Figure]:
    yield from _walk(folder / "walk")
    yield from _million(folder / "million")


def _walk(folder: Path) -> Iterator[Figure]:
    """Each command of the walk, then all of them together."""
    folder.mkdir()
    project = _generated(folder)
    total, peak = 0.0, 0.0
    for name, words in WALK:
        done = _use(project, "diagnosis", words)
        total, peak = total + done.seconds, max(peak, done.megabytes)
        yield Figure(f"  {name}", done.seconds, done.megabytes)
    yield Figure("whole lifecycle", total, peak, BOUND)


def _million(folder: Path) -> Iterator[Figure]:
    """A table of a million rows and twenty columns: learned from, then scored."""
    folder.mkdir()
    table = folder / "people.csv"
    _write_table(table, ROWS)
    project = _generated(folder, "--data", table, "--target", "left", "--subject", "person", "--keep", "person")
    package = next(path.parent.name for path in project.glob("*/pipeline.py"))
    for name, words in (
        (f"{ROWS:,} rows: features, training, registration", "pipeline run --set gate.limits=[]"),
        (f"{ROWS:,} rows: scoring", f"models score --input {table} --out build/scores.parquet"),
    ):
        done = _use(project, package, words)
        yield Figure(f"{name}, {ROWS / done.seconds:,.0f} rows/s", done.seconds, done.megabytes, "memory bounded")


def _generated(folder: Path, *options: str | Path) -> Path:
    """A project with the packages that its lock names."""
    home = folder / "home"
    home.mkdir()
    spec = Path(shutil.copy(SPEC, home))
    run((BIN / "landfast", "blueprint", "new", "tabular", "--spec", spec, "--into", home / "ml", *options), cwd=home)
    uv, environ = (BIN / "uv", "--quiet"), installer_environ()
    run((*uv, "venv", "--python", BIN / "python", ".venv"), environ, home / "ml")
    sync = ("pip", "sync", "--require-hashes", "--python", ".venv/bin/python", "requirements.lock")
    run((*uv, *sync), environ, home / "ml")
    return home / "ml"


def _use(project: Path, package: str, words: str) -> Measured:
    # 1 is a finding, such as drift: no failure to measure.
    return run((project / ".venv/bin/python", "-m", package, *words.split()), cwd=project, fine=(0, 1))


def _write_table(path: Path, rows: int) -> None:
    """Numbers, categories and gaps; a fifth of the people come twice."""
    random = Random(20)  # noqa: S311  # invented people, not secrets
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["person", "left", "plan", "region_code", *(f"x{number}" for number in range(16))])
        for row in range(rows):
            values = [random.gauss(0, 1) for _ in range(16)]
            left = int(values[0] + values[1] + random.gauss(0, 1) > 0.5)
            shown = ["" if random.random() < 0.02 else f"{value:.4f}" for value in values]
            plan, region = random.choice("abcd"), random.choice("uvwxyz")
            writer.writerow([f"p{row * 4 // 5}", left, plan, region, *shown])
