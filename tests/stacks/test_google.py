"""The section `google`: whom Terraform acts as, what its calls are counted on, and the end of names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from landfast.stacks.spec import Spec
from landfast.synth import documents_of_each
from landfast.targets import Target, find

GOOGLE = {
    "organization": "123456789012",
    "billing_account": "012345-6789AB-CDEF01",
    "project_suffix": "k7",
    "quota_project": "acme-platform",
    "impersonate": "landfast@acme-platform.iam.gserviceaccount.com",
}


def stacks(target: Target | None = None, **google: str) -> dict[str, Any]:
    content = {"name": "churn", "residency": {"region": "europe-west4"}, "google": google}
    return documents_of_each([(Spec.model_validate(content), "dev", target or find("google"))])[0]


def test_every_stack_acts_as_the_account_and_counts_on_the_project() -> None:
    for name, document in stacks(**GOOGLE).items():
        (provider,) = document["provider"]["google"]
        assert provider["impersonate_service_account"] == GOOGLE["impersonate"], name
        assert (provider["billing_project"], provider["user_project_override"]) == ("acme-platform", True), name
        assert document["terraform"]["backend"]["gcs"]["impersonate_service_account"] == GOOGLE["impersonate"], name


def test_where_something_answers_in_googles_place_terraform_is_given_the_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """HashiCorp's provider and Terraform's backend ask Google alone whether they may act as another."""
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", "ya29.x")
    answered = find("google").at("http://127.0.0.1:1")
    said = "impersonate_service_account"
    monkeypatch.delenv("TF_REATTACH_PROVIDERS", raising=False)
    genuine = stacks(answered, **GOOGLE)["foundation"]
    assert said not in genuine["provider"]["google"][0]
    monkeypatch.setenv("TF_REATTACH_PROVIDERS", "{}")
    stand_in = stacks(answered, **GOOGLE)["foundation"]
    assert stand_in["provider"]["google"][0][said] == GOOGLE["impersonate"]
    for document in (genuine, stand_in):
        assert said not in document["terraform"]["backend"]["gcs"]
    assert said not in json.dumps(stacks(find("rehearsal"), **GOOGLE))


def test_without_them_the_provider_takes_what_the_machine_has() -> None:
    plain = {name: GOOGLE[name] for name in ("organization", "billing_account")}
    for document in stacks(**plain).values():
        assert document["provider"]["google"][0].keys() == {"project", "region"}
        assert document["terraform"]["backend"]["gcs"].keys() == {"bucket", "prefix"}


def test_what_is_unique_in_the_world_ends_with_the_suffix() -> None:
    found = stacks(**GOOGLE)
    assert found["foundation"]["resource"]["google_project"]["environment"]["project_id"] == "churn-dev-k7"
    assert found["foundation"]["terraform"]["backend"]["gcs"]["bucket"] == "churn-tfstate-k7"
    for body in found["data"]["resource"]["google_storage_bucket"].values():
        assert body["name"].startswith("churn-dev-k7-")
