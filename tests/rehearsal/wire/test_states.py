"""Terraform keeps its states in a bucket of the wire, as it does in one of Google's: it reads what it wrote."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import requests
from wired import PROJECT, ServedWire, served

from landfast.terraform.engine import engine_environ, find_engine

BACKEND = {"gcs": {"bucket": "clinic-tfstate", "prefix": "dev"}}
STACK = {"terraform": {"backend": BACKEND}, "resource": {"terraform_data": {"kept": {"input": "a"}}}}


def engine(wire: ServedWire, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    folder.mkdir(exist_ok=True)
    (folder / "main.tf.json").write_text(json.dumps(STACK))
    environ = engine_environ(os.environ, isolated=True) | {
        "GOOGLE_OAUTH_ACCESS_TOKEN": wire.session().headers["Authorization"].split()[1],
        "GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT": f"{wire.endpoint('storage')}/storage/v1/",
    }
    command = [*find_engine(os.environ).command, *words, "-no-color"]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_another_machine_finds_the_state_and_an_empty_plan(tmp_path: Path) -> None:
    (tmp_path / "cloud").mkdir()
    with served(tmp_path / "cloud") as wire:
        url = f"{wire.endpoint('storage')}/storage/v1/b"
        bucket = {"name": "clinic-tfstate", "location": "europe-west4"}
        assert wire.session().post(f"{url}?project={PROJECT}", json=bucket, timeout=20).status_code == 200
        one, other = tmp_path / "one", tmp_path / "other"
        for words in (("init", "-input=false"), ("apply", "-auto-approve", "-input=false")):
            done = engine(wire, one, *words)
            assert done.returncode == 0, done.stdout + done.stderr
        assert engine(wire, other, "init", "-input=false").returncode == 0
        found = engine(wire, other, "plan", "-detailed-exitcode", "-input=false")
        assert found.returncode == 0, found.stdout + found.stderr
        # By the path that its client for Go reads, an object is as private as by the other.
        place = f"{wire.url}clinic-tfstate/dev/default.tfstate"
        assert wire.session().get(place, timeout=20).json()["resources"][0]["name"] == "kept"
        assert requests.get(place, timeout=20).status_code == 401
        assert wire.session().get(f"{wire.url}clinic-tfstate/dev/other.tfstate", timeout=20).status_code == 404
