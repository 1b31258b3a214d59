"""The main job, as a new user does it: up, again, status, down; on nothing but what the lock installs.

With the model that is trained at the end of it, README and the wheel do it: tests/walk.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from document_schemas import validated
from interruptible import interruptible
from repository import ROOT

from landfast.rehearsal import RehearsalCloud

LANDFAST = [sys.executable, "-m", "landfast"]
# No terraform, tofu, node or uv of the machine: the embedded ones are enough.
EMPTY_PATH = {**os.environ, "PATH": ""}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "examples/diagnosis/landfast.yaml", tmp_path)
    return tmp_path


def document(*words: str, cwd: Path, code: int = 0) -> dict[str, Any]:
    done = subprocess.run(
        [*LANDFAST, *words, "--json"], cwd=cwd, env=EMPTY_PATH, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = validated(words[0], done.stdout)["result"]
    return found


@pytest.mark.long
def test_from_nothing_up_down_and_up_again_with_an_empty_path(home: Path) -> None:
    first = document("up", "dev", "--no-pipeline", cwd=home)
    assert first["policies"]["findings"] == []
    assert first["policies"]["coverage"]["not_assessed"] == 0
    assert first["facts"]["region"] == "europe-west4"
    assert first["facts"]["tensorboard"].startswith("projects/")

    again = document("up", "dev", "--no-pipeline", cwd=home)
    assert not again["changed"]
    assert again["facts"] == first["facts"]

    standing = document("status", "dev", cwd=home)
    assert set(standing["resources"]) == {"foundation", "network", "data", "ml", "operations"}
    assert all(len(found) > 15 for found in standing["resources"].values())

    drilled = document("drill", "dev", cwd=home)["record"]
    assert {store["kind"] for store in drilled["stores"]} == {"bucket", "dataset"}
    assert [store["why"] for store in drilled["stores"] if not (store["whole"] and store["removed"])] == []
    planned = document("plan", "dev", cwd=home)["stacks"]["data"]
    assert planned == {"create": 0, "update": 0, "replace": 0, "delete": 0}, "a drill leaves all as it was"

    left_by_jobs(home, first["facts"])
    removed = document("down", "dev", "--out", "gone.json", cwd=home)
    assert (removed["left_in_states"], removed["left_in_cloud"]) == (0, 0)
    assert validated("certificate", (home / "gone.json").read_text()) == removed["certificate"]
    assert len(removed["certificate"]["keys"]) == len(first["facts"]["keys"])
    assert _above_projects(home) == []
    assert _secrets_left(home, first["facts"]) == []
    assert document("down", "dev", cwd=home)["earlier"] in removed["files"], "it is gone, and says since when"
    assert document("status", "dev", cwd=home)["resources"] == {}
    # With the keys that nothing removes, and what was taken down before.
    document("up", "dev", "--no-pipeline", cwd=home)
    _what_others_change_is_found_and_mended(home, first["facts"])


def _above_projects(home: Path) -> list[str]:
    """What stands in no project."""
    return [item.name for item in RehearsalCloud(home / ".landfast/rehearsal").resources() if not item.project]


def _secrets_left(home: Path, facts: dict[str, Any]) -> list[str]:
    """Files of the stacks that still hold values of a state."""
    states = home.glob(".landfast/rehearsal/dev/*/terraform.tfstate*")
    return [str(path) for path in states if facts["buckets"]["raw"] in path.read_text()]


def _what_others_change_is_found_and_mended(home: Path, facts: dict[str, Any]) -> None:
    """And nothing besides is changed by the `up` that mends it."""
    session = RehearsalCloud(home / ".landfast/rehearsal").wire
    bucket, project = f"{facts['project']}-raw", facts["project"]
    metrics = f"https://logging.googleapis.com/v2/projects/{project}/metrics"
    metric = session.request("GET", metrics).json()["metrics"][0]["name"]
    access = {"publicAccessPrevention": "inherited", "uniformBucketLevelAccess": {"enabled": True}}
    for method, url, body in (
        ("PATCH", f"https://storage.googleapis.com/storage/v1/b/{bucket}", {"iamConfiguration": access}),
        ("DELETE", f"{metrics}/{metric}", None),
    ):
        assert session.request(method, url, json=body).status_code == 200
    found = document("drift", "dev", cwd=home, code=1)
    assert {(one["name"], one["gone"], one["mended_by"]) for one in found["drifted"]} == {
        (bucket, False, "update"),
        (metric, True, "create"),
    }
    mended = document("up", "dev", "--no-pipeline", cwd=home)["changes"]
    assert {name: (done["created"], done["updated"], done["deleted"]) for name, done in mended.items()} == {
        **dict.fromkeys(mended, (0, 0, 0)),
        "data": (0, 1, 0),
        "operations": (1, 0, 0),
    }
    assert document("drift", "dev", cwd=home)["drifted"] == []


def left_by_jobs(home: Path, facts: dict[str, Any]) -> None:
    """A deployed model, registered features, a schedule and a run that it started, as jobs of the ML project make."""
    session = RehearsalCloud(home / ".landfast/rehearsal").wire
    place = f"{facts['endpoint'].rpartition('/endpoints/')[0]}"
    vertex = "https://europe-west4-aiplatform.googleapis.com/v1"
    room = {"pscInterfaceConfig": {"networkAttachment": facts["job_attachment"]}}
    made: tuple[tuple[str, dict[str, Any], dict[str, str]], ...] = (
        (f"{facts['endpoint']}:deployModel", {"deployedModel": {"model": "m"}, "trafficSplit": {"0": 100}}, {}),
        (f"{facts['feature_group']}/features", {"description": "mean radius"}, {"featureId": "mean_radius"}),
        (f"{place}/schedules", {"displayName": "training"}, {}),
        (f"{place}/pipelineJobs", {"displayName": "run-1", **room}, {"pipelineJobId": "run-1"}),
    )
    for path, body, query in made:
        answer = session.request("POST", f"{vertex}/{path}", params=query, json=body)
        assert answer.status_code == 200, answer.content


def test_a_protected_environment_refuses_to_go(home: Path) -> None:
    done = subprocess.run([*LANDFAST, "down", "prod"], cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "environments.prod.protected" in done.stderr


def test_policies_refuse_before_anything_is_planned(home: Path) -> None:
    spec = home / "landfast.yaml"
    spec.write_text(
        spec.read_text()
        + "waivers:\n- {rule: LF-RES-001, reason: was needed for the pilot, owner: a@b.example, expires: 2020-01-01}\n"
    )
    done = subprocess.run([*LANDFAST, "up", "dev"], cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "LF-WVR-001" in done.stdout
    assert not (home / ".landfast/rehearsal/cloud.sqlite").exists()


def test_runs_that_were_stopped_are_finished_by_the_next(home: Path) -> None:
    """One goes on where the other was stopped, each in another stack."""
    stopped(home, "foundation", signal.SIGKILL)
    stopped(home, "data", signal.SIGTERM)
    stopped(home, "ml", signal.SIGINT)
    document("up", "dev", "--no-pipeline", cwd=home)
    assert not document("up", "dev", "--no-pipeline", cwd=home)["changed"]
    assert list(home.rglob("*.lock.info")) == []


def stopped(home: Path, stack: str, stop: signal.Signals) -> None:
    """An `up` that hears a signal while it applies the stack."""
    command, pipe = [*LANDFAST, "up", "dev", "--no-pipeline"], subprocess.PIPE
    record = home / ".landfast/rehearsal/dev" / stack / "apply.json"
    assert not record.exists()
    with interruptible():
        process = subprocess.Popen(command, cwd=home, stdout=pipe, stderr=pipe, text=True)
    deadline = time.monotonic() + 120
    while not record.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(stop)
    _, errors = process.communicate(timeout=120)
    assert process.returncode in (130, 143, -stop), errors
    assert "Traceback" not in errors
    assert not left_behind(home)


def left_behind(home: Path) -> list[str]:
    """Command lines of processes that still work in `home`, after a moment to end in."""
    for _ in range(50):
        lines = (_command_line(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit())
        found = [line for line in lines if str(home) in line]
        if not found:
            return []
        time.sleep(0.1)
    return found


def _command_line(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:  # It ended between the two reads.
        return ""
