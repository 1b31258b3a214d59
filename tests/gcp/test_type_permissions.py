"""Every type that a stack makes has its permissions, and there is each of them at Google."""

from __future__ import annotations

from pathlib import Path

import pytest
from synthesized_stacks import CASES, SynthesizedStacks

from landfast.gcp.roles import permissions
from landfast.gcp.tables import table
from landfast.gcp.type_permissions import level_of, needed_permissions, of_the_maker, program_permissions


@pytest.mark.parametrize("case", CASES)
def test_what_the_stacks_make_is_known(tmp_path: Path, case: str) -> None:
    types = {type_ for type_, _name, _body in SynthesizedStacks(case, tmp_path).resources()}
    assert types
    assert [type_ for type_ in types if not (needed_permissions(type_) or {}).get("create")] == []


def test_there_is_each_of_them() -> None:
    named = {
        each for needed in table("type_permissions")["types"].values() for names in needed.values() for each in names
    }
    own = {*program_permissions("project"), *program_permissions("state_bucket")}
    assert (named | own) - permissions() == set()


@pytest.mark.parametrize(
    ("permission", "level"),
    [
        ("billing.budgets.create", "billing_account"),
        ("orgpolicy.policies.create", "parent"),
        ("resourcemanager.folders.create", "parent"),
        ("resourcemanager.projects.create", "parent"),
        ("resourcemanager.projects.createBillingAssignment", "project"),
        ("accesscontextmanager.servicePerimeters.create", "organization"),
        ("compute.networks.create", "project"),
        ("compute.organizations.enableXpnHost", "parent"),
    ],
)
def test_on_what_it_is_needed(permission: str, level: str) -> None:
    assert level_of(permission) == level


def test_whoever_makes_a_project_has_what_is_needed_in_it() -> None:
    """Buckets and datasets by their own policies, since the role of an owner has nothing of what is in them."""
    every = {
        name
        for needed in table("type_permissions")["types"].values()
        for names in needed.values()
        for name in names
        if level_of(name) == "project"
    }
    assert {"storage.buckets.update", "bigquery.tables.create", "compute.networks.create"} < every
    assert every - of_the_maker() == set()


def test_a_type_needs_what_it_is_made_by_and_no_more() -> None:
    assert (needed_permissions("google_bigquery_job") or {})["create"] == ["bigquery.jobs.create"]
    rule = (needed_permissions("google_compute_global_forwarding_rule") or {})["create"]
    assert "compute.globalForwardingRules.pscCreate" in rule
    assert "compute.subnetworks.use" not in rule
    for acting in ("google_cloud_run_v2_service", "google_composer_environment", "google_container_node_pool"):
        assert "iam.serviceAccounts.actAs" in (needed_permissions(acting) or {})["create"]
    assert needed_permissions("google_not_there") is None
