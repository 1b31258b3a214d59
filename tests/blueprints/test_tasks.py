"""Projects on a table of one's own, for each task: generated, run to a model, scored, in one installed environment."""

from __future__ import annotations

import csv
import json
import random
import re
from dataclasses import replace
from pathlib import Path

import generated
import pytest
from installed_project import facts, inputs, project, start, use

from landfast import blueprints
from landfast.blueprints import DataSource

__all__ = ["project"]

ROWS = 600
# Requests as Google's own types read them; a field that they don't know is refused.
REQUESTS = """
import json
from google.cloud import aiplatform_v1, bigquery
from landfast_ml.jobs import load_job
from shop.pipeline import PROJECT
from landfast_ml.features import cloud_store

job = load_job(PROJECT, "dev", "cloud")
sent = cloud_store.load_job(job, "f-1")["configuration"]
load = bigquery.LoadJobConfig.from_api_repr(sent)
features = [aiplatform_v1.CreateFeatureRequest(one) for one in cloud_store.feature_requests(job)]
view = aiplatform_v1.CreateFeatureViewRequest(cloud_store.view_request(job))
print(json.dumps({
    "key": load.destination_encryption_configuration.kms_key_name,
    "format": load.source_format,
    "features": [one.feature_id for one in features],
    "group": view.feature_view.feature_registry_source.feature_groups[0].feature_group_id,
}))
"""


OWN_FEATURE = """import pandas as pd
from landfast_ml.features import feature


@feature("loyal", reads=("visits", "member"), type="boolean")
def loyal(rows: pd.DataFrame) -> pd.Series:
    return (rows["visits"] > 4) & (rows["member"] > 0)
"""


def source(task: str, kind: str = "csv") -> DataSource:
    target = {"multiclass": "category", "regression": "number"}[task]
    return DataSource.model_validate(
        {
            "kind": kind,
            "description": "Customers of a shop",
            "table": "customers",
            "task": task,
            "missing_values": ["?"],
            "retention_days": 30,
            "columns": [
                {
                    "name": "customer",
                    "header": "Customer No.",
                    "role": "subject",
                    "type": "text",
                    "protection": "pseudonymise",
                },
                {"name": "no", "role": "feature", "type": "number", "minimum": 1e-05, "missing": "allow"},
                {"name": "visits", "role": "feature", "type": "integer"},
                {"name": "plan", "role": "feature", "type": "category", "missing": "allow"},
                {"name": "member", "role": "feature", "type": "boolean"},
                {"name": "born", "role": "feature", "type": "date", "protection": "month", "transform": "month"},
                {"name": "goal", "role": "target", "type": target},
            ],
        }
    )


def table(task: str, path: Path) -> Path:
    drawn = random.Random(5)  # noqa: S311
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Customer No.", "no", "visits", "plan", "member", "born", "goal", "remarks"])
        for row in range(ROWS):
            visits, plan, member = drawn.randrange(9), drawn.choice(["a", "b", ""]), drawn.randrange(2)
            value = visits + 3 * (plan == "a") + 2 * member + drawn.gauss(0, 1)
            goal = (
                f"{value:.3f}" if task == "regression" else ("low", "middle", "high")[int(value > 4) + int(value > 7)]
            )
            number = "?" if row % 7 == 0 else f"{drawn.uniform(1, 9):.4f}"
            born = f"19{row % 50 + 50}-{row % 12 + 1:02d}-03"
            writer.writerow([f"k{row}", number, visits, plan, member, born, goal, "call back, is angry"])
    return path


def own(task: str, project: Path, tmp_path: Path, kind: str = "csv", declared: DataSource | None = None) -> Path:
    """A project of the task, with the environment of the one that is installed."""
    folder = tmp_path / "ml"
    asked = inputs().model_copy(update={"name": "shop", "package": "shop", "source": declared or source(task, kind)})
    known = replace(
        facts(),
        datasets={"features": "shop_dev_features"},
        feature_group="projects/p/locations/europe-west4/featureGroups/shop_dev",
        online_store="projects/p/locations/europe-west4/featureOnlineStores/shop_dev",
    )
    blueprints.generate("tabular", asked, {"dev": known}, folder)
    generated.search_less(folder, every=True)
    (folder / ".venv").symlink_to(project / ".venv")
    (tmp_path / "guard").symlink_to(project.parent / "guard")
    return folder


@pytest.mark.parametrize("task", ["multiclass", "regression"])
def test_a_table_of_ones_own_becomes_a_model(task: str, project: Path, tmp_path: Path) -> None:
    folder = own(task, project, tmp_path)
    (folder / "shop/features.py").write_text(OWN_FEATURE)
    raw = table(task, tmp_path / "customers.csv")
    for command in (["ruff", "check"], ["ruff", "format", "--check"], ["pytest"]):
        use(folder, "-m", *command)
    use(folder, "-m", "shop", "data", "add", str(raw))
    use(folder, "-m", "shop", "data", "check")
    made = json.loads(use(folder, "-m", "shop", "pipeline", "run", "--progress", "json").splitlines()[-1])
    assert made["metrics"][{"multiclass": "macro_auc", "regression": "r2"}[task]] > 0.7

    (version,) = json.loads(use(folder, "-m", "shop", "features", "list", "--output", "json"))
    assert version["feature_version"] == made["feature_version"]
    shown = use(folder, "-m", "shop", "features", "show", "latest")
    assert "remarks" not in shown
    assert "loyal" in shown
    assert "angry" not in "".join(
        path.read_text(errors="replace") for path in (folder / ".local").rglob("*") if path.suffix in {".json", ".txt"}
    )

    out = tmp_path / "scored.csv"
    use(folder, "-m", "shop", "models", "score", "--input", str(raw), "--out", str(out), "--keep", "customer")
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["customer"] for row in rows] == [f"k{row}" for row in range(ROWS)]
    assert {row["problem"] for row in rows} == {""}
    # An erasure names it: no bucket holds it.
    assert str(out) in (folder / ".local/dev/tables-of-predictions.txt").read_text(encoding="utf-8").splitlines()
    if task == "multiclass":
        assert {row["prediction"] for row in rows} == {"low", "middle", "high"}
        version = use(folder, "-m", "shop", "models", "show", "champion")
        assert re.search(r"^  metrics +.*macro_auc 0\.\d+ \(0\.\d+ to [01]\.\d+\)", version, re.MULTILINE)
        assert re.search(r"^  goes by +(\w+ -?\d\.\d{4}  )+", version, re.MULTILINE)
        assert re.search(r"^  membership +score 0\.\d+ \(", version, re.MULTILINE)


def test_a_table_without_a_subject_and_with_text_becomes_a_model_and_is_scored(project: Path, tmp_path: Path) -> None:
    told = source("regression").model_dump()
    nameless = [column for column in told["columns"] if column["role"] != "subject"]
    nameless.append({"name": "remarks", "role": "feature", "type": "text", "protection": "hashed", "personal": True})
    by_row = DataSource.model_validate(told | {"unit": "row", "columns": nameless})
    folder = own("regression", project, tmp_path, declared=by_row)
    for command in (["ruff", "check"], ["ruff", "format", "--check"], ["pytest"]):
        use(folder, "-m", *command)
    raw = table("regression", tmp_path / "customers.csv")
    lines = [line.split(",", 1)[1] for line in raw.read_text().splitlines()]
    raw.write_text("\n".join(lines) + "\n")
    use(folder, "-m", "shop", "data", "add", str(raw))
    made = json.loads(use(folder, "-m", "shop", "pipeline", "run", "--progress", "json").splitlines()[-1])
    assert made["metrics"]["r2"] > 0.7
    left = [path for path in (folder / ".local").rglob("*") if path.is_file() and path.suffix != ".csv"]
    assert not any(b"angry" in path.read_bytes() for path in left)
    refused = start(folder, "-m", "shop", "subjects", "erase", "k1", "--by", "me")
    assert "this table has no subjects" in refused.communicate()[1]
    assert refused.returncode == 2
    for page in ("README.md", "docs/running.md", "docs/learning.md"):
        assert "unit: row" in (folder / page).read_text()

    named = {"name": "shop-scoring", "package": "scoring", "source": by_row.of_files("scoring")}
    asked = inputs().model_copy(update=named)
    beside = tmp_path / "scoring"
    blueprints.generate("batch-scoring", asked, {"dev": facts()}, beside)
    (beside / ".venv").symlink_to(project / ".venv")
    for command in (["ruff", "check"], ["pytest"]):
        use(beside, "-m", *command)
    use(beside, "-m", "scoring", "data", "add", str(raw))
    scored = json.loads(use(beside, "-m", "scoring", "pipeline", "run", "--progress", "json").splitlines()[-1])
    assert scored["metrics"]["rows"] == ROWS
    assert "`FILE:NUMBER`" in (beside / "docs/scoring.md").read_text()


def test_a_table_in_bigquery_is_imported(project: Path, tmp_path: Path) -> None:
    folder = own("multiclass", project, tmp_path, "bigquery")
    for command in (
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["pytest"],
        ["shop", "data", "import", "--help"],
    ):
        use(folder, "-m", *command)


def test_google_takes_the_requests_of_the_feature_store(
    project: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = own("regression", project, tmp_path)
    generated.cloud(tmp_path_factory, project)
    (folder / ".venv-cloud").symlink_to(project / ".venv-cloud")
    held = json.loads(use(folder, "-c", REQUESTS, venv=".venv-cloud").splitlines()[-1])
    assert held == {
        "key": facts().keys["derived"],
        "format": "PARQUET",
        "features": ["no", "visits", "plan", "member", "born"],
        "group": "shop_dev",
    }
