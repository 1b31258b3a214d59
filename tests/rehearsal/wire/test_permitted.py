"""Lists, and what is done by a verb of its own, are judged by who asks, as Google's reference says of each method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from wired import MANAGER, PROJECT, Asking, CheckedWire, wired

from landfast.gcp.method_permissions import permissions_of_method
from landfast.rehearsal.cloud.documents import document
from landfast.rehearsal.cloud.iam import Grants, RoleGrant
from landfast.rehearsal.doors.wire.permitted import is_judged_by_method
from landfast.rehearsal.doors.wire.services import SERVICES

CI = "serviceAccount:ci@acme-ci.iam.gserviceaccount.com"
ORGANIZATION = "organizations/123456789012"
RING = f"projects/{PROJECT}/locations/europe-west4/keyRings/keys"
KMS = f"https://cloudkms.googleapis.com/v1/{RING}"
VERTEX = f"https://europe-west4-aiplatform.googleapis.com/v1/projects/{PROJECT}/locations/europe-west4"
COMPUTE = f"https://compute.googleapis.com/compute/v1/projects/{PROJECT}"
USAGE = f"https://serviceusage.googleapis.com/v1/projects/{PROJECT}/services"
BUCKETS = "https://storage.googleapis.com/storage/v1/b"


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[CheckedWire]:
    with wired(tmp_path) as wire:
        own = Asking(wire)
        own.project(PROJECT, "cloudkms", "storage", "aiplatform", "serviceusage", "compute", "iam")
        own.ask("POST", f"{KMS.rpartition('/keyRings')[0]}/keyRings?keyRingId=keys", {})
        own.ask("POST", f"{BUCKETS}?project={PROJECT}", {"name": "acme-raw", "location": "EUROPE-WEST4"})
        yield wire


def ci(wire: CheckedWire) -> Asking:
    return Asking(replace(wire, caller=CI))


def grant(wire: CheckedWire, type_: str, name: str, role: str) -> None:
    Grants(wire.cloud.store).add(type_, name, PROJECT, [RoleGrant(role, CI)])


@pytest.mark.parametrize(
    ("verb", "url", "permission"),
    [
        ("GET", f"{BUCKETS}?project={PROJECT}", "storage.buckets.list"),
        ("GET", f"{BUCKETS}/acme-raw/o", "storage.objects.list"),
        ("GET", f"{BUCKETS}/acme-raw/iam", "storage.buckets.getIamPolicy"),
        ("GET", f"{KMS}/cryptoKeys", "cloudkms.cryptoKeys.list"),
        ("GET", f"{COMPUTE}/aggregated/addresses", "compute.addresses.list"),
        ("GET", f"https://iam.googleapis.com/v1/{ORGANIZATION}/roles", "iam.roles.list"),
        ("GET", f"{MANAGER}/v3/folders?parent={ORGANIZATION}", "resourcemanager.folders.list"),
        ("POST", f"{USAGE}/dns.googleapis.com:enable", "serviceusage.services.enable"),
        ("POST", f"{MANAGER}/v3/projects/{PROJECT}:undelete", "resourcemanager.projects.undelete"),
        ("POST", f"{COMPUTE}/enableXpnHost", "compute.organizations.enableXpnHost"),
        ("POST", f"{VERTEX}/customJobs", "aiplatform.customJobs.create"),
        ("GET", f"{VERTEX}/customJobs", "aiplatform.customJobs.list"),
    ],
)  # fmt: skip
def test_it_takes_what_the_reference_says(wire: CheckedWire, verb: str, url: str, permission: str) -> None:
    body = {} if verb == "POST" else None
    error = ci(wire).refused(verb, url, body, status=403)
    assert f"Permission '{permission}' denied on resource" in error["message"]


def test_it_holds_on_what_is_above(wire: CheckedWire) -> None:
    grant(wire, "google_kms_key_ring", RING, "roles/cloudkms.viewer")
    assert ci(wire).ask("GET", f"{KMS}/cryptoKeys") == {}
    ci(wire).refused("GET", f"{KMS.rpartition('/')[0]}", status=403)
    grant(wire, "google_storage_bucket", "acme-raw", "roles/storage.objectViewer")
    assert "items" not in ci(wire).ask("GET", f"{BUCKETS}/acme-raw/o")
    grant(wire, "google_project", f"projects/{PROJECT}", "roles/storage.admin")
    assert [each["name"] for each in ci(wire).ask("GET", f"{BUCKETS}?project={PROJECT}")["items"]] == ["acme-raw"]
    grant(wire, "google_organization", ORGANIZATION, "roles/iam.roleViewer")
    assert ci(wire).ask("GET", f"https://iam.googleapis.com/v1/{ORGANIZATION}/roles") == {}


def test_anybody_may_look_for_what_is_theirs(wire: CheckedWire) -> None:
    assert ci(wire).ask("GET", f"{MANAGER}/v3/projects:search") is not None
    assert ci(wire).ask("GET", "https://iam.googleapis.com/v1/roles")["roles"]


def test_of_every_method_it_is_known_what_it_needs() -> None:
    """`python -m tools.method_permissions` writes the table; of what is not in it the wire refuses everybody."""
    unknown = [
        f"{service.document} {method.id}"
        for service in SERVICES
        for method in document(service.document).methods.values()
        if is_judged_by_method(service, method) and permissions_of_method(service.document, method.id) is None
    ]
    assert unknown == []
