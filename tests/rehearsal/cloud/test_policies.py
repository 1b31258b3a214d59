"""Organization policies of the simulated cloud: where resources may be, and what they must not be."""

from __future__ import annotations

from typing import Any

import pytest
from rehearsal_client import Client, RefusedError, bucket, client

__all__ = ["client"]

TABLE: dict[str, Any] = {"table_id": "t", "deletion_protection": False}


@pytest.mark.parametrize(
    ("rule", "location", "allowed"),
    [
        ({"values": [{"allowed_values": ["in:eu-locations"]}]}, "europe-west4", True),
        ({"values": [{"allowed_values": ["in:eu-locations"]}]}, "EU", True),
        ({"values": [{"allowed_values": ["in:eu-locations"]}]}, "US", False),
        ({"values": [{"allowed_values": ["in:eu-locations"]}]}, "europe-west2", False),
        ({"values": [{"allowed_values": ["in:europe-locations"]}]}, "europe-west2", True),
        ({"values": [{"allowed_values": ["in:europe-west4-locations"]}]}, "europe-west4", True),
        ({"values": [{"allowed_values": ["europe-west4"]}]}, "europe-west1", False),
        ({"values": [{"denied_values": ["is:us-central1"]}]}, "us-central1", False),
        ({"values": [{"denied_values": ["is:us-central1"]}]}, "us-east1", True),
        ({"deny_all": "TRUE"}, "europe-west4", False),
        ({"allow_all": "TRUE"}, "us-east1", True),
    ],
)
def test_resource_locations(client: Client, rule: dict[str, Any], location: str, allowed: bool) -> None:
    client.project()
    client.policy("gcp.resourceLocations", **rule)
    if allowed:
        assert bucket(client, location=location)["location"] == location.upper()
    else:
        words = f"Error 412: '{location.lower()}' violates constraint 'constraints/gcp.resourceLocations'"
        with pytest.raises(RefusedError, match=words):
            bucket(client, location=location)


def test_policies_of_the_folder_reach_the_project(client: Client) -> None:
    folder = client.create("google_folder", display_name="folder", parent="organizations/1", deletion_protection=False)
    client.project("pubsub", org_id=None, folder_id=folder["folder_id"])
    rule = {"values": [{"allowed_values": ["europe-west4"]}]}
    name = f"{folder['name']}/policies/gcp.resourceLocations"
    client.create("google_org_policy_policy", name=name, parent=folder["name"], spec=[{"rules": [rule]}])
    topic = {"name": "events", "message_storage_policy": [{"allowed_persistence_regions": ["us-east1"]}]}
    with pytest.raises(RefusedError, match="'us-east1' violates constraint"):
        client.create("google_pubsub_topic", **topic)
    # A policy of the project's own takes the place of the folder's, unless it inherits.
    client.policy("gcp.resourceLocations", values=[{"allowed_values": ["in:us-locations"]}])
    assert client.create("google_pubsub_topic", **topic)


@pytest.mark.parametrize(
    ("replication", "place"),
    [
        ({"auto": [{}]}, "global"),
        ({"user_managed": [{"replicas": [{"location": "europe-west4"}, {"location": "us-east1"}]}]}, "us-east1"),
        ({"user_managed": [{"replicas": [{"location": "europe-west4"}]}]}, ""),
    ],
)
def test_copies_of_a_secret_are_places_of_it(client: Client, replication: dict[str, Any], place: str) -> None:
    client.project("secretmanager")
    client.policy("gcp.resourceLocations", values=[{"allowed_values": ["in:eu-locations"]}])
    secret = {"secret_id": "s", "replication": [replication]}
    if place:
        with pytest.raises(RefusedError, match=f"'{place}' violates constraint"):
            client.create("google_secret_manager_secret", **secret)
    else:
        assert client.create("google_secret_manager_secret", **secret)


MACHINE: dict[str, Any] = {
    "name": "vm",
    "machine_type": "e2-small",
    "zone": "europe-west4-a",
    "boot_disk": [{}],
    "network_interface": [{"network": "default"}],
}
CONSTRAINTS = [
    (
        "storage.uniformBucketLevelAccess",
        {"enforce": "TRUE"},
        "google_storage_bucket",
        {"name": "b-1", "location": "EU"},
    ),
    (
        "gcp.restrictNonCmekServices",
        {"values": [{"denied_values": ["storage.googleapis.com"]}]},
        "google_storage_bucket",
        {"name": "b-1", "location": "EU"},
    ),
    (
        "iam.disableServiceAccountKeyCreation",
        {"enforce": "TRUE"},
        "google_service_account_key",
        {"service_account_id": "projects/clinic-dev/serviceAccounts/runner@clinic-dev.iam.gserviceaccount.com"},
    ),
    (
        "compute.vmExternalIpAccess",
        {"deny_all": "TRUE"},
        "google_compute_instance",
        {**MACHINE, "network_interface": [{"network": "default", "access_config": [{}]}]},
    ),
    # Without a word of it a machine has no secure boot.
    *(
        ("compute.requireShieldedVm", {"enforce": "TRUE"}, "google_compute_instance", MACHINE | shield)
        for shield in ({}, {"shielded_instance_config": [{"enable_secure_boot": False, "enable_vtpm": True}]})
    ),
    (
        "compute.requireShieldedVm",
        {"enforce": "TRUE"},
        "google_workbench_instance",
        {"name": "w", "location": "europe-west4-a", "gce_setup": [{"machine_type": "e2-standard-4"}]},
    ),
    (
        "storage.publicAccessPrevention",
        {"enforce": "TRUE"},
        "google_storage_bucket_iam_member",
        {"bucket": "clinic-raw", "role": "roles/storage.objectViewer", "member": "allUsers"},
    ),
]


@pytest.mark.parametrize(("constraint", "rule", "type_", "values"), CONSTRAINTS)
def test_constraints(client: Client, constraint: str, rule: dict[str, Any], type_: str, values: dict[str, Any]) -> None:
    client.project("iam", "compute", "notebooks")
    client.create("google_service_account", account_id="runner")
    bucket(client)
    client.policy(constraint, **rule)
    with pytest.raises(RefusedError, match=f"Error 412: .* violates constraint 'constraints/{constraint}'"):
        client.create(type_, **values)


def test_a_shielded_machine_is_let_through(client: Client) -> None:
    client.project("compute")
    client.policy("compute.requireShieldedVm", enforce="TRUE")
    whole = {"enable_secure_boot": True, "enable_vtpm": True, "enable_integrity_monitoring": True}
    assert client.create("google_compute_instance", **MACHINE, shielded_instance_config=[whole])


def test_a_zone_is_one_of_its_region(client: Client) -> None:
    client.project("compute")
    with pytest.raises(RefusedError, match=r"Error 400: .* 'zone': 'europe-west1-a'\. Unknown zone"):
        client.create("google_compute_instance", **MACHINE | {"zone": "europe-west1-a"})


@pytest.mark.parametrize("role", ["roles/aiplatform.users", "roles/storage.objectuser"])
def test_a_role_is_one_that_google_has(client: Client, role: str) -> None:
    client.project("iam")
    client.create("google_service_account", account_id="runner")
    member = "serviceAccount:runner@clinic-dev.iam.gserviceaccount.com"
    with pytest.raises(RefusedError, match=f"Error 400: Role {role} is not supported for this resource"):
        client.create("google_project_iam_member", project="clinic-dev", role=role, member=member)
    client.create("google_project_iam_custom_role", role_id="mine", title="t", permissions=["storage.buckets.get"])
    own = "projects/clinic-dev/roles/mine"
    assert client.create("google_project_iam_member", project="clinic-dev", role=own, member=member)
