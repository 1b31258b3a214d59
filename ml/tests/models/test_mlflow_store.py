"""What is registered here is read as MLflow itself tells it."""

from __future__ import annotations

from pathlib import Path

import mlflow
import pytest

from landfast_ml.models.mlflow_store import versions_in


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eleven versions, one deleted, aliases on two, and another model's."""
    path = tmp_path_factory.mktemp("store") / "mlflow.sqlite"
    client = mlflow.MlflowClient(f"sqlite:///{path}", f"sqlite:///{path}")
    for model, count in (("churn", 11), ("churn-other", 1)):
        client.create_registered_model(model)
        for number in range(count):
            made = client.create_model_version(model, "file:///nowhere")
            client.set_model_version_tag(model, made.version, "metric.roc_auc", str(number / 10))
            client.set_model_version_tag(model, made.version, "feature_version", f"f-{number}")
    client.delete_model_version("churn", "3")
    for alias, version in (("champion", "10"), ("blessed", "10"), ("previous", "2")):
        client.set_registered_model_alias("churn", alias, version)
    return path


def test_it_is_what_mlflow_tells(store: Path) -> None:
    client = mlflow.MlflowClient(f"sqlite:///{store}", f"sqlite:///{store}")
    aliases = client.get_registered_model("churn").aliases
    told = {
        str(one.version): (sorted(a for a, v in aliases.items() if str(v) == str(one.version)), dict(one.tags))
        for one in client.search_model_versions("name = 'churn'")
    }
    found = versions_in(store, "churn")
    assert found is not None
    assert {one.version: (list(one.aliases), one.tags) for one in found} == told
    assert [one.version for one in found] == ["11", "10", "9", "8", "7", "6", "5", "4", "2", "1"]
    assert found[1].aliases == ("blessed", "champion")
    assert versions_in(store, "nobody") == []


def test_what_is_no_such_store_is_left_to_mlflow(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database")
    (tmp_path / "empty").touch()
    assert [versions_in(tmp_path / name, "churn") for name in ("text", "empty", "missing")] == [None, None, None]
    assert not (tmp_path / "missing").exists()
