"""The demo table: scikit-learn's breast cancer data with synthetic subjects and visit dates, always the same."""

from __future__ import annotations

import hashlib
import os
from datetime import date, timedelta
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.sources.demo_sales import sales_csv

SUBJECTS = 410
FIRST_DAY = date(2024, 1, 1)
DAYS = 730


def provide(job: Job) -> Path | None:
    """Put the demo table into an empty raw bucket; returns the file, or None if a table is already there."""
    if any(job.table.glob("*.csv")):
        return None
    job.table.mkdir(parents=True, exist_ok=True)
    name, made = ("sales", sales_csv) if job.columns.by_series else ("examinations", demo_csv)
    path = job.table / f"{name}.csv"
    partial = path.with_suffix(".partial")
    partial.write_text(made(), encoding="utf-8")
    os.replace(partial, path)
    return path


def demo_csv() -> str:
    """One row per examination. The postcode is not declared in `features.yaml`: it never leaves the raw bucket."""
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    names = [name.replace(" ", "_") for name in data.feature_names]
    lines = [",".join(["subject_id", "visit_date", "postcode", "malignant", *names])]
    for row, (values, target) in enumerate(zip(data.data, data.target, strict=True)):
        day = FIRST_DAY + timedelta(days=_number(f"day-{row}", DAYS))
        # scikit-learn calls benign 1; a model that looks for tumours counts malignant as positive.
        fields = [f"subject-{_number(f'subject-{row}', SUBJECTS):04d}", day.isoformat()]
        fields += [f"{_number(f'postcode-{row}', 90_000) + 10_000}", str(1 - int(target))]
        lines.append(",".join(fields + [repr(float(value)) for value in values]))
    return "\n".join(lines) + "\n"


def _number(text: str, limit: int) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % limit
