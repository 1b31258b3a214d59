"""The second blueprint, used as its README says: beside a project that has trained a model, with its packages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import generated
import pytest

pytestmark = pytest.mark.heavy

NAMES = {"name": "diagnosis-scoring", "package": "diagnosis_scoring"}
TABLE = "examinations_scoring"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the project with everything: the locks are the same."""
    return generated.everything(tmp_path_factory) / ".venv/bin/python"


def scoring(folder: Path, **changes: object) -> Path:
    source = generated.inputs().source.model_dump() | {"table": TABLE}
    return generated.generate(folder, "batch-scoring", source=source, **NAMES, **changes)


def test_a_trained_model_scores_a_table_once(tmp_path: Path, python: Path) -> None:
    ml = generated.generate(tmp_path / "ml")
    project = scoring(tmp_path / "scoring")

    def run() -> list[dict[str, Any]]:
        words = ("-m", NAMES["package"], "pipeline", "run", "--progress", "json")
        return [json.loads(line) for line in generated.run(project, python, *words).splitlines()]

    generated.run(ml, python, "-m", generated.PACKAGE, "pipeline", "run")
    first = run()
    assert [(e["step"], e["state"]) for e in first if e.get("state") == "done"] == [
        ("select", "done"),
        ("score", "done"),
        ("deliver", "done"),
    ]
    assert (first[-1]["model"], first[-1]["version"]) == ("diagnosis", "1")
    assert first[-1]["metrics"] == {"rows": 569, "refused": 0}
    assert first[-1]["record"]["drift"] == []
    assert first[-1]["record"]["trained"]["feature_version"] == first[-1]["feature_version"]

    again = run()
    assert {e["state"] for e in again[:-1]} == {"skipped"}
    assert again[-1] == first[-1] | {"skipped": True}

    # An erasure in the project that trains reaches what was delivered, and what will be.
    batches = ml / ".local/dev/batches" / TABLE
    assert [path.name for path in batches.iterdir()] == [first[-1]["record"]["batch"]]
    (raw,) = (ml / ".local/dev").glob("*/examinations/examinations.csv")
    subject = raw.read_text().splitlines()[1].split(",")[0]
    words = ("subjects", "erase", subject, "--reason", "request", "--by", "dpo")
    told = generated.run(ml, python, "-m", generated.PACKAGE, *words)
    assert re.search(r"batches of predictions\D*[1-9]", told), told
    third = run()
    assert third[-1]["record"]["batch"] != first[-1]["record"]["batch"]
    assert third[-1]["record"]["rows"] < 569


def test_its_own_tests_and_types_pass(tmp_path: Path, python: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = scoring(tmp_path / "scoring", tracking="mlflow", host="github")
    assert " passed" in generated.run(folder, python, "-m", "pytest")
    known = generated.checked_types(tmp_path_factory)
    assert "no issues found" in generated.run(folder, python, "-m", "mypy", **known)
