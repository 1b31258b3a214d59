"""A project that stood before: what is made in it, what is left alone, and what another team is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from repository import ROOT

from landfast.check import PolicyContext, check, load_subjects
from landfast.gcp.asked import asked_for
from landfast.jobs.check import CheckRequest
from landfast.jobs.check import check as judge
from landfast.stacks.spec import Spec, load
from landfast.stacks.spec.ownership import PARTS, Part
from landfast.synth import documents_of_each, load_synthesis, synthesize
from landfast.targets import find

EXAMPLES = ("existing-project", "no-organization")
PLAIN: dict[str, Any] = {"name": "churn", "residency": {"region": "europe-west4"}}
STANDING = {**PLAIN, "google": {"projects": {"dev": "acme-ml-dev"}}, "environments": {"dev": {"budget_eur": 300}}}
# What each part is, in the foundation or on the ticket.
MADE_OF: dict[Part, str] = {
    "services": "google_project_service.aiplatform",
    "policies": "google_org_policy_policy.gcp-resourceLocations",
    "audit": "google_project_iam_audit_config.all-services",
    "logs": "google_logging_project_sink._Default",
    "queries": "google_bigquery_job.default-key",
    "budget": "google_billing_budget.environment",
}
ABOVE = (
    "google_folder", "google_project", "google_logging_folder_settings", "google_org_policy_policy",
    "google_billing_budget", "google_resource_manager_lien", "google_project_service", "google_bigquery_job",
    "google_project_iam_audit_config",
)  # fmt: skip


def addresses(document: dict[str, Any]) -> Iterator[str]:
    """As they are, and a sink by its name."""
    for kind, instances in document.get("resource", {}).items():
        for name, body in instances.items():
            yield f"{kind}.{body['name'] if kind == 'google_logging_project_sink' else name}"


def managing(*parts: Part) -> Spec:
    return Spec.model_validate({**STANDING, "google": {**STANDING["google"], "manages": parts}})


@pytest.fixture(scope="module")
def made() -> dict[tuple[Part, ...], dict[str, Any]]:
    asked: list[tuple[Part, ...]] = [(), PARTS, *((part,) for part in PARTS)]
    documents = documents_of_each([(managing(*parts), "dev", find("google")) for parts in asked])
    return dict(zip(asked, (found["foundation"] for found in documents), strict=True))


def test_nothing_is_made_above_a_project_that_stands_and_nothing_of_it_changed(
    made: dict[tuple[Part, ...], dict[str, Any]],
) -> None:
    foundation = made[()]
    assert not set(foundation["resource"]) & set(ABOVE)
    assert foundation["data"]["google_project"] == {"environment": {"project_id": "acme-ml-dev"}}
    # A sink beside the project's own.
    assert foundation["resource"]["google_logging_project_sink"]["default"]["name"] == "acme-ml-dev-logs"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_changed_once_the_spec_says_so(part: Part, made: dict[tuple[Part, ...], dict[str, Any]]) -> None:
    assert MADE_OF[part] in set(addresses(made[part,]))
    others = {MADE_OF[other] for other in PARTS if other != part}
    assert not others & set(addresses(made[part,]))
    assert MADE_OF[part] in set(addresses(made[PARTS]))


@pytest.mark.parametrize("parts", [(), ("policies",), ("services", "audit", "logs", "queries"), PARTS])
def test_the_ticket_asks_for_the_rest_and_for_nothing_else(parts: tuple[Part, ...], tmp_path: Path) -> None:
    synthesis = synthesize(managing(*parts), "dev", find("google"), tmp_path)
    assert synthesis == load_synthesis(tmp_path)
    if parts == PARTS:
        assert (synthesis.ticket, (tmp_path / "ticket").exists()) == (None, False)
        return
    assert synthesis.ticket is not None
    document = synthesis.ticket.read()
    found, own = set(addresses(document)), set(addresses(synthesis.stacks[0].read()))
    assert {part for part in PARTS if MADE_OF[part] in found} == set(PARTS) - set(parts)
    # No query runs under this policy before BigQuery has a key: it comes with that, whoever gives it.
    encrypted = "google_org_policy_policy.gcp-restrictNonCmekServices"
    assert (encrypted in found) != (encrypted in own)
    assert not found & own
    assert "backend" not in document["terraform"]
    assert document["provider"]["google"] == [{"project": "acme-ml-dev", "region": "europe-west4"}]
    words = (tmp_path / "ticket/TICKET.md").read_text()
    assert all(asked_for(kind) for kind in document.get("resource", {}))
    assert ("terraform apply -var stands=true" in words) == ("${var.stands" in json.dumps(document))
    assert ("`gcp.resourceLocations`" in words) == ("policies" not in parts)


def test_a_ticket_goes_with_what_it_asked_for(tmp_path: Path) -> None:
    assert synthesize(Spec.model_validate(STANDING), "dev", find("google"), tmp_path).ticket_file is not None
    own = Spec.model_validate(
        {**PLAIN, "google": {"organization": "123456789012", "billing_account": "0A0A0A-0A0A0A-0A0A0A"}}
    )
    assert synthesize(own, "dev", find("google"), tmp_path).ticket_file is None
    assert not list((tmp_path / "ticket").iterdir())


def test_a_protected_project_of_others_gets_its_lien_from_them(tmp_path: Path) -> None:
    spec = Spec.model_validate({**STANDING, "environments": {"dev": {"protected": True}}})
    synthesis = synthesize(spec, "dev", find("google"), tmp_path)
    assert synthesis.ticket is not None
    assert "google_resource_manager_lien" in synthesis.ticket.read()["resource"]
    assert "google_resource_manager_lien" not in synthesis.stacks[0].read()["resource"]


def test_what_others_guard_is_a_finding_until_somebody_says_that_it_stands(tmp_path: Path) -> None:
    """From the spec and from the folder of its synthesis, the same."""
    synthesize(Spec.model_validate(STANDING), "dev", find("google"), tmp_path)
    report = check(load_subjects(tmp_path), PolicyContext("eu"))
    found = {finding.address: finding for finding in report.findings if finding.rule.id == "LF-OTH-001"}
    assert all(finding.unknown and finding.document == "dev/ticket" for finding in found.values())
    assert {"google_org_policy_policy.gcp-resourceLocations", "google_logging_project_sink.default"} <= set(found)
    spec = tmp_path / "landfast.yaml"
    spec.write_text(json.dumps(STANDING))
    again = judge(CheckRequest(spec=spec))
    assert {finding.address for finding in again.report.findings if finding.rule.id == "LF-OTH-001"} == set(found)
    # Nobody can tell: not judged, and no pass.
    assert again.exit_code == 2


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_policies_find_nothing_in_the_example(name: str) -> None:
    result = judge(CheckRequest(spec=ROOT / "examples" / name / "landfast.yaml"))
    assert (result.exit_code, result.report.findings) == (0, ())
    assert {finding.rule.id for finding in result.report.waived} == {"LF-OTH-001"}


def test_names_are_made_of_the_id_that_stands() -> None:
    names = load(ROOT / "examples/existing-project/landfast.yaml").names("dev")
    assert (names.project_id, names.bucket("raw")) == ("acme-ml-dev", "acme-ml-dev-raw")
    assert names.service_account_email("pipelines") == "churn-pipelines@acme-ml-dev.iam.gserviceaccount.com"
    assert names.state_bucket == "churn-tfstate"
