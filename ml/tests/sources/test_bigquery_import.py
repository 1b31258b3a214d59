"""What leaves the origin's table: the declared columns, and nothing else."""

from __future__ import annotations

import pytest

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.sources.bigquery import export_statement
from landfast_ml.versions import PENDING, raw_files


def test_the_declared_columns_and_no_others_are_exported(job: Job) -> None:
    statement = export_statement(job, "import-1")
    head, selected = statement.split("SELECT")
    assert f"'gs://unit-raw/{job.columns.table}/import-1-*.csv'" in head
    assert selected.count("`") == 2 * len(job.columns.all) + 2 + 2 * sum(c.type == "date" for c in job.columns.all)
    assert all(f"`{column.raw_name}`" in selected for column in job.columns.all)
    assert statement.endswith(f"FROM `{job.settings.data.origin}`")


def test_half_a_table_is_not_read(job: Job) -> None:
    job.table.mkdir(parents=True)
    (job.table / "import-1-0.csv").write_text("a\n1\n", encoding="utf-8")
    (job.table / PENDING).touch()
    with pytest.raises(ProjectError, match="was cut off"):
        raw_files(job)
