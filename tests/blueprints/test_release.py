"""Releases as in the cloud: Google's own storage client against buckets of the wire, and programs of the names of crane
and docker that keep manifests in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import generated
import pytest
from registry_programs import programs
from wired import PROJECT, REGION, TOKEN, served

from landfast.rehearsal.cloud.store import Store

pytestmark = pytest.mark.heavy


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[tuple[Store, dict[str, str]]]:
    """What keeps the buckets, and the environment variables that lead there."""
    with served(tmp_path, "storage") as wire:
        for environment in ("dev", "test", "prod"):
            bucket = {"name": f"diagnosis-{environment}-models", "location": REGION}
            wire.asking.ask("POST", f"https://storage.googleapis.com/storage/v1/b?project={PROJECT}", bucket)
        leads = {"LANDFAST_ENDPOINT": wire.url, "GOOGLE_OAUTH_ACCESS_TOKEN": TOKEN}
        yield wire.asking.wire.cloud.store, {**leads, **programs(tmp_path)}


def test_build_promote_and_back(
    cloud: tuple[Store, dict[str, str]], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store, environ = cloud
    folder = generated.generate(tmp_path / "ml", tracking="mlflow", host="github")
    python = generated.cloud(tmp_path_factory, folder) / "python"

    def release(*words: str) -> str:
        return generated.run(folder, python, "-m", generated.PACKAGE, "release", *words, "--target", "cloud", **environ)

    with pytest.raises(AssertionError, match="not mirrored yet"):
        release("build")
    pinned = dict.fromkeys(("python", "beam", "uv", "crane", "docker", "cloud-sql-proxy"), "sha256:" + "a" * 64)
    (folder / "images.json").write_text(json.dumps(pinned))

    built = release("build").strip()
    digest = built.partition("@")[2]
    release("promote", "v1.0.0", "--environment", "dev")
    release("promote", "v1.0.0", "--environment", "prod", "--approved-by", "ana")
    spec = store.blob("diagnosis-prod-models-releases/diagnosis/v1.0.0/vertex/pipeline.yaml")
    assert spec is not None
    assert f"diagnosis-prod/containers/diagnosis@{digest}" in spec.decode()

    settings = folder / "settings.toml"
    settings.write_text(settings.read_text().replace("seed = 20", "seed = 21"))
    with pytest.raises(AssertionError, match="was never built"):
        release("promote", "v2.0.0", "--environment", "test")
    release("build")
    release("promote", "v2.0.0", "--environment", "prod", "--approved-by", "ana")
    release("rollback", "--environment", "prod", "--approved-by", "ben")
    entries = json.loads(release("list", "--environment", "prod", "--output", "json"))["deployments"]
    assert [(entry["kind"], entry["version"], entry["approved_by"]) for entry in entries][:3] == [
        ("rollback", "v1.0.0", "ben"),
        ("release", "v2.0.0", "ana"),
        ("release", "v1.0.0", "ana"),
    ]
    assert entries[0]["digest"] == digest
