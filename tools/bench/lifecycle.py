"""What `scripts/bench --lifecycle` measures: a generated project, from its raw table to an experiment's report.

The project's packages are installed before, and not measured.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from landfast.core.certificates import installer_environ

BOUND = "60 s, 700 MB together"
ROWS = 1_000_000
Run = Callable[[Sequence[str | Path], dict[str, str], Path], tuple[float, float, str]]
Measured = tuple[str, float, float, str]

# What the walk through the lifecycle is: two models, an experiment between them, a look at drift, a report.
WALK = (
    ("features, first model, registered", "pipeline run"),
    ("second model, registered", "pipeline run --set train.regularisation=0.05 --set gate.limits=[]"),
    ("experiment started", "experiments start challenger --by bench --accept-underpowered bench"),
    ("traffic through the server", "experiments simulate challenger --units 400"),
    ("report of the experiment", "experiments report challenger"),
    ("drift and quality, with a page", "monitor run --report build/monitoring.html"),
    ("status", "status"),
)


def generated(run: Run, programs: Path, spec: Path, folder: Path, *options: str | Path) -> Path:
    """A project with the packages that its lock names."""
    home = folder / "home"
    home.mkdir()
    shutil.copy(spec, home)
    landfast = (programs / "landfast", "blueprint", "new", "tabular", "--spec", home / spec.name)
    run((*landfast, "--into", home / "ml", *options), {}, home)
    uv, environ = (programs / "uv", "--quiet"), installer_environ()
    run((*uv, "venv", "--python", programs / "python", ".venv"), environ, home / "ml")
    sync = ("pip", "sync", "--require-hashes", "--python", ".venv/bin/python", "requirements.lock")
    run((*uv, *sync), environ, home / "ml")
    return home / "ml"


def walk(run: Run, project: Path, package: str) -> Iterator[Measured]:
    """Each command of the walk, then all of them together."""
    total, peak = 0.0, 0.0
    for name, words in WALK:
        seconds, megabytes, _out = use(run, project, package, words)
        total, peak = total + seconds, max(peak, megabytes)
        yield f"  {name}", seconds, megabytes, ""
    yield "whole lifecycle", total, peak, BOUND


def million(run: Run, programs: Path, spec: Path, folder: Path) -> Iterator[Measured]:
    """A table of a million rows and twenty columns: learned from, then scored."""
    table = folder / "people.csv"
    write_table(table, ROWS)
    options = ("--data", table, "--target", "left", "--subject", "person", "--keep", "person")
    project = generated(run, programs, spec, folder, *options)
    package = next(path.parent.name for path in project.glob("*/pipeline.py"))
    for name, words in (
        (f"{ROWS:,} rows: features, training, registration", "pipeline run --set gate.limits=[]"),
        (f"{ROWS:,} rows: scoring", f"models score --input {table} --out build/scores.parquet"),
    ):
        seconds, megabytes, _out = use(run, project, package, words)
        yield f"{name}, {ROWS / seconds:,.0f} rows/s", seconds, megabytes, "memory bounded"


def use(run: Run, project: Path, package: str, words: str) -> tuple[float, float, str]:
    return run((project / ".venv/bin/python", "-m", package, *words.split()), {}, project)


def write_table(path: Path, rows: int) -> None:
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
