"""Releases, tried on folders: one digest from environment to environment, approval, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sample_project import FACTS, load

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.releases import release
from landfast_ml.releases.registry import FolderRegistry, image_of
from landfast_ml.releases.release import Who
from landfast_ml.releases.spec import pipeline_digest
from landfast_ml.releases.store import FolderStore, open_store

ME = Who("me")
ORIGIN = "dev"


@pytest.fixture
def root(job: Job) -> Path:
    """The first environment, and `guarded`, where somebody approves."""
    for name, approval in ((ORIGIN, False), ("guarded", True)):
        facts = json.loads(json.dumps(FACTS).replace("unit-", f"{name}-"))
        changed = facts | {"environment": name, "approval": approval}
        (job.root / "environments" / f"{name}.json").write_text(json.dumps(changed))
    return job.root


def at(root: Path, name: str) -> Job:
    return load(root, environment=name)


def change(root: Path, number: int) -> None:
    """Another image: something in it is another."""
    path = root / "settings.toml"
    path.write_text(f"# {number}\n{path.read_text()}")


def released(root: Path, name: str) -> list[tuple[str, str]]:
    return [(entry.kind, entry.version) for entry in release.history(open_store(at(root, name)))]


def test_one_digest_goes_through(root: Path) -> None:
    origin, guarded = at(root, ORIGIN), at(root, "guarded")
    built = release.build(origin)
    assert release.build(origin) == built
    first = release.promote(origin, origin, "v1", ME)
    second = release.promote(guarded, origin, "v1", Who("me", "ana"))
    assert first.digest == second.digest == built.digest
    assert first.pipeline == second.pipeline == pipeline_digest(guarded)
    files = release.pipelines(open_store(guarded), "v1", root / "out")
    assert files
    for path in (path for paths in files.values() for path in paths if path.stem not in {"job"}):
        text = path.read_text()
        assert FACTS["project"].replace("unit", ORIGIN) not in text
        assert path.suffix == ".py" or f"guarded-project/containers/sample@{built.digest}" in text


def test_rollback_goes_to_what_ran_before(root: Path) -> None:
    origin = at(root, ORIGIN)
    for seed, version in ((1, "v1"), (2, "v2")):
        change(root, seed)
        release.build(at(root, ORIGIN))
        release.promote(at(root, ORIGIN), at(root, ORIGIN), version, ME)
    first = release.history(open_store(origin))[0]
    assert release.rollback(origin, ME).digest == first.digest
    with pytest.raises(ProjectError, match="v1 is the first version"):
        release.rollback(origin, ME)
    change(root, 3)
    release.build(at(root, ORIGIN))
    release.promote(at(root, ORIGIN), at(root, ORIGIN), "v3", ME)
    # Not v2, which was rolled back from.
    assert release.rollback(origin, ME).version == "v1"
    assert released(root, ORIGIN)[-2:] == [("release", "v3"), ("rollback", "v1")]


def test_what_was_not_built_or_approved_is_refused(root: Path) -> None:
    origin, guarded = at(root, ORIGIN), at(root, "guarded")
    with pytest.raises(ProjectError, match="was never built"):
        release.promote(origin, origin, "v1", ME)
    release.build(origin)
    with pytest.raises(UsageError, match="a person approved"):
        release.promote(guarded, origin, "v1", ME)
    with pytest.raises(UsageError, match="is no version"):
        release.promote(origin, origin, "1.0", ME)
    with pytest.raises(ProjectError, match="nothing was released"):
        release.rollback(origin, ME)
    assert released(root, ORIGIN) == released(root, "guarded") == []


def test_an_image_of_another_pipeline_is_refused(root: Path) -> None:
    origin = at(root, ORIGIN)
    name, tag = image_of(origin)
    FolderRegistry(root / ".local" / "registry").build(name, tag, {"pipeline": "another", "revision": "x"})
    with pytest.raises(ProjectError, match="holds another pipeline"):
        release.promote(origin, origin, "v1", ME)


def test_a_version_is_one_digest(root: Path) -> None:
    release.build(at(root, ORIGIN))
    release.promote(at(root, ORIGIN), at(root, ORIGIN), "v1", ME)
    change(root, 5)
    release.build(at(root, ORIGIN))
    with pytest.raises(ProjectError, match="v1 was released before"):
        release.promote(at(root, ORIGIN), at(root, ORIGIN), "v1", ME)


def test_what_is_written_once_stays(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    assert store.add("v1/a.json", b"1")
    assert store.add("v1/a.json", b"1")
    assert not store.add("v1/a.json", b"2")
    assert store.read("v1/a.json") == b"1"
    assert store.names("v1") == ["v1/a.json"]
    with pytest.raises(ProjectError, match="there is no v1/b"):
        store.read("v1/b.json")


def test_what_runs_already_is_left_as_it_is(root: Path) -> None:
    origin, guarded = at(root, ORIGIN), at(root, "guarded")
    built = release.build(origin)
    first = release.promote(guarded, origin, "v1", Who("me", "ana"), built.digest)
    assert release.promote(guarded, origin, "v1", Who("eve", "bob"), built.digest) == first
    assert released(root, "guarded") == [("release", "v1")]


def test_an_image_that_is_not_the_one_that_is_meant_is_refused(root: Path) -> None:
    origin, guarded = at(root, ORIGIN), at(root, "guarded")
    release.build(origin)
    with pytest.raises(ProjectError, match="must be sha256:0"):
        release.promote(guarded, origin, "v1", Who("me", "ana"), f"sha256:{'0' * 64}")
    assert not released(root, "guarded")
