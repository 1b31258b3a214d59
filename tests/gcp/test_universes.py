"""Universes beside Google Cloud: what names and addresses are there, and what is known of what they have."""

from __future__ import annotations

import pytest

from landfast.gcp.agents import agent_email, default_account, other_agents
from landfast.gcp.regions import catalogue, of_google, sovereign
from landfast.gcp.tables import table
from landfast.gcp.universes import (
    PUBLIC,
    is_project_id,
    project_in,
    project_of_pool,
    regions_of,
    served,
    universe_of,
    universe_with,
    universes,
)

S3NS, BERLIN = universes()["s3nsapis.fr"], universes()["apis-berlin-build0.goog"]


def test_each_has_its_own_regions_and_no_other_has_them() -> None:
    regions = [region for universe in universes().values() for region in universe.regions]
    assert sorted(regions) == sorted(sovereign())
    assert all(catalogue()[region].status == "EU" and len(catalogue()[region].zones) == 3 for region in regions)
    assert not set(regions) & set(of_google())
    assert universe_with("u-france-east1") == S3NS
    assert universe_with("europe-west4") == PUBLIC
    assert set(regions_of("s3ns:churn-dev")) == {"u-france-east1"}
    assert "u-france-east1" not in regions_of("churn-dev")


@pytest.mark.parametrize(
    ("url", "there"),
    [
        ("https://storage.googleapis.com/storage/v1/b", "https://storage.s3nsapis.fr/storage/v1/b"),
        (
            "https://u-france-east1-aiplatform.googleapis.com/v1/x",
            "https://u-france-east1-aiplatform.s3nsapis.fr/v1/x",
        ),
        ("https://www.googleapis.com/compute/v1/projects/p", "https://compute.s3nsapis.fr/compute/v1/projects/p"),
        ("https://example.com/googleapis.com", "https://example.com/googleapis.com"),
    ],
)
def test_urls_lead_to_its_own_domain(url: str, there: str) -> None:
    assert S3NS.url(url) == there
    assert PUBLIC.url(url) == url


def test_what_answers_there_is_known_by_the_name_that_it_has_at_google() -> None:
    assert served("storage.s3nsapis.fr") == "storage.googleapis.com"
    assert served("eu0.apis-berlin-build0.goog.example") == "eu0.apis-berlin-build0.goog.example"


def test_accounts_and_projects_bear_its_prefix() -> None:
    assert S3NS.project_id("churn-dev") == "s3ns:churn-dev"
    assert universe_of("s3ns:churn-dev") == S3NS == universe_of("projects/s3ns:churn-dev")
    assert universe_of("example.com:churn") == PUBLIC == universe_of("churn-dev")
    assert is_project_id("eu0:churn-dev")
    assert not is_project_id("eu1:churn-dev")
    assert not is_project_id("eu0:Churn")
    email = S3NS.account_email("churn-training", "s3ns:churn-dev")
    assert email == "churn-training@churn-dev.s3ns.iam.gserviceaccount.com"
    assert project_in(email) == "s3ns:churn-dev"
    assert project_in("a@churn-dev.iam.gserviceaccount.com") == "churn-dev"
    # Of an agent, and of a universe that nobody has heard of.
    assert project_in("service-1@gcp-sa-pubsub.s3ns-system.iam.gserviceaccount.com") == ""
    assert project_in("a@churn-dev.eu9.iam.gserviceaccount.com") == ""
    assert S3NS.pool("s3ns:churn-dev") == "churn-dev.s3ns.svc.id.goog"
    assert project_of_pool("churn-dev.s3ns.svc.id.goog") == "s3ns:churn-dev"
    assert project_of_pool("churn-dev.svc.id.goog") == "churn-dev"
    assert S3NS.in_path("s3ns:churn-dev") == "s3ns/churn-dev"


def test_agents_are_in_the_domain_of_the_system() -> None:
    agent = agent_email("container.googleapis.com", "12345", BERLIN)
    assert agent == "service-12345@container-engine-robot.eu0-system.iam.gserviceaccount.com"
    assert other_agents("container.googleapis.com", "12345", BERLIN)[0].email.endswith(
        ".eu0-system.iam.gserviceaccount.com"
    )
    compute = default_account("compute.googleapis.com", "12345", BERLIN)
    assert compute == "12345-compute@developer.eu0-system.iam.gserviceaccount.com"
    assert default_account("compute.googleapis.com", "12345") == "12345-compute@developer.gserviceaccount.com"


def test_what_nobody_says_is_there_is_not_known() -> None:
    assert [S3NS.offer(each) for each in ("bigquery", "cloudbuild", "aiplatform")] == ["offered", "lacking", "unknown"]
    assert PUBLIC.offer("aiplatform") == "offered"
    assert not PUBLIC.lacks("cloudbuild")
    said = table("universes")
    assert not set(said["offers"]) & said["lacks"].keys()
    assert all(entry["what"] and entry["page"] for entry in said["lacks"].values())
    with pytest.raises(KeyError):
        S3NS.lacks("what no universe is known to lack")
