"""What Google's servers name is found again by what it says, adopted once, and never taken for another."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from repository import ROOT
from server_named import SERVED, dashboards, environment, resources
from terraform_stacks import document, driver, foundation, let_through, lose_all, up, write_environment

from landfast.provider.facts import facts
from landfast.provider.recognition import recognised
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.process import STORE
from landfast.terraform import TerraformError
from tools.chaos.standing import names, standing

DASHBOARD = "google_monitoring_dashboard"


def lost(folder: Path, **more: Any) -> Path:
    """Every create is done, and its answer is lost."""
    path = folder / "faults.json"
    kinds = ("google_folder", *resources())
    path.write_text(json.dumps([{"action": "lose-response", "type": kind, "times": 4, **more} for kind in kinds]))
    return path


def undisturbed(tmp_path: Path) -> Any:
    up(write_environment(tmp_path / "other", environment()), tmp_path / "other-cloud", types=SERVED)
    return standing(tmp_path / "other-cloud")


def until_it_is_through(synthesis: Any, cloud: Path, faults: Path) -> int:
    """How many runs failed before one did not."""
    for failed in range(8):
        try:
            up(synthesis, cloud, faults=faults, types=SERVED)
        except TerraformError as error:
            assert "connection reset" in str(error)  # noqa: PT017
        else:
            return failed
    pytest.fail("no run went through")


def test_each_is_adopted_once(tmp_path: Path) -> None:
    before = undisturbed(tmp_path)
    synthesis = write_environment(tmp_path / "dev", environment())
    assert until_it_is_through(synthesis, tmp_path / "cloud", lost(tmp_path)) >= 2
    assert standing(tmp_path / "cloud") == before
    with driver(synthesis, tmp_path / "cloud", types=SERVED) as (running, _cloud):
        plans = running.plan().values()
        assert not any(plan.create or plan.update or plan.replace or plan.delete for plan in plans)


def test_down_removes_those_whose_answer_was_lost(tmp_path: Path) -> None:
    synthesis = write_environment(tmp_path / "dev", environment())
    for _again in range(2):
        with pytest.raises(TerraformError):
            up(synthesis, tmp_path / "cloud", faults=lost(tmp_path), types=SERVED)
    with driver(synthesis, tmp_path / "cloud", types=SERVED) as (running, _cloud):
        running.down()
    assert names(tmp_path / "cloud") == []


def boards(*titles: str) -> Any:
    base = foundation()
    base["google_project_service"]["monitoring"] = {
        **base["google_project_service"]["storage"], "service": "monitoring.googleapis.com"
    }  # fmt: skip
    return {"foundation": ((), document(base)), "watch": (("foundation",), document({DASHBOARD: dashboards(*titles)}))}


def test_of_two_that_are_called_so_neither_is_taken(tmp_path: Path) -> None:
    synthesis = write_environment(tmp_path / "dev", boards("models", "pipelines"))
    with pytest.raises(TerraformError):
        up(synthesis, tmp_path / "cloud", faults=lost(tmp_path), types=SERVED)
    store = Store(tmp_path / "cloud" / STORE)
    (mine,) = [item for item in store.list(DASHBOARD) if "models" in str(item.fields["dashboard_json"])]
    other = mine.name[:-1] + ("1" if mine.name.endswith("0") else "0")
    store.put(replace(mine, name=other))
    store.close()
    before = standing(tmp_path / "cloud")
    with pytest.raises(TerraformError, match=r"dashboard\.models .*are all called so, and nothing tells which is"):
        up(synthesis, tmp_path / "cloud", types=SERVED)
    assert standing(tmp_path / "cloud") == before


def test_one_that_was_there_before_is_somebody_elses(tmp_path: Path) -> None:
    """Without labels, only its age tells: a folder of the same organization is called as ours would be."""
    synthesis = write_environment(tmp_path / "dev", environment())
    with pytest.raises(TerraformError):
        up(synthesis, tmp_path / "cloud", faults=lost(tmp_path), types=SERVED)
    store = Store(tmp_path / "cloud" / STORE)
    (folder,) = store.list("google_folder")
    store.put(replace(folder, fields={**folder.fields, "create_time": "2020-01-01T00:00:00Z"}))
    store.close()
    with driver(synthesis, tmp_path / "cloud", types=SERVED) as (running, _cloud):
        running.up(let_through, lose_all)
    assert len([name for name in names(tmp_path / "cloud") if name.startswith("google_folder")]) == 2


def test_every_type_of_the_stacks_is_known_again() -> None:
    """A type that Google names and nobody knows again would be made twice."""
    text = (ROOT / "tests/golden/addresses.json").read_text(encoding="utf-8")
    types = {kind for kind in re.findall(r"google_[a-z0-9_]+", text) if facts(kind).known}
    assert len(types) > 50
    unknown = {kind for kind in types if facts(kind).name_from_server and recognised(kind) is None}
    # Asked for again, Google answers with the agent that stands.
    assert unknown <= {"google_workload_identity_service_agent"}
