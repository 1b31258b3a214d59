"""An environment in a universe beside Google Cloud: what is refused, what is left out, and that nothing leads away."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import generated
import pytest
from check_folders import check_documents
from shortest_spec import problem

from landfast.check import Document, PolicyContext
from landfast.projects.facts import environment_facts
from landfast.stacks.outputs import EnvironmentOutputs
from landfast.stacks.services import counted_services, services_of
from landfast.stacks.spec import Spec
from landfast.stacks.spec.sovereign import left_out
from landfast.synth import synthesize
from landfast.targets import find

OFFERS = ["aiplatform", "dataflow", "workloadidentity"]
GOOGLE = {"organization": "123456789012", "billing_account": "0A0A0A-0B0B0B-0C0C0C"}
FRANCE: dict[str, Any] = {
    "name": "registry",
    "residency": {"area": "FR", "region": "u-france-east1"},
    "google": {**GOOGLE, "universe": "s3nsapis.fr", "offers": OFFERS},
    "network": {"egress_hosts": ["pypi.org"]},
    "platform": {"cluster": "autopilot"},
}
GERMANY = {
    **FRANCE,
    "residency": {"area": "DE", "region": "u-germany-northeast1"},
    "google": {**GOOGLE, "universe": "apis-berlin-build0.goog", "offers": [*OFFERS, "dlp"]},
}
# What keeps its name in every universe: services, and what is called after them.
# https://documentation.s3ns.fr/docs/overview/tpc-key-differences
KEPT = re.compile(
    r"[a-z]+\.googleapis\.com"  # a service by its name
    r"|https://www\.googleapis\.com/auth/[a-z.-]+"  # a scope
    r"|logging\.googleapis\.com/(projects/|\$\{).*"  # where a sink leads
    r"|.*/serviceProducers/[a-z]+\.googleapis\.com"
    r"|.*LOG_ID\(.*"  # a filter of logs
)
LEADS_AWAY = re.compile(
    r"pkg\.dev|gcr\.io|199\.36\.153|console\.cloud\.google|[^-]cloud\.goog\b|(?<!eu0)(?<!s3ns)\.svc\.id"
)


def with_(**sections: Any) -> dict[str, Any]:
    return {**FRANCE, **sections}


def google(**more: Any) -> dict[str, Any]:
    return {**FRANCE["google"], **more}


def parsed(content: dict[str, Any]) -> Spec:
    return Spec.model_validate(content)


def problems(content: dict[str, Any]) -> str:
    return problem(json.dumps(content)).replace(" (landfast.yaml:1)", "")


def test_a_region_and_its_universe_belong_together() -> None:
    assert "residency.region: is a region of Cloud de Confiance by S3NS" in problems(with_(google=GOOGLE))
    assert "set google.universe to s3nsapis.fr" in problems({**FRANCE, "google": GOOGLE})
    elsewhere = problems(with_(residency={"area": "eu", "region": "u-germany-northeast1"}))
    assert "'u-germany-northeast1'; google.universe is s3nsapis.fr, which has u-france-east1" in elsewhere
    assert "did you mean s3nsapis.fr?" in problems(with_(google=google(universe="s3napis.fr")))
    assert "google.offers: is set and google.universe is missing" in problems(
        {"name": "churn", "residency": {"region": "europe-west4"}, "google": {**GOOGLE, "offers": ["aiplatform"]}}
    )


def test_everything_that_is_not_there_is_refused_at_once() -> None:
    said = problems(
        with_(
            google=google(
                offers=["workloadidentity", "run", "bigquery", "notebooks"],
                quota_project="acme-seed",
                impersonate="landfast@acme-seed.iam.gserviceaccount.com",
                operators=["group:ml@acme.example"],
            ),
            environments={"dev": {"budget_eur": 300}},
            platform={
                "orchestrators": ["vertex", "kubeflow", "airflow"], "tracking": "mlflow", "cluster": "standard",
                "gpu": "l4", "endpoints": "private",
            },
            network={"perimeter": {"access_policy": "123456789"}},
            repository={"host": "github", "owner": "acme", "name": "churn"},
        )
    )  # fmt: skip
    for line in (
        "environments.dev.budget_eur: needs what Cloud de Confiance by S3NS does not have, got budgets",
        "repository: needs what",
        "network.perimeter: needs what",
        "platform.tracking: needs what",
        "platform.cluster: needs what",
        "platform.gpu: needs what",
        "platform.endpoints: needs what",
        "platform.orchestrators: needs what Cloud de Confiance by S3NS does not have, got private services access",
        "platform.orchestrators: has airflow, and it is not known where Composer answers there",
        "it is not known that Cloud de Confiance by S3NS has what the environment needs, got aiplatform, dataflow",
        "'run'",
        "Cloud de Confiance by S3NS has it, got 'bigquery'",
        "is what landfast makes nothing of there, got 'notebooks'",
        "is no project's id there, got 'acme-seed'; ids of Cloud de Confiance by S3NS begin with s3ns:; write s3ns:",
        "google.impersonate: is no account there",
        "google.operators: is of Google",
    ):
        assert line in said, line
    assert "is a project's id of another universe" in problems(
        {
            "name": "churn",
            "residency": {"region": "europe-west4"},
            "google": {**GOOGLE, "quota_project": "eu0:acme-seed"},
        }
    )


def test_what_is_left_out_is_said() -> None:
    france, germany = parsed(FRANCE), parsed(GERMANY)
    what = dict(left_out(france))
    assert len(what) == 15
    assert all(what.values())
    # Confirmed by its operator.
    assert what.keys() - dict(left_out(germany)).keys() == {"dlp"}
    assert not list(left_out(parsed({"name": "churn", "residency": {"region": "europe-west4"}})))
    assert {"cloudbuild", "datacatalog", "billingbudgets", "gkebackup", "notebooks"}.isdisjoint(services_of(france))
    assert "billingbudgets.googleapis.com" not in counted_services(france)


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Universe -> stack -> its configuration, as they are applied to the real cloud."""
    found = {}
    for content in (FRANCE, GERMANY):
        spec = Spec.model_validate(content)
        folder: Path = tmp_path_factory.mktemp(spec.universe.prefix)
        synthesis = synthesize(spec, "dev", find("google"), folder)
        found[spec.universe.domain] = {stack.name: stack.read() for stack in synthesis.stacks}
    return found


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for each in value.values() for text in texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in texts(each))
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("domain", ["s3nsapis.fr", "apis-berlin-build0.goog"])
def test_nothing_leads_to_google_cloud(stacks: dict[str, dict[str, Any]], domain: str) -> None:
    assert list(stacks[domain]) == ["foundation", "network", "data", "ml", "cluster"]
    for name, stack in stacks[domain].items():
        assert stack["provider"]["google"][0]["universe_domain"] == domain
        backend = stack["terraform"]["backend"]["gcs"]
        assert backend["storage_custom_endpoint"] == f"https://storage.{domain}/storage/v1/"
        for text in texts({key: stack[key] for key in stack.keys() - {"//", "terraform"}}):
            assert "googleapis.com" not in text or KEPT.fullmatch(text), f"{name}: {text}"
            assert not LEADS_AWAY.search(text), f"{name}: {text}"
            account = re.search(r"@[a-z0-9.${}_-]+gserviceaccount\.com", text)
            assert account is None or re.search(r"\.(s3ns|eu0)(-system)?\.iam\.", account[0]), f"{name}: {text}"


def test_names_lead_to_the_addresses_of_the_universe(stacks: dict[str, dict[str, Any]]) -> None:
    network = stacks["s3nsapis.fr"]["network"]["resource"]
    zones = {zone["dns_name"] for zone in network["google_dns_managed_zone"].values()}
    assert zones == {"s3nsapis.fr.", "s3nsregistry.fr."}
    addresses = network["google_dns_record_set"]["s3nsapis-fr-itself"]["rrdatas"]
    assert addresses == ["177.222.88.4", "177.222.88.5", "177.222.88.6", "177.222.88.7"]
    assert network["google_compute_route"]["restricted-apis"]["dest_range"] == "177.222.88.4/30"
    rules = network["google_compute_network_firewall_policy_with_rules"]["environment"]["rule"]
    assert rules[0]["match"]["dest_ip_ranges"] == ["177.222.88.4/30"]
    # No address of a region's own, and no name that another universe answers for.
    assert not [type_ for type_ in network if type_.startswith("google_network_connectivity")]


def test_what_only_the_universe_has_stands_in(stacks: dict[str, dict[str, Any]]) -> None:
    france = stacks["s3nsapis.fr"]
    project = france["foundation"]["resource"]["google_project"]["environment"]
    assert (project["project_id"], project["name"]) == ("s3ns:registry-dev", "registry-dev")
    policies = france["foundation"]["resource"]["google_org_policy_policy"]
    rule = policies["gcp-resourceLocations"]["spec"]["rules"][0]
    allowed = ["u-france-east1", "u-france-east1-a", "u-france-east1-b", "u-france-east1-c"]
    assert rule["values"]["allowed_values"] == allowed
    agents = france["foundation"]["resource"]["google_workload_identity_service_agent"]
    # Nobody comes with an API there, and these have none: asked for they would be refused.
    assert {"compute", "container"} <= agents.keys()
    assert not {"dns", "monitoring", "networksecurity"} & agents.keys()
    data = france["data"]["resource"]
    assert "google_secret_manager_regional_secret" not in data
    assert "google_data_catalog_taxonomy" not in data
    (replica,) = data["google_secret_manager_secret"]["pseudonym-key"]["replication"]["user_managed"]["replicas"]
    assert replica["location"] == "u-france-east1"
    assert "secrets" in str(replica["customer_managed_encryption"])
    assert list(data["google_artifact_registry_repository"]) == ["containers"]
    template = france["ml"]["resource"]["google_compute_region_instance_template"]["training"]
    assert template["machine_type"] == "c3-standard-8"
    assert template["disk"][0]["disk_type"] == "hyperdisk-balanced"
    assert template["disk"][0]["source_image"].startswith("projects/s3ns-system:cos-cloud/")
    cluster = france["cluster"]["resource"]["google_container_cluster"]["environment"]
    assert cluster["workload_identity_config"]["workload_pool"] == "registry-dev.s3ns.svc.id.goog"
    assert {"database_encryption", "binary_authorization", "control_plane_endpoints_config"}.isdisjoint(cluster)
    assert cluster["master_authorized_networks_config"] == {"gcp_public_cidrs_access_enabled": False}
    assert "google_data_loss_prevention_inspect_template" in stacks["apis-berlin-build0.goog"]["data"]["resource"]


@pytest.mark.parametrize(("area", "found"), [("FR", []), ("DE", ["which is in FR"])])
def test_what_a_service_chooses_there_it_chooses_in_the_universe(area: str, found: list[str]) -> None:
    """Pub/Sub keeps messages anywhere unless it is told where: there that is the one region that there is."""
    provider = {"google": {"project": "s3ns:registry-dev", "universe_domain": "s3nsapis.fr"}}
    topic = {"google_pubsub_topic": {"visits": {"name": "visits"}}}
    document = Document("d", {"provider": provider, "resource": topic})
    report = check_documents([document], PolicyContext(area))
    said = [one.message for one in report.findings if one.rule.id == "LF-RES-003"]
    assert len(said) == len(found)
    assert all(clause in message for clause, message in zip(found, said, strict=True))
    elsewhere = {**provider["google"], "universe_domain": "googleapis.com"}
    document = Document("d", {"provider": {"google": elsewhere}, "resource": topic})
    report = check_documents([document], PolicyContext(area))
    assert [one.path for one in report.findings if one.rule.id == "LF-RES-003"]


def test_a_project_is_told_where_the_cloud_is() -> None:
    facts = environment_facts(parsed(FRANCE), "dev", EnvironmentOutputs())
    said = json.dumps(facts.to_json())
    assert facts.universe == "s3nsapis.fr"
    assert facts.console == "console.cloud.s3nscloud.fr"
    assert facts.host("u-france-east1-aiplatform") == "u-france-east1-aiplatform.s3nsapis.fr"
    assert facts.registries == {
        "containers": "u-france-east1-docker.s3nsregistry.fr/s3ns/registry-dev/registry-containers"
    }
    assert facts.pseudonym_secret.startswith("projects/s3ns:registry-dev/secrets/")
    assert not re.search(r"googleapis|pkg\.dev|cloud\.google", said)


# What a generated project may say of Google Cloud's own domain: names of services and scopes; what a guide to CI says
# of registries for Python, and in `scripts/ci` an index of packages elsewhere.
OF_PROJECTS = re.compile(
    r"googleapis\.com/auth/|//iam\.googleapis\.com/|https://\*\.pkg\.dev/|REGION-python\.pkg\.dev|googleapis-"
)


def test_a_generated_project_asks_nobody_else(tmp_path: Path) -> None:
    facts = environment_facts(parsed(FRANCE), "dev", EnvironmentOutputs())
    project = generated.generate(tmp_path / "ml", region=facts.region, area=facts.area, orchestrators=("vertex",))
    for other in (project / "environments").glob("*.json"):
        other.unlink()
    (project / "environments/dev.json").write_text(facts.text())
    for path in project.rglob("*"):
        if path.is_file() and path.suffix not in (".whl", ".gz"):
            for line in path.read_text(encoding="utf-8").splitlines():
                named = re.search(r"googleapis|pkg\.dev|gcr\.io|console\.cloud\.google", line)
                assert named is None or OF_PROJECTS.search(line), f"{path.name}: {line}"
    # How CI's token is exchanged.
    stands = facts.to_json()
    stands["delivery"] |= {"identity_provider": "projects/1/provider", "deploy": "ci@x.s3ns.iam.gserviceaccount.com"}
    (project / "environments/dev.json").write_text(json.dumps(stands))
    program = [sys.executable, "scripts/identity.py", "dev", "--token-file", "token"]
    told = json.loads(subprocess.run(program, cwd=project, check=True, capture_output=True, text=True).stdout)
    assert (told["universe_domain"], told["token_url"]) == ("s3nsapis.fr", "https://sts.s3nsapis.fr/v1/token")
    assert told["service_account_impersonation_url"].startswith("https://iamcredentials.s3nsapis.fr/v1/projects/-/")
    assert told["audience"] == "//iam.googleapis.com/projects/1/provider"
