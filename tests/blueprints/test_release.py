"""Releases as in the cloud: Google's own storage client against buckets of the wire, and programs of the names of crane
and docker that keep manifests in a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import generated
import pytest
from wired import PROJECT, REGION, Asking, wired

from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.doors.wire.server import WireServer

pytestmark = pytest.mark.heavy

# Manifests are files named by image and tag; a digest is that of the file, as in a registry.
PROGRAM = """#!/usr/bin/env python3
import hashlib, json, os, sys
from pathlib import Path

def path(image):
    name, _, reference = image.replace("@", ":", 1).partition(":")
    folder = Path(os.environ["MANIFESTS"]) / name
    if reference.startswith("sha256:"):
        for found in folder.glob("*") if folder.is_dir() else ():
            if digest(found) == reference:
                return found
    return folder / reference

def digest(file):
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()

program, command, *words = Path(sys.argv[0]).name, *sys.argv[1:]
if (program, command) == ("docker", "build"):
    arguments = [b for a, b in zip(words, words[1:]) if a == "--build-arg"]
    assert any(a.startswith("BASE_IMAGE=") and "@sha256:" in a for a in arguments), arguments
    labels = dict(b.split("=", 1) for a, b in zip(words, words[1:]) if a == "--label")
    file = path(words[words.index("--tag") + 1])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"config": {"Labels": labels}}))
elif program == "crane":
    file = path(words[0])
    if not file.is_file():
        sys.exit("MANIFEST_UNKNOWN: no such manifest")
    if command == "digest":
        print(digest(file))
    elif command == "config":
        print(file.read_text())
    elif command == "copy":
        target = path(words[1])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
"""


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[tuple[Store, dict[str, str]]]:
    """What keeps the buckets, and the environment variables that lead there."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("crane", "docker"):
        (programs / name).write_text(PROGRAM)
        (programs / name).chmod(0o755)
    with wired(tmp_path) as wire, WireServer(wire) as server:
        asking = Asking(wire)
        asking.project(PROJECT, "storage")
        for environment in ("dev", "test", "prod"):
            bucket = {"name": f"diagnosis-{environment}-models", "location": REGION}
            asking.ask("POST", f"https://storage.googleapis.com/storage/v1/b?project={PROJECT}", bucket)
        yield (
            wire.cloud.store,
            {
                "STORAGE_EMULATOR_HOST": f"{server.url}storage.googleapis.com",
                "MANIFESTS": str(tmp_path / "manifests"),
                "PATH": f"{programs}:{os.environ['PATH']}",
            },
        )


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
