"""A plan that changes nothing is shown once; whatever has changed, here or in the cloud, is seen all the same."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from terraform_stacks import buckets, document, driver, small, up, write_environment

from landfast.rehearsal.cloud.store import Store
from landfast.synth import Synthesis
from landfast.terraform.shown import SHOWN, shown

CLOUD = "cloud"


def planned(synthesis: Synthesis, cloud: Path) -> tuple[Mapping[str, Any], int]:
    """The plan of the stack `data`, and when what is kept of it was written."""
    with driver(synthesis, cloud) as (running, _cloud):
        plan = running.plan()["data"].document
    return plan, (synthesis.folder / "data" / SHOWN).stat().st_mtime_ns


def test_what_is_kept_is_what_the_engine_shows(stands: Synthesis, tmp_path: Path) -> None:
    first, written = planned(stands, tmp_path / CLOUD)
    again, kept = planned(stands, tmp_path / CLOUD)
    assert kept == written
    (stands.folder / "data" / SHOWN).unlink()
    anew, _ = planned(stands, tmp_path / CLOUD)
    assert first == again
    assert {**anew, "timestamp": ""} == {**again, "timestamp": ""}
    assert (stands.folder / "data" / SHOWN).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"{", b'{"key": "other", "plan": {}}', b"[]"])
def test_one_that_is_broken_is_shown_again(content: bytes, stands: Synthesis, tmp_path: Path) -> None:
    before, _ = planned(stands, tmp_path / CLOUD)
    (stands.folder / "data" / SHOWN).write_bytes(content)
    after, _ = planned(stands, tmp_path / CLOUD)
    assert after["resource_changes"] == before["resource_changes"]


def test_what_was_changed_or_removed_behind_its_back_is_noticed(stands: Synthesis, tmp_path: Path) -> None:
    planned(stands, tmp_path / CLOUD)
    store = Store(tmp_path / CLOUD / "cloud.sqlite")
    raw, features = (found for found in store.list("google_storage_bucket") if "models" not in found.name)
    store.put(dataclasses.replace(raw, fields={**raw.fields, "uniform_bucket_level_access": False}))
    store.delete(features)
    store.close()
    with driver(stands, tmp_path / CLOUD) as (running, _cloud):
        plan = running.plan()["data"]
    assert (plan.create, plan.update, plan.replace, plan.delete) == (1, 1, 0, 0)
    up(stands, tmp_path / CLOUD)
    plan_again, _ = planned(stands, tmp_path / CLOUD)
    assert {tuple(one["change"]["actions"]) for one in plan_again["resource_changes"]} == {("no-op",)}


def test_a_configuration_that_changes_nothing_that_stands_is_shown_anew(stands: Synthesis, tmp_path: Path) -> None:
    _, written = planned(stands, tmp_path / CLOUD)
    changed = small()
    body = document({"google_storage_bucket": buckets("raw", "features", "models")})
    body["variable"] = {"unused": {"default": "new"}}
    changed["data"] = (("foundation",), body)
    plan, later = planned(write_environment(stands.folder, changed), tmp_path / CLOUD)
    assert later > written
    assert "unused" in plan["variables"]


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"sealed"), lambda path: path.unlink()])
def test_a_plan_that_is_sealed_is_always_shown(spoil: Callable[[Path], Any], tmp_path: Path) -> None:
    asked: list[str] = []

    def show() -> str:
        asked.append("show")
        return json.dumps({"format_version": "1.2"})

    plan = tmp_path / "plan.tfplan"
    plan.touch()
    spoil(plan)
    assert shown(plan, show, "tofu 1.10.0") == shown(plan, show, "tofu 1.10.0")
    assert len(asked) == 2
    assert not (tmp_path / SHOWN).exists()
