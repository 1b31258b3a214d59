"""Asset Inventory by Google's generic client: what stands in a project or above it, in pages, searched, exported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from wired import PROJECT, REGION, ServedWire, generic, refused, served

ORGANIZATION = "organizations/123456789012"
SCOPE = f"projects/{PROJECT}"
BUCKET = "//storage.googleapis.com/clinic-raw"
TOPIC = f"//pubsub.googleapis.com/{SCOPE}/topics/visits"


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWire]:
    with served(tmp_path_factory.mktemp("assets"), "storage", "pubsub", "iam", "cloudkms") as wire:
        asking = wire.asking
        asking.ask(
            "POST",
            f"https://storage.googleapis.com/storage/v1/b?project={PROJECT}",
            {"name": "clinic-raw", "location": "US", "labels": {"purpose": "care"}},
        )
        grant = {"bindings": [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]}
        asking.ask("PUT", "https://storage.googleapis.com/storage/v1/b/clinic-raw/iam", grant)
        asking.ask("PUT", f"https://pubsub.googleapis.com/v1/{SCOPE}/topics/visits", {})
        ring = f"https://cloudkms.googleapis.com/v1/{SCOPE}/locations/{REGION}/keyRings?keyRingId=keys"
        asking.ask("POST", ring, {})
        asking.ask("POST", f"https://iam.googleapis.com/v1/{SCOPE}/serviceAccounts", {"accountId": "trainer"})
        yield wire


@pytest.fixture(scope="module")
def client(wire: ServedWire) -> Any:
    return generic(wire, "cloudasset", "v1")


def names(client: Any, scope: str, **more: Any) -> list[str]:
    """Of all pages."""
    found, token = list[str](), ""
    while True:
        page = client.assets().list(parent=scope, pageSize=2, pageToken=token, **more).execute()
        found += [asset["name"] for asset in page.get("assets", ())]
        token = page.get("nextPageToken", "")
        if not token:
            return found


@pytest.mark.parametrize("scope", [SCOPE, ORGANIZATION])
def test_everything_of_a_scope_is_listed_once_over_its_pages(client: Any, scope: str) -> None:
    found = names(client, scope)
    assert len(found) == len(set(found))
    assert {BUCKET, TOPIC} < set(found)
    assert sum("/serviceAccounts/" in name and name.rsplit("/", 1)[-1].isdigit() for name in found) == 1


def test_an_asset_says_what_its_api_says_and_where_it_is(client: Any) -> None:
    types = ["storage.googleapis.com/Bucket"]
    answer = client.assets().list(parent=SCOPE, contentType="RESOURCE", assetTypes=types).execute()
    (asset,) = answer["assets"]
    assert asset["resource"]["data"]["iamConfiguration"]["uniformBucketLevelAccess"] == {"enabled": False}
    assert asset["resource"]["location"] == "us"
    assert asset["ancestors"][-1] == ORGANIZATION
    assert asset["resource"]["parent"].endswith(asset["ancestors"][0])


def test_policies_are_listed_where_there_are_any(client: Any) -> None:
    answer = client.assets().list(parent=SCOPE, contentType="IAM_POLICY").execute()
    policies = {asset["name"]: asset["iamPolicy"] for asset in answer["assets"]}
    assert policies[BUCKET]["bindings"][0]["members"] == ["allUsers"]
    assert TOPIC not in policies


def test_resources_and_policies_are_searched(client: Any) -> None:
    found = client.v1().searchAllResources(scope=SCOPE, assetTypes=["storage.googleapis.com.*"]).execute()
    assert [(one["name"], one["location"], one["labels"]) for one in found["results"]] == [
        (BUCKET, "us", {"purpose": "care"})
    ]
    held = client.v1().searchAllIamPolicies(scope=ORGANIZATION).execute()["results"]
    assert BUCKET in [one["resource"] for one in held]


def test_an_export_is_a_line_an_asset_in_a_bucket_and_its_operation_is_done(wire: ServedWire, client: Any) -> None:
    into = {"gcsDestination": {"uri": "gs://clinic-raw/assets.json"}}
    done = client.v1().exportAssets(parent=SCOPE, body={"contentType": "RESOURCE", "outputConfig": into}).execute()
    assert client.operations().get(name=done["name"]).execute()["response"]["outputConfig"] == into
    url = f"{wire.endpoint('storage')}/storage/v1/b/clinic-raw/o/assets.json?alt=media"
    lines = [json.loads(line) for line in wire.session().get(url).text.splitlines()]
    assert {line["name"] for line in lines} == set(names(client, SCOPE))
    assert {line["resource"]["discovery_name"] for line in lines if line["name"] == TOPIC} == {"Topic"}


def test_what_is_not_kept_is_not_made_up(client: Any) -> None:
    refused(client.assets().list(parent="projects/nobody-here"), 404)
    refused(client.assets().list(parent=SCOPE, contentType="OS_INVENTORY"), 501)
    refused(client.v1().searchAllResources(scope=SCOPE, query="name:raw"), 501)
