"""Who asks may do what is granted on a resource and above it; policies hold below; quotas and offers are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from wired import MANAGER, PROJECT, Asking, CheckedWire, wired

from landfast.rehearsal.cloud.store import GIVEN_ACCOUNT, StoredResource
from landfast.rehearsal.cloud.unmanaged import QUOTA

ORGANIZATION, ACCOUNT = "organizations/123456789012", "billingAccounts/0A0A0A-0B0B0B-0C0C0C"
CI = "serviceAccount:ci@acme-ci.iam.gserviceaccount.com"
ANA = "user:ana@acme.example"
CREATE, GET = "storage.buckets.create", "storage.buckets.get"
POLICY = "https://orgpolicy.googleapis.com/v2"
BUCKETS = "https://storage.googleapis.com/storage/v1/b"


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[CheckedWire]:
    with wired(tmp_path) as wire:
        wire.cloud.store.give(ORGANIZATION)
        wire.cloud.store.give("folders/7", ORGANIZATION)
        wire.cloud.store.give(ACCOUNT, ORGANIZATION)
        Asking(wire).ask("POST", f"{MANAGER}/v3/projects", {"projectId": PROJECT, "parent": "folders/7"})
        yield wire


def as_(wire: CheckedWire, member: str) -> Asking:
    return Asking(replace(wire, caller=member))


def grant(wire: CheckedWire, node: str, role: str, member: str = CI, **more: Any) -> None:
    policy = {"bindings": [{"role": role, "members": [member], **more}], "version": 3}
    api = "cloudbilling.googleapis.com/v1" if node.startswith("billing") else "cloudresourcemanager.googleapis.com/v3"
    Asking(wire).ask("POST", f"https://{api}/{node}:setIamPolicy", {"policy": policy})


def held(asking: Asking, node: str, *wanted: str) -> list[str]:
    url = f"{MANAGER}/v3/{node}:testIamPermissions"
    found: list[str] = asking.ask("POST", url, {"permissions": list(wanted)}).get("permissions", [])
    return found


def test_somebody_who_is_granted_nothing_may_nothing(wire: CheckedWire) -> None:
    assert held(as_(wire, CI), ORGANIZATION, CREATE, "resourcemanager.organizations.get") == []
    error = as_(wire, CI).refused("GET", f"{MANAGER}/v3/projects/{PROJECT}", status=403)
    assert "resourcemanager.projects.get" in error["message"]
    assert held(Asking(wire), f"projects/{PROJECT}", CREATE, GET) == [CREATE, GET]


@pytest.mark.parametrize("node", [f"projects/{PROJECT}", "folders/7", ORGANIZATION])
def test_a_role_holds_on_all_that_is_below(wire: CheckedWire, node: str) -> None:
    grant(wire, node, "roles/compute.networkAdmin")
    wanted = ("compute.networks.create", "compute.instances.create", "resourcemanager.projects.get")
    found = held(as_(wire, CI), node, *wanted)
    assert found == ["compute.networks.create", "resourcemanager.projects.get"]
    if node != f"projects/{PROJECT}":
        assert held(as_(wire, CI), f"projects/{PROJECT}", *wanted) == found


def test_what_is_granted_below_does_not_hold_above(wire: CheckedWire) -> None:
    grant(wire, f"projects/{PROJECT}", "roles/owner")
    assert held(as_(wire, CI), "folders/7", CREATE) == []


@pytest.mark.parametrize(
    ("member", "caller", "may"),
    [
        (CI, "serviceAccount:CI@acme-ci.iam.gserviceaccount.com", True),
        ("domain:acme.example", ANA, True),
        ("domain:acme.example", "user:ana@other.example", False),
        ("group:all@acme.example", ANA, False),
    ],
)
def test_whom_a_member_means(wire: CheckedWire, member: str, caller: str, may: bool) -> None:
    grant(wire, "folders/7", "roles/viewer", member)
    assert (held(as_(wire, caller), "folders/7", "compute.networks.get") != []) is may


def test_a_condition_that_nobody_judges_grants_nothing(wire: CheckedWire) -> None:
    until = {"title": "until", "expression": 'request.time < timestamp("2030-01-01T00:00:00Z")'}
    grant(wire, "folders/7", "roles/storage.admin", condition=until)
    assert held(as_(wire, CI), "folders/7", CREATE) == []


def test_a_role_of_ones_own_holds_what_it_says(wire: CheckedWire) -> None:
    body = {
        "roleId": "makers",
        "role": {"title": "Makers", "includedPermissions": ["resourcemanager.projects.get", CREATE]},
    }
    Asking(wire).project("acme-ci", "iam", "storage")
    Asking(wire).ask("POST", "https://iam.googleapis.com/v1/projects/acme-ci/roles", body)
    grant(wire, "projects/acme-ci", "projects/acme-ci/roles/makers", ANA)
    assert held(as_(wire, ANA), "projects/acme-ci", CREATE, GET) == [CREATE]


def test_an_owner_has_what_is_in_buckets_by_the_buckets_alone(wire: CheckedWire) -> None:
    Asking(wire).ask("POST", f"{BUCKETS}?project={PROJECT}", {"name": "acme-raw", "location": "EUROPE-WEST4"})
    grant(wire, f"projects/{PROJECT}", "roles/owner")
    assert held(as_(wire, CI), f"projects/{PROJECT}", CREATE, GET) == [CREATE]
    url = f"{BUCKETS}/acme-raw/iam/testPermissions?permissions={GET}&permissions=storage.objects.list"
    assert as_(wire, CI).ask("GET", url)["permissions"] == [GET, "storage.objects.list"]


def test_what_stands_is_shown_to_whom_it_is_granted(wire: CheckedWire) -> None:
    Asking(wire).ask("POST", f"{BUCKETS}?project={PROJECT}", {"name": "acme-raw", "location": "EUROPE-WEST4"})
    error = as_(wire, CI).refused("GET", f"{BUCKETS}/acme-raw", status=403)
    assert GET in error["message"]
    as_(wire, CI).refused("GET", f"{BUCKETS}/acme-nothing", status=404)
    policy = f"{POLICY}/folders/7/policies/gcp.resourceLocations:getEffectivePolicy"
    as_(wire, CI).refused("GET", policy, status=403)
    grant(wire, "folders/7", "roles/storage.admin")
    assert as_(wire, CI).ask("GET", f"{BUCKETS}/acme-raw")["name"] == "acme-raw"
    grant(wire, "folders/7", "roles/orgpolicy.policyViewer")
    assert as_(wire, CI).ask("GET", policy)["spec"]


def test_who_makes_a_project_owns_it(wire: CheckedWire) -> None:
    body = {"projectId": "made-by-ci", "parent": "folders/7"}
    error = as_(wire, CI).refused("POST", f"{MANAGER}/v3/projects", body, status=403)
    assert "resourcemanager.projects.create" in error["message"]
    grant(wire, "folders/7", "roles/resourcemanager.projectCreator")
    as_(wire, CI).ask("POST", f"{MANAGER}/v3/projects", body)
    assert held(as_(wire, CI), "projects/made-by-ci", CREATE, "compute.networks.create") == [
        CREATE,
        "compute.networks.create",
    ]
    assert held(as_(wire, ANA), ORGANIZATION, CREATE) == []


def test_an_organization_and_an_account_are_seen_by_whom_it_is_granted(wire: CheckedWire) -> None:
    places = {
        "roles/resourcemanager.organizationViewer": (ORGANIZATION, f"{MANAGER}/v3/{ORGANIZATION}"),
        "roles/billing.viewer": (ACCOUNT, f"https://cloudbilling.googleapis.com/v1/{ACCOUNT}"),
        "roles/resourcemanager.folderViewer": ("folders/7", f"{MANAGER}/v3/folders/7"),
    }
    for role, (node, url) in places.items():
        as_(wire, CI).refused("GET", url, status=403)
        grant(wire, node, role)
        assert as_(wire, CI).ask("GET", url)["name"] == node
    Asking(wire).refused(
        "GET", "https://cloudbilling.googleapis.com/v1/billingAccounts/0F0F0F-0F0F0F-0F0F0F", status=403
    )


def test_an_account_may_be_closed(wire: CheckedWire) -> None:
    said = {"name": ACCOUNT, "says": {"open": False}}
    wire.cloud.store.put(StoredResource(GIVEN_ACCOUNT, ACCOUNT, "", said))
    assert Asking(wire).ask("GET", f"https://cloudbilling.googleapis.com/v1/{ACCOUNT}")["open"] is False


@pytest.mark.parametrize(
    ("constraint", "rule", "effective"),
    [
        ("gcp.resourceLocations", None, {"allowAll": True}),
        (
            "gcp.resourceLocations",
            {"values": {"allowedValues": ["in:us-locations"]}},
            {"values": {"allowedValues": ["in:us-locations"]}},
        ),
        (
            "gcp.restrictNonCmekServices",
            {"values": {"deniedValues": ["storage.googleapis.com"]}},
            {"values": {"deniedValues": ["storage.googleapis.com"]}},
        ),
        ("compute.vmExternalIpAccess", {"denyAll": True}, {"denyAll": True}),
        ("compute.skipDefaultNetworkCreation", None, {"enforce": False}),
        ("compute.skipDefaultNetworkCreation", {"enforce": True}, {"enforce": True}),
    ],
)
def test_a_policy_holds_below(wire: CheckedWire, constraint: str, rule: Any, effective: Any) -> None:
    if rule:
        body = {"name": f"{ORGANIZATION}/policies/{constraint}", "spec": {"rules": [rule]}}
        Asking(wire).ask("POST", f"{POLICY}/{ORGANIZATION}/policies", body)
    for node in (ORGANIZATION, "folders/7", f"projects/{PROJECT}"):
        found = Asking(wire).ask("GET", f"{POLICY}/{node}/policies/{constraint}:getEffectivePolicy")
        assert found["spec"]["rules"] == [effective]


def test_what_is_counted_is_told_and_what_was_granted_otherwise(wire: CheckedWire) -> None:
    own = {"metric": "compute.googleapis.com/cpus", "limit": 96, "region": "europe-west4"}
    wire.cloud.store.put(StoredResource(QUOTA, "cpus", PROJECT, own))
    url = f"https://serviceusage.googleapis.com/v1beta1/projects/{PROJECT}/services/compute.googleapis.com/consumerQuotaMetrics"
    metrics = {each["metric"]: each for each in Asking(wire).ask("GET", url)["metrics"]}
    (limit,) = metrics["compute.googleapis.com/cpus"]["consumerQuotaLimits"]
    assert [(each["effectiveLimit"], each.get("dimensions")) for each in limit["quotaBuckets"]] == [
        ("24", None), ("96", {"region": "europe-west4"}),
    ]  # fmt: skip
    one = Asking(wire).ask("GET", f"{url}/compute.googleapis.com%2Fcpus?view=FULL")
    assert one == metrics["compute.googleapis.com/cpus"]
    Asking(wire).refused("GET", f"{url}/compute.googleapis.com%2Fgalaxies", status=404)
    as_(wire, CI).refused("GET", url, status=403)


def test_who_asks_is_told(wire: CheckedWire) -> None:
    url = "https://www.googleapis.com/oauth2/v2/userinfo"
    assert as_(wire, CI).ask("GET", url)["email"] == CI.partition(":")[2]
    assert Asking(wire).ask("GET", url)["email"] == "owner@rehearsal.example"


def test_composer_lists_what_its_alias_leads_to(wire: CheckedWire) -> None:
    Asking(wire).project("acme-ci", "composer")
    url = "https://composer.googleapis.com/v1/projects/acme-ci/locations/europe-west4/imageVersions"
    (version,) = Asking(wire).ask("GET", url)["imageVersions"]
    assert version["imageVersionId"].startswith("composer-3-airflow-3.")
