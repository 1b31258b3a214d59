"""A resource that a newer landfast declares in another stack: the states change, and nothing that stands does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from terraform_stacks import (
    PROJECT,
    document,
    driver,
    foundation,
    let_through,
    lose_all,
    write_environment,
)

ACCOUNT = {"google_service_account": {"deploy": {"project": PROJECT, "account_id": "deploy"}}}
GRANT = {
    "project": PROJECT,
    "role": "roles/logging.logWriter",
    "member": f"serviceAccount:deploy@{PROJECT}.iam.gserviceaccount.com",
}
TYPES = ("google_project", "google_project_service", "google_service_account", "google_project_iam_member")


def stacks(*, moved: bool) -> dict[str, tuple[tuple[str, ...], dict[str, Any]]]:
    low = foundation()
    low["google_project_service"]["iam"] = {
        **low["google_project_service"]["storage"],
        "service": "iam.googleapis.com",
    }
    waits = {"depends_on": ["google_project_service.iam"]}
    if moved:
        low |= {"google_service_account": {"deploy": {**ACCOUNT["google_service_account"]["deploy"], **waits}}}
    grant = {**GRANT, **({} if moved else {"depends_on": ["google_service_account.deploy"]})}
    left = {"google_project_iam_member": {"deploy": grant}, **({} if moved else ACCOUNT)}
    return {
        "foundation": ((), document(low)),
        "delivery": (("foundation",), document(left, {"said": "once"})),
    }


def addresses(folder: Path, stack: str) -> set[str]:
    state = json.loads((folder / stack / "terraform.tfstate").read_bytes())
    return {f"{each['type']}.{each['name']}" for each in state["resources"]}


@pytest.fixture
def stood(tmp_path: Path) -> Path:
    synthesis = write_environment(tmp_path / "dev", stacks(moved=False))
    with driver(synthesis, tmp_path / "cloud", types=TYPES) as (running, _cloud):
        running.up(let_through, lose_all)
    return tmp_path


def test_it_goes_to_the_other_state_and_nothing_is_made_or_destroyed(stood: Path) -> None:
    before = stood / "before.tfstate"
    shutil.copy(stood / "dev/delivery/terraform.tfstate", before)
    synthesis = write_environment(stood / "dev", stacks(moved=True))
    for interrupted in (False, True):
        if interrupted:
            # As after a kill between the two states: both name it.
            shutil.copy(before, stood / "dev/delivery/terraform.tfstate")
            shutil.copy(before, stood / "dev/delivery/terraform.tfstate.kept")
        with driver(synthesis, stood / "cloud", types=TYPES) as (running, cloud):
            done = running.up(let_through, lose_all)
            accounts = [each.name for each in cloud.resources() if each.type == "google_service_account"]
        assert [(name, one.created, one.deleted) for name, one in done.items()] == [
            ("foundation", 0, 0),
            ("delivery", 0, 0),
        ]
        assert len(accounts) == 1
        assert "google_service_account.deploy" in addresses(stood / "dev", "foundation")
        assert addresses(stood / "dev", "delivery") == {"google_project_iam_member.deploy"}


def test_one_of_the_same_address_that_is_another_thing_is_no_move(stood: Path) -> None:
    changed = stacks(moved=True)
    changed["foundation"][1]["resource"]["google_service_account"]["deploy"]["account_id"] = "another"
    synthesis = write_environment(stood / "dev", changed)
    with driver(synthesis, stood / "cloud", types=TYPES) as (running, _cloud):
        plans = running.plan()
    assert (plans["foundation"].create, plans["delivery"].delete) == (1, 1)
