"""A project of another universe than Google Cloud: the same cloud answers, as that universe would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from wired import Asking, wired

from landfast.rehearsal.doors.wire import Request
from landfast.rehearsal.doors.wire.routing import route
from landfast.rehearsal.doors.wire.services import SERVICES

PROJECT = "s3ns:clinic-dev"
ASKED = f"projects/{PROJECT}"
SERVICES_URL = f"https://serviceusage.s3nsapis.fr/v1/{ASKED}/services"


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Asking]:
    with wired(tmp_path) as found:
        made = Asking(found)
        made.project(PROJECT, "compute", "iam", "storage", "container", "pubsub", "cloudkms")
        yield made


def test_it_answers_at_the_universes_hosts(wire: Asking) -> None:
    found = wire.ask("GET", f"https://cloudresourcemanager.s3nsapis.fr/v3/{ASKED}")
    assert found["projectId"] == PROJECT
    # As it comes over a socket: by the first word of the path, or by the header.
    asked = Request.of("GET", f"/storage.apis-berlin-build0.goog/storage/v1/b?project={PROJECT}", {}, b"")
    assert (asked.host, asked.path) == ("storage.googleapis.com", "storage/v1/b")
    regional = Request.of(
        "GET", "/v1/x", {"host": "u-france-east1-aiplatform.s3nsapis.fr"}, b""
    )  # A region of three words.
    assert regional.host == "u-france-east1-aiplatform.googleapis.com"
    place = f"https://u-france-east1-aiplatform.s3nsapis.fr/v1/{ASKED}/locations/u-france-east1/endpoints"
    reached = route(SERVICES, Request.of("GET", place, {}, b""))
    assert reached is not None
    assert reached.service.short == "aiplatform"


def test_a_method_of_a_project_is_told_from_its_prefix(wire: Asking) -> None:
    url = f"https://cloudresourcemanager.s3nsapis.fr/v3/{ASKED}:testIamPermissions"
    wanted = ["resourcemanager.projects.get"]
    assert wire.ask("POST", url, {"permissions": wanted}) == {"permissions": wanted}
    account = {"accountId": "trainer", "serviceAccount": {"displayName": "trains"}}
    made = wire.ask("POST", f"https://iam.s3nsapis.fr/v1/{ASKED}/serviceAccounts", account)
    assert made["email"] == "trainer@clinic-dev.s3ns.iam.gserviceaccount.com"
    policy = {"bindings": [{"role": "roles/viewer", "members": [f"serviceAccount:{made['email']}"]}]}
    url = f"https://cloudresourcemanager.s3nsapis.fr/v3/{ASKED}:setIamPolicy"
    wire.ask("POST", url, {"policy": policy})
    policy["bindings"][0]["members"] = ["serviceAccount:nobody@clinic-dev.s3ns.iam.gserviceaccount.com"]  # type: ignore[index]
    assert "does not exist" in wire.refused("POST", url, {"policy": policy})["message"]


def test_only_its_own_places_are_there(wire: Asking) -> None:
    compute = f"https://compute.s3nsapis.fr/compute/v1/{ASKED}"
    assert [each["name"] for each in wire.ask("GET", f"{compute}/regions")["items"]] == ["u-france-east1"]
    assert len(wire.ask("GET", f"{compute}/zones")["items"]) == 3
    buckets = f"https://storage.s3nsapis.fr/storage/v1/b?project={PROJECT}"
    assert wire.ask("POST", buckets, {"name": "clinic-a", "location": "u-france-east1"})["location"] == "U-FRANCE-EAST1"
    for place in ("europe-west9", "u-germany-northeast1"):
        refused = wire.refused("POST", buckets, {"name": "clinic-b", "location": place})
        assert f"'{place.upper()}' is not found" in refused["message"]
    # And Google Cloud has not heard of these.
    wire.project("clinic-dev", "storage")
    buckets = "https://storage.googleapis.com/storage/v1/b?project=clinic-dev"
    wire.refused("POST", buckets, {"name": "clinic-c", "location": "u-france-east1"})


def test_what_it_does_not_have_can_not_be_enabled(wire: Asking) -> None:
    lacking = wire.refused("POST", f"{SERVICES_URL}/cloudbuild.googleapis.com:enable", {}, 403)
    assert "permission denied for service(s): cloudbuild.googleapis.com" in lacking["message"]
    wire.refused("GET", f"{SERVICES_URL}/cloudbuild.googleapis.com", None, 403)
    # Of what is not known it has what its operator says.
    assert wire.ask("GET", f"{SERVICES_URL}/aiplatform.googleapis.com")["state"] == "DISABLED"
    wire.ask("POST", f"{SERVICES_URL}/aiplatform.googleapis.com:enable", {})


def test_its_agents_come_when_they_are_needed(wire: Asking) -> None:
    """At Google these two come with their APIs: https://documentation.s3ns.fr/kubernetes-engine/docs/tpc-differences"""
    url = f"https://cloudresourcemanager.s3nsapis.fr/v3/{ASKED}"
    number = wire.ask("GET", url)["name"].rpartition("/")[2]
    agent = f"serviceAccount:service-{number}@container-engine-robot.s3ns-system.iam.gserviceaccount.com"
    policy = {"bindings": [{"role": "roles/container.serviceAgent", "members": [agent]}]}
    assert "does not exist" in wire.refused("POST", f"{url}:setIamPolicy", {"policy": policy})["message"]
