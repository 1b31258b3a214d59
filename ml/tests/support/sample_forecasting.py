"""A small forecasting project for each test: a fast model of few series."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sample_project
from sample_project import PACKAGE, copy_project
from sample_series import seasonal
from sample_store import make_store

from landfast_ml.environment import Job, Target
from landfast_ml.jobs import load_job
from landfast_ml.kinds import forecasting
from landfast_ml.project import Project

FORECASTING = {
    "pyproject.toml": """
[tool.landfast-ml]
name = "sales"
model = "sales"
blueprint = "forecasting"
source = "csv"
orchestrators = ["airflow", "kubeflow", "pachyderm", "vertex"]
stages = ["dev", "test"]
""",
    "settings.toml": """
[data]
maximum_rejected_share = 0.0

[forecast]
horizon = 7
iterations = 20
most_rows = 3000

[backtest]
origins = 4
refits = 1

[monitoring]
minimum_rows = 50
""",
    "features.yaml": """
table: sales
task: forecast
columns:
  - {name: shop, role: subject, type: text}
  - {name: day, role: timestamp, type: date}
  - {name: units, role: target, type: number, minimum: 0}
  - {name: promotion, role: feature, type: boolean, known: ahead}
  - {name: region, role: feature, type: category, known: always}
""",
    "sample/pipeline.py": sample_project.FILES["sample/pipeline.py"].replace("tabular", "forecasting"),
}
LONGEST = 200
HEADER = "shop,day,units,promotion,region,note"


def copy_forecasting(to: Path, personal: bool = False) -> Path:
    """The files that a run needs, and the environment `unit`."""
    copy_project(to)
    for name, text in FORECASTING.items():
        told = text.lstrip("\n")
        if personal:
            told = told.replace("type: text}", "type: text, personal: true, protection: pseudonymise}")
        (to / name).write_text(told, encoding="utf-8")
    return to


def load_forecasting(root: Path, target: Target = "local", changes: Sequence[str] = ()) -> Job:
    """The job of the project in a folder."""
    return load_job(Project.at(str(root / PACKAGE / "pipeline.py"), forecasting.PIPELINE), "unit", target, changes)


def sales(times: int = 140, series: int = 12, ahead: int = 7, seed: int = 1) -> list[str]:
    """A raw table: a promotion adds ten, and is known `ahead` of the last value; the note is not declared.

    One of more `times` goes on where another ends.
    """
    generator = np.random.default_rng(seed)
    promoted = generator.random((series, LONGEST)) < 0.15
    units = seasonal(series, LONGEST, noise=2.5, seed=seed) + 10 * promoted
    days = np.datetime64("2025-01-06") + np.arange(times + ahead)
    return [
        HEADER,
        *(
            f"S{shop:02d},{days[at]},{f'{units[shop, at]:.2f}' if at < times else ''},"
            f"{str(bool(promoted[shop, at])).lower()},{'north' if shop % 2 else 'south'},call Ann"
            for shop in range(series)
            for at in range(times + ahead)
        ),
    ]


def run_forecasting(job: Job, name: str = "run") -> dict[str, Path]:
    """Every step in this process, each into a folder of its own; what an earlier one made is read by the next."""
    make_store(job)
    folders: dict[str, Path] = {}
    for step in job.project.steps:
        folder = job.bucket("pipeline_root") / name / step.output
        folder.mkdir(parents=True)
        step.load()(job, **{made: folders[made] for made in step.inputs}, **{step.output: folder})
        folders[step.output] = folder
    return folders


def document(folder: Path, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return found
