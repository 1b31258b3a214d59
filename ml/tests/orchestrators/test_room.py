"""The canary of the closed room: where there is no way out it is quiet, and where somebody answers nothing runs."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sample_project import load

from landfast_ml.cli import main
from landfast_ml.contract.messages import RoomTried
from landfast_ml.contract.room import WAYS_OUT, WayOut, interface
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.room import check_closed

# The real ways out, in a network namespace that has none.
SCRIPT = """
from landfast_ml.contract.room import WAYS_OUT
from landfast_ml.room import reached
print(len(WAYS_OUT), reached(WAYS_OUT))
"""


@pytest.fixture
def open_door() -> Iterator[WayOut]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield WayOut("HTTPS", "127.0.0.1", server.getsockname()[1])


@pytest.fixture
def cloud(job: Job) -> Job:
    return load(job.root, "cloud")


def closed_door() -> WayOut:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return WayOut("DNS", "127.0.0.1", server.getsockname()[1])


def test_nothing_runs_where_somebody_answers(cloud: Job, open_door: WayOut) -> None:
    check_closed(cloud, [closed_door()])
    with pytest.raises(ProjectError, match=f"the room is not closed: {open_door} is open; nothing was read"):
        check_closed(cloud, [closed_door(), open_door])


def test_only_a_room_that_is_said_to_be_closed_is_tried(job: Job, cloud: Job, open_door: WayOut) -> None:
    check_closed(job, [open_door])
    check_closed(replace(cloud, environment=replace(cloud.environment, closed=False)), [open_door])


def test_a_step_in_the_cloud_tries_first(cloud: Job, open_door: WayOut, monkeypatch: pytest.MonkeyPatch) -> None:
    from landfast_ml import room

    monkeypatch.setattr(room.check_closed, "__defaults__", ((open_door,),))
    result = cloud.root / "result.json"
    arguments = ["step", "ingest", "--environment", "unit", "--target", "cloud", "--result", str(result)]
    assert main(cloud.project, [*arguments, "--snapshot", str(cloud.root / "snapshot")]) == 1
    assert not result.exists()


@pytest.mark.skipif(shutil.which("unshare") is None, reason="no network namespaces here")
def test_in_a_namespace_without_a_way_out_it_is_quiet() -> None:
    inside = ["unshare", "--user", "--map-root-user", "--net"]
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine gives nobody a network namespace")
    done = subprocess.run([*inside, sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=1) == [str(len(WAYS_OUT)), "[]\n"]


def test_the_command_fails_where_somebody_answers(
    job: Job, open_door: WayOut, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["room", "try", "--environment", "unit", "--also", f"{open_door.host}:{open_door.port}"]
    assert main(job.project, asked) == 1
    assert f"a connection to 127.0.0.1:{open_door.port} is open" in capsys.readouterr().err
    assert main(job.project, [*asked, "--output", "json"]) == 0
    found = RoomTried.from_json(json.loads(capsys.readouterr().out))
    assert found.open[-1] == f"a connection to 127.0.0.1:{open_door.port}"
    assert len(found.tried) == len(WAYS_OUT) + 1


@pytest.mark.parametrize("text", ["example.com", ":443", "example.com:", "example.com:https", "example.com:70000"])
def test_a_way_out_is_a_host_and_a_port(job: Job, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(job.project, ["room", "try", "--environment", "unit", "--also", text]) == 2
    assert f"--also is {text!r}, must be HOST:PORT" in capsys.readouterr().err


def test_a_job_finds_mlflow_by_the_networks_names(cloud: Job) -> None:
    asked = replace(cloud.environment, tracking_uri="https://mlflow-1.europe-west4.run.app")
    found = interface(asked)
    assert found is not None
    assert [each["domain"] for each in found["dns_peering_configs"]] == ["europe-west4.rep.googleapis.com.", "run.app."]
    assert interface(replace(cloud.environment, job_attachment="")) is None


def test_a_job_finds_names_where_the_network_is(cloud: Job) -> None:
    """In a project of others, where it is shared; an older file says nothing of it."""
    for said, wanted in (("acme-network", "acme-network"), ("", cloud.environment.project)):
        found = interface(replace(cloud.environment, network_project=said))
        assert found is not None
        assert {each["target_project"] for each in found["dns_peering_configs"]} == {wanted}


def test_in_a_universe_of_one_region_no_name_of_a_region_is_looked_for(cloud: Job) -> None:
    facts = replace(cloud.environment, universe="s3nsapis.fr")
    stands = interface(facts)
    assert stands is not None
    assert stands["dns_peering_configs"] == []
