"""A small environment that can be removed: its own project with a key, and what stands above it, and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from terraform_stacks import PROJECT, REGION, TYPES, buckets, document, driver, foundation

from landfast.core.progress import Reporter, silent
from landfast.google.api import GoogleApi
from landfast.google.ending import GoogleEnding
from landfast.google.leftovers import GoogleLeftovers
from landfast.jobs.down_steps import Removal
from landfast.jobs.removing import removal_of, remove
from landfast.rehearsal import RehearsalCloud
from landfast.synth import Synthesis
from landfast.targets import Session
from landfast.targets.workspace import Workspace
from landfast.terraform import Driver
from landfast.terraform.access import CloudAccess

MANAGER = "https://cloudresourcemanager.googleapis.com/v3"
KMS = f"https://cloudkms.googleapis.com/v1/projects/{PROJECT}/locations/{REGION}/keyRings/ring"
KINDS = (*TYPES, "google_folder", "google_billing_budget", "google_storage_bucket_iam_member")
ABOVE = {"google_folder", "google_billing_budget"}


def above() -> dict[str, Any]:
    """A protected folder and a budget, which are in no project, and the project with keys."""
    found = foundation()
    project = found["google_project"]["main"]
    del project["org_id"]
    project["folder_id"] = "${google_folder.own.name}"
    common = {"project": PROJECT, "disable_on_destroy": True, "depends_on": ["google_project.main"]}
    for name in ("cloudkms", "billingbudgets"):
        found["google_project_service"][name] = {"service": f"{name}.googleapis.com", **common}
    ring = {"name": "ring", "location": REGION, "project": PROJECT, "depends_on": ["google_project_service.cloudkms"]}
    key = {"name": "key", "key_ring": "${google_kms_key_ring.ring.id}", "deletion_policy": "ABANDON"}
    budget = {
        "billing_account": "000000-000000-000000",
        "amount": {"specified_amount": {"currency_code": "EUR", "units": "300"}},
        "budget_filter": {"projects": ["projects/${google_project.main.number}"]},
        "threshold_rules": [{"threshold_percent": 0.5}],
    }
    return found | {
        "google_folder": {
            "own": {"display_name": PROJECT, "parent": "organizations/123456789012", "deletion_protection": False}
        },
        "google_kms_key_ring": {"ring": ring},
        "google_kms_crypto_key": {"key": key},
        "google_billing_budget": {"own": budget},
    }


def stacks(**folder: Any) -> dict[str, tuple[tuple[str, ...], dict[str, Any]]]:
    first = above()
    first["google_folder"]["own"] |= folder
    grant = {"bucket": f"{PROJECT}-raw", "role": "roles/storage.objectViewer", "member": "user:a@b.example"}
    data = {
        "google_storage_bucket": buckets("raw"),
        "google_storage_bucket_iam_member": {"reader": {**grant, "depends_on": ["google_storage_bucket.raw"]}},
    }
    return {"foundation": ((), document(first)), "data": (("foundation",), document(data))}


def opened(home: Path) -> Workspace:
    spec = home / "landfast.yaml"
    spec.write_text(f"name: clinic\nresidency: {{region: {REGION}}}\n")
    return Workspace.open(spec, "dev")


@contextmanager
def running(workspace: Workspace, synthesis: Synthesis) -> Iterator[tuple[Driver, RehearsalCloud, Session]]:
    with driver(synthesis, workspace.home / "cloud", types=KINDS) as (run, cloud):
        api = GoogleApi(cloud.wire, poll_seconds=0.01)
        access = CloudAccess({}, leftovers=GoogleLeftovers(api), ending=GoogleEnding(api))
        yield run, cloud, Session(access, lambda project: len(cloud.resources(project)))


def removed(
    workspace: Workspace,
    run: Driver,
    session: Session,
    report: Reporter = silent,
    agreed: frozenset[str] = frozenset(),
    *,
    lost: bool = False,
) -> Removal | None:
    return remove(lambda: removal_of(workspace, run, session, report, agreed, lost=lost))


def ask(cloud: RehearsalCloud, method: str, url: str, **content: Any) -> dict[str, Any]:
    answer = cloud.wire.request(method, url, json=content or None)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def is_above(cloud: RehearsalCloud) -> set[str]:
    return {item.type for item in cloud.resources() if item.type in ABOVE}
