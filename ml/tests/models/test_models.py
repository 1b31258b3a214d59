"""Who is champion: moved together, recorded for good, finished after an interruption; and the real registry's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from memory_registry import MemoryRegistry

from landfast_ml.documents import Documents, Folder, TakenError, documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.models import published
from landfast_ml.models.aliases import Decision, current, place, promote, rollback
from landfast_ml.models.decisions import history, recorded
from landfast_ml.models.registry import CHALLENGER, CHAMPION, PREVIOUS, Registration, connect, find

PROMOTE = Decision("promote", "Ada", "better in every test")
BACK = Decision("rollback", "Ada", "complaints")
REGISTER = Decision("register", "pipeline", "")


@pytest.fixture
def records(tmp_path: Path) -> Documents:
    return Folder(tmp_path / "bucket")


@pytest.fixture
def registry(records: Documents) -> MemoryRegistry:
    """Version 1 is champion, 2 was registered later and did not beat it."""
    made = MemoryRegistry()
    for beats in (True, False):
        version = made.register(Registration(Path(), {}, {}, {}))
        place(made, records, version, beats, REGISTER)
    return made


def test_promotion_and_rollback(registry: MemoryRegistry, records: Documents) -> None:
    assert current(registry) == {CHAMPION: "1", PREVIOUS: None, CHALLENGER: "2"}
    promote(registry, records, "2", PROMOTE)
    assert current(registry) == {CHAMPION: "2", PREVIOUS: "1", CHALLENGER: None}
    rollback(registry, records, BACK)
    assert current(registry) == {CHAMPION: "1", PREVIOUS: "2", CHALLENGER: None}
    rollback(registry, records, BACK)
    assert current(registry)[CHAMPION] == "2"
    told = history(records)
    assert [one["action"] for one in told] == ["register", "register", "promote", "rollback", "rollback"]
    assert [one["number"] for one in told] == [1, 2, 3, 4, 5]
    assert (told[2]["by"], told[2]["reason"], told[2]["from"][CHAMPION]) == ("Ada", "better in every test", "1")
    assert recorded(records) == current(registry)


def test_what_can_not_be_done_changes_nothing(registry: MemoryRegistry, records: Documents) -> None:
    before = current(registry), history(records)
    with pytest.raises(UsageError, match="no version 7"):
        promote(registry, records, "7", PROMOTE)
    with pytest.raises(UsageError, match="version 1 is the champion already"):
        promote(registry, records, "1", PROMOTE)
    with pytest.raises(ProjectError, match="no version was champion before"):
        rollback(registry, records, BACK)
    with pytest.raises(UsageError, match="there are: 2 challenger, 1 champion"):
        find(registry, "best")
    assert (current(registry), history(records)) == before


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_an_interrupted_move_is_finished_by_the_next(registry: MemoryRegistry, records: Documents, moves: int) -> None:
    registry.moves_left = moves
    with pytest.raises(KeyboardInterrupt):
        promote(registry, records, "2", PROMOTE)
    # There is a champion at every moment.
    assert current(registry)[CHAMPION] in {"1", "2"}
    registry.moves_left = None
    rollback(registry, records, BACK)
    assert current(registry) == {CHAMPION: "1", PREVIOUS: "2", CHALLENGER: None}
    assert [one["action"] for one in history(records)][2:] == ["promote", "rollback"]


def test_of_two_at_once_one_is_told(registry: MemoryRegistry, records: Documents) -> None:
    """Both saw the same records; the other was faster."""

    class Late:
        """As the records were before the other's."""

        def __getattr__(self, name: str) -> object:
            return getattr(records, name)

        def names(self, prefix: str) -> list[str]:
            return [name for name in records.names(prefix) if "000003" not in name]

    promote(registry, records, "2", PROMOTE)
    with pytest.raises(ProjectError, match="somebody else moved the aliases"):
        promote(registry, Late(), "1", PROMOTE)  # type: ignore[arg-type]
    assert current(registry)[CHAMPION] == "2"


def test_a_document_is_added_once(records: Documents) -> None:
    records.add("a/1.json", {"x": 1})
    with pytest.raises(TakenError, match="is there already"):
        records.add("a/1.json", {"x": 2})
    records.replace("a/2.json", {"x": 3})
    assert records.names("a") == ["a/1.json", "a/2.json"]
    assert [records.read(name) for name in ("a/1.json", "a/2.json", "b.json")] == [{"x": 1}, {"x": 3}, None]


def test_mlflow_keeps_versions_aliases_and_files(done: tuple[Job, dict[str, Path]], job: Job) -> None:
    registry, folder = connect(job), done[1]["model"]
    assert registry.versions() == []
    registration = Registration(folder, {"metric.roc_auc": "0.9"}, {"roc_auc": 0.9}, {"lineage.json": "{}"})
    assert registry.register(registration) == "1"
    registry.set_alias(CHAMPION, "1")
    registry.set_alias(CHALLENGER, "1")
    registry.set_alias(CHALLENGER, None)
    assert [(one.version, one.aliases, one.metrics) for one in registry.versions()] == [
        ("1", (CHAMPION,), {"roc_auc": 0.9})
    ]
    assert registry.text("1", "lineage.json") == "{}"
    assert registry.text("1", "nothing.json") is None
    assert {path.name for path in registry.fetch("1").iterdir()} == {path.name for path in folder.iterdir()}


def test_what_serves_needs_no_registry(done: tuple[Job, dict[str, Path]], job: Job) -> None:
    registry, kept = MemoryRegistry(), documents(job, "models")
    version = registry.register(Registration(done[1]["model"], {}, {}, {}))
    with pytest.raises(UsageError, match=r"no version champion of .*, there are: none: `pipeline run`"):
        published.find(job, CHAMPION)
    published.publish(job, version, done[1]["model"])
    place(registry, kept, version, True, REGISTER)
    assert published.names(kept) == {CHAMPION: "1", "1": "1"}
    assert (published.folder(job, published.find(job, CHAMPION)) / "model.skops").is_file()
