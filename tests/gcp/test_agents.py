"""Addresses and roles of Google's service agents."""

from __future__ import annotations

import pytest

from landfast.gcp.agents import agent_email, agent_role, default_account, made_with_api, other_agents
from landfast.gcp.roles import predefined_roles


@pytest.mark.parametrize(
    ("api", "email"),
    [
        ("aiplatform.googleapis.com", "service-12@gcp-sa-aiplatform.iam.gserviceaccount.com"),
        ("bigquery.googleapis.com", "bq-12@bigquery-encryption.iam.gserviceaccount.com"),
        ("no-such.googleapis.com", None),
    ],
)
def test_address(api: str, email: str | None) -> None:
    assert agent_email(api, "12") == email


def test_a_project_number_that_is_known_later_stands_in_the_address_as_it_is() -> None:
    assert agent_email("run.googleapis.com", "${a.b[0]}") == (
        "service-${a.b[0]}@serverless-robot-prod.iam.gserviceaccount.com"
    )


def test_what_an_api_makes_when_it_is_enabled() -> None:
    assert made_with_api("compute.googleapis.com")
    assert not made_with_api("run.googleapis.com")
    assert default_account("compute.googleapis.com", "12") == "12-compute@developer.gserviceaccount.com"
    assert default_account("run.googleapis.com", "12") is None


def test_an_api_has_other_agents_that_have_roles() -> None:
    others = {each.name: each for each in other_agents("aiplatform.googleapis.com", "12")}
    assert others["aiplatform-cc"].email == "service-12@gcp-sa-aiplatform-cc.iam.gserviceaccount.com"
    assert others["vertex-op"].role == "roles/aiplatform.onlinePredictionServiceAgent"
    assert {each.role for each in others.values()} <= predefined_roles()
    assert other_agents("pubsub.googleapis.com", "12") == ()


def test_roles_of_agents_are_roles_that_google_has() -> None:
    assert agent_role("secretmanager.googleapis.com") is None
    assert agent_role("sqladmin.googleapis.com") in predefined_roles()
