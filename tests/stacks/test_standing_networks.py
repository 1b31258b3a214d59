"""A network that stands: nothing of it is made, all is put into its subnetwork, and what it lacks is asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from repository import ROOT

from landfast.jobs.check import CheckRequest
from landfast.jobs.check import check as judge
from landfast.projects.facts import environment_facts
from landfast.stacks.node import stacks_of
from landfast.stacks.outputs import EnvironmentOutputs
from landfast.stacks.spec import Spec
from landfast.synth import synthesize
from landfast.targets import find

SHARED = {"host_project": "acme-network-dev", "vpc": "acme-shared", "subnetwork": "ml-europe-west4"}
PLAIN: dict[str, Any] = {
    "name": "churn",
    "residency": {"region": "europe-west4"},
    "google": {"projects": {"dev": "acme-ml-dev"}, "impersonate": "landfast@acme-ci.iam.gserviceaccount.com"},
    "network": SHARED,
}
# All that can stand in a network of others.
WHOLE = {
    **PLAIN,
    "platform": {"orchestrators": ["vertex", "airflow"], "cluster": "standard", "endpoints": "private"},
    "network": {**SHARED, "pod_range": "ml-pods", "service_range": "ml-services", "egress_hosts": ["pypi.org"]},
}
HOST = "projects/acme-network-dev"
SUBNETWORK = f"{HOST}/regions/europe-west4/subnetworks/ml-europe-west4"


class TicketOfNetwork:
    """The stacks of a spec, and what is asked for."""

    def __init__(self, content: dict[str, Any], folder: Path) -> None:
        self.spec = Spec.model_validate(content)
        synthesis = synthesize(self.spec, "dev", find("google"), folder)
        assert synthesis.ticket is not None
        self.stacks = {stack.name: stack.read() for stack in synthesis.stacks}
        self.ticket = synthesis.ticket.read()
        self.words = (folder / "ticket/TICKET.md").read_text()

    def of(self, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ticket["resource"].get(kind, {})
        return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> TicketOfNetwork:
    return TicketOfNetwork(PLAIN, tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> TicketOfNetwork:
    return TicketOfNetwork(WHOLE, tmp_path_factory.mktemp("whole"))


def test_no_stack_makes_any_of_the_network_and_all_names_the_one_that_stands(whole: TicketOfNetwork) -> None:
    assert "network" not in whole.stacks
    assert all("network" not in node.depends_on for node in stacks_of(whole.spec))
    text = json.dumps(whole.stacks)
    assert not [kind for document in whole.stacks.values() for kind in document["resource"] if "subnetwork" in kind]
    assert "acme-ml-dev-network" not in text
    assert "acme-ml-dev-subnetwork" not in text
    cluster = whole.stacks["cluster"]["resource"]["google_container_cluster"]["environment"]
    assert (cluster["network"], cluster["subnetwork"]) == (f"{HOST}/global/networks/acme-shared", SUBNETWORK)
    assert cluster["ip_allocation_policy"] == {
        "cluster_secondary_range_name": "ml-pods",
        "services_secondary_range_name": "ml-services",
    }


def test_what_it_lacks_is_asked_for_in_its_own_project(plain: TicketOfNetwork) -> None:
    named = ("google_dns_managed_zone", "google_dns_policy", "google_network_connectivity_regional_endpoint")
    for kind in named:
        assert {body["project"] for body in plain.of(kind).values()} == {"acme-network-dev"}, kind
    # Jobs of Vertex AI name an attachment of their own project.
    (attachment,) = plain.of("google_compute_network_attachment").values()
    assert (attachment["project"], attachment["subnetworks"]) == ("acme-ml-dev", [SUBNETWORK])
    assert plain.of("google_compute_shared_vpc_service_project")["environment"]["host_project"] == "acme-network-dev"
    assert not plain.of("google_compute_router_nat")
    assert not plain.of("google_network_connectivity_service_connection_policy")
    assert "| private zone | `gcr.io.`, `googleapis.com.`" in plain.words


def test_systems_of_the_spec_ask_for_more(whole: TicketOfNetwork) -> None:
    (nat,) = whole.of("google_compute_router_nat").values()
    assert nat["source_subnetwork_ip_ranges_to_nat"] == "LIST_OF_SUBNETWORKS"
    assert nat["subnetwork"][0]["name"] == SUBNETWORK
    assert whole.of("google_network_connectivity_service_connection_policy")
    read = whole.ticket["data"]["google_compute_subnetwork"]["environment"]
    conditions = " ".join(check["condition"] for check in read["lifecycle"]["postcondition"])
    assert all(name in conditions for name in ("private_ip_google_access", '"ml-pods"', '"ml-services"'))
    users = {name.removesuffix("-network") for name in whole.of("google_compute_subnetwork_iam_member")}
    assert users == {
        "aiplatform", "composer", "container", "dataflow", "notebooks", "machines",
        "landfast-acme-ci-iam-gserviceaccount-com",
    }  # fmt: skip
    roles = {body["role"] for body in whole.of("google_project_iam_member").values()}
    assert roles == {"roles/dns.peer", "roles/composer.sharedVpcAgent", "roles/container.hostServiceAgentUser"}


def test_an_agent_is_there_before_anything_is_granted_to_it(whole: TicketOfNetwork, plain: TicketOfNetwork) -> None:
    """Google takes no grant to one that it has not made yet, and landfast has made none before its first up."""
    agent, service = "google_workload_identity_service_agent", "google_project_service"
    # Where landfast enables the APIs itself, too: those that this needs are enabled before.
    needed = {name.removesuffix(".googleapis.com") for name in named(plain.of(service), "service")}
    assert {"aiplatform", "compute", "dataflow", "notebooks", "workloadidentity"} <= needed
    for name in ("aiplatform", "composer", "dataflow", "notebooks"):
        assert whole.of(agent)[name]["depends_on"] == [f"{service}.{name}", f"{service}.workloadidentity"]
        grant = whole.of("google_compute_subnetwork_iam_member")[f"{name}-network"]
        assert grant["depends_on"] == [f"{agent}.{name}"]
    assert whole.of("google_project_iam_member")["composer-composer-sharedVpcAgent"]["depends_on"] == [
        f"{agent}.composer"
    ]
    # These are there with their APIs.
    members = whole.of("google_compute_subnetwork_iam_member")
    assert members["container-network"]["depends_on"] == [f"{service}.container"]
    assert members["machines-network"]["depends_on"] == [f"{service}.compute"]
    shared = "google_compute_shared_vpc_service_project"
    assert whole.of(shared)["environment"]["depends_on"] == [f"{service}.compute"]
    (attachment,) = whole.of("google_compute_network_attachment").values()
    assert attachment["depends_on"] == [f"{service}.compute", f"{shared}.environment"]


def named(instances: dict[str, Any], field: str) -> set[str]:
    return {body[field] for body in instances.values()}


def test_the_firewall_is_about_machines_of_the_environment_alone(whole: TicketOfNetwork) -> None:
    """They run as its accounts, which `up` makes."""
    (policy,) = whole.of("google_compute_network_firewall_policy_with_rules").values()
    accounts = {account for rule in policy["rule"] for account in rule["target_service_accounts"]}
    assert accounts == {
        f"churn-{job}@acme-ml-dev.iam.gserviceaccount.com" for job in ("dataflow", "training", "workbench", "nodes")
    }
    assert all(rule["target_service_accounts"] for rule in policy["rule"])
    assert policy["count"] == "${var.stands ? 1 : 0}"


def test_a_project_is_told_where_the_network_is(plain: TicketOfNetwork) -> None:
    facts = environment_facts(plain.spec, "dev", EnvironmentOutputs())
    assert (facts.network, facts.network_project) == ("acme-shared", "acme-network-dev")
    assert facts.subnetwork == f"https://www.googleapis.com/compute/v1/{SUBNETWORK}"
    assert facts.job_attachment == "projects/acme-ml-dev/regions/europe-west4/networkAttachments/acme-ml-dev-jobs"


def test_each_environment_has_a_network_of_its_own(tmp_path: Path) -> None:
    """Two tickets would ask one network for the same zones, log and firewall policy."""
    both = {**PLAIN, "google": {"projects": {"dev": "acme-ml-dev", "prod": "acme-ml-prod"}}}
    with pytest.raises(ValidationError, match="is that of environment dev, too"):
        Spec.model_validate({**both, "environments": {"dev": {}, "prod": {"network": {"pod_range": "p"}}}})
    own = {"host_project": "acme-network-prod", "vpc": "acme-prod"}
    spec = Spec.model_validate({**both, "environments": {"dev": {}, "prod": {"network": own}}})
    assert spec.names("dev").subnetwork_id("europe-west4") == SUBNETWORK
    assert spec.names("prod").network_id == "projects/acme-network-prod/global/networks/acme-prod"
    assert spec.names("prod").subnetwork == "ml-europe-west4"
    # Of its own project, by the same name.
    within = {"vpc": "ml", "subnetwork": "ml-europe-west4"}
    Spec.model_validate({**both, "environments": {"dev": {}, "prod": {}}, "network": within})
    with pytest.raises(ValidationError, match=r"is set and network\.vpc is missing"):
        Spec.model_validate({**both, "environments": {"prod": {"network": own}}, "network": {}})


def test_a_subnetwork_of_the_projects_own_is_shared_with_nobody(tmp_path: Path) -> None:
    own = TicketOfNetwork({**PLAIN, "network": {"vpc": "ml", "subnetwork": "ml-europe-west4"}}, tmp_path)
    assert not own.of("google_compute_shared_vpc_service_project")
    assert {body["project"] for body in own.of("google_dns_managed_zone").values()} == {"acme-ml-dev"}


def test_the_policies_find_nothing_in_the_example() -> None:
    result = judge(CheckRequest(spec=ROOT / "examples/shared-vpc/landfast.yaml"))
    assert (result.exit_code, result.report.findings) == (0, ())


def test_each_guard_of_the_network_is_a_finding(plain: TicketOfNetwork, tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(json.dumps(PLAIN))
    found = {f.address for f in judge(CheckRequest(spec=spec)).report.findings if f.rule.id == "LF-OTH-001"}
    assert {
        "data.google_compute_subnetwork.environment",
        "google_dns_managed_zone.googleapis-com",
        "google_dns_policy.environment",
        "google_compute_network_firewall_policy_with_rules.environment",
    } <= found
    assert len(plain.of("google_dns_managed_zone")) == len([one for one in found if "managed_zone" in one])
