"""What is registered here is read as MLflow itself tells it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import mlflow
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from landfast_ml.models.mlflow_store import make_whole, move_alias, versions_in


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eleven versions, one deleted, aliases on two, and another model's."""
    path = tmp_path_factory.mktemp("store") / "mlflow.sqlite"
    make_whole(path)
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


# After each of these MLflow 3.17 itself never gets on with what is left.
@pytest.mark.parametrize("statements", [40, 160, 600])
def test_a_kill_while_it_is_made_leaves_none_and_the_next_run_makes_it(tmp_path: Path, statements: int) -> None:
    store = tmp_path / "mlflow.sqlite"
    assert killed_after(statements, store)
    assert versions_in(store, "churn") is None
    make_whole(store)
    assert versions_in(store, "churn") == []
    client = mlflow.MlflowClient(f"sqlite:///{store}")
    made = client.create_experiment("churn")
    make_whole(store)
    assert client.get_experiment(made).name == "churn"
    assert [path.name for path in tmp_path.iterdir()] == ["mlflow.sqlite"]


def killed_after(statements: int, store: Path) -> bool:
    """Whether a process that makes the store got to its so many-th statement, where it is ended without a word."""
    child = os.fork()
    if child == 0:
        done = iter(range(statements))
        event.listen(Engine, "before_cursor_execute", lambda *_: next(done, None) is None and os._exit(9))
        make_whole(store)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_aliases_are_moved_as_mlflow_moves_them(store: Path, tmp_path: Path) -> None:
    ours = tmp_path / "mlflow.sqlite"
    shutil.copy(store, ours)
    client = mlflow.MlflowClient(f"sqlite:///{ours}", f"sqlite:///{ours}")
    before = client.get_registered_model("churn").aliases
    assert move_alias(ours, "churn", "champion", "2")
    assert move_alias(ours, "churn", "challenger", "11")
    assert move_alias(ours, "churn", "previous", None)
    expected = {"blessed": "10", "champion": "2", "challenger": "11"}
    assert {name: str(version) for name, version in client.get_registered_model("churn").aliases.items()} == expected
    assert set(before) == {"blessed", "champion", "previous"}
    client.set_registered_model_alias("churn", "champion", "10")
    assert client.get_model_version_by_alias("churn", "champion").version == 10


@pytest.mark.parametrize("version", ["3", "99"])
def test_a_version_that_is_not_there_gets_no_alias(store: Path, tmp_path: Path, version: str) -> None:
    ours = tmp_path / "mlflow.sqlite"
    shutil.copy(store, ours)
    assert not move_alias(ours, "churn", "champion", version)
    assert versions_in(ours, "churn") == versions_in(store, "churn")


def test_a_table_that_asks_for_more_than_is_known_is_left_to_mlflow(store: Path, tmp_path: Path) -> None:
    later = tmp_path / "mlflow.sqlite"
    shutil.copy(store, later)
    with closing(sqlite3.connect(later)) as opened, opened:
        opened.execute("DROP TABLE registered_model_aliases")
        opened.execute("CREATE TABLE registered_model_aliases (name, alias, version, moved_by TEXT NOT NULL)")
    assert not move_alias(later, "churn", "champion", "2")
    assert not move_alias(tmp_path / "missing", "churn", "champion", "2")
    assert not (tmp_path / "missing").exists()
