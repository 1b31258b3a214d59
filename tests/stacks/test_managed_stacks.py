"""Stacks `orchestration` and `delivery`: what stands for which spec."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from rehearsal_client import REGION

from landfast.gcp.offers import airflow_image, build_regions
from landfast.gcp.regions import areas, catalogue, regions_in
from landfast.modules.delivery.tokens import condition
from landfast.projects.facts import environment_facts
from landfast.stacks.node import stacks_of
from landfast.stacks.outputs import EnvironmentOutputs, MlOutputs, OrchestrationOutputs
from landfast.stacks.spec import Spec, load
from landfast.synth import synthesize
from landfast.targets import find

SPEC: dict[str, Any] = {
    "name": "churn",
    "residency": {"region": REGION},
    "environments": {"dev": {}, "test": {}, "prod": {"approval": True}},
    "platform": {"orchestrators": ["airflow", "kubeflow", "pachyderm"], "tracking": "mlflow"},
    "repository": {"host": "github", "owner": "acme", "name": "churn"},
}
# The same once its image was pushed and its tokens are there.
READY: dict[str, Any] = {
    **SPEC,
    "platform": {**SPEC["platform"], "tracking_image": "mlflow@sha256:" + 64 * "a"},
    "repository": {**SPEC["repository"], "installation": 42, "token_version": 3, "public_egress": True},
    "retention": {"logs_days": 1000},
}
RESOURCES = dict[str, dict[str, Any]]


@cache
def documents(environment: str, *, ready: bool) -> dict[str, RESOURCES]:
    """Stack -> type -> name -> body of what is synthesized."""
    with TemporaryDirectory() as folder:
        spec = Spec.model_validate(READY if ready else SPEC)
        made = synthesize(spec, environment, find("rehearsal"), Path(folder) / "out")
        return {found.name: found.read()["resource"] for found in made.stacks}


def stack(name: str, environment: str, *, ready: bool = True) -> RESOURCES:
    return documents(environment, ready=ready)[name]


@pytest.mark.parametrize(
    ("platform", "repository", "present"),
    [
        ({}, None, set()),
        ({"tracking": "mlflow"}, None, {"orchestration"}),
        ({"orchestrators": ["airflow"]}, None, {"orchestration"}),
        ({"orchestrators": ["pachyderm"]}, SPEC["repository"], {"cluster", "orchestration", "delivery"}),
        ({}, SPEC["repository"], {"delivery"}),
    ],
)
def test_stacks_stand_if_the_spec_needs_them(
    platform: dict[str, Any], repository: dict[str, str] | None, present: set[str]
) -> None:
    nodes = stacks_of(Spec.model_validate(SPEC | {"platform": platform, "repository": repository}))
    names = [node.name for node in nodes]
    assert {"cluster", "orchestration", "delivery"}.intersection(names) == present
    for position, node in enumerate(nodes):
        assert set(node.depends_on) <= set(names[:position])


def test_databases_have_no_public_address_no_password_and_backups_at_home() -> None:
    found = stack("orchestration", "prod")
    assert found["google_sql_database_instance"].keys() == {"mlflow", "kubeflow", "pachyderm"}
    for name, body in found["google_sql_database_instance"].items():
        settings = body["settings"]
        network = settings["ip_configuration"]
        assert (network["ipv4_enabled"], network["ssl_mode"]) == (False, "ENCRYPTED_ONLY"), name
        assert network["private_network"] == "projects/churn-prod/global/networks/churn-prod-network"
        assert settings["connector_enforcement"] == "REQUIRED"
        backup = settings["backup_configuration"]
        assert (backup["enabled"], backup["location"]) == (True, REGION)
        assert backup.get("point_in_time_recovery_enabled") or backup.get("binary_log_enabled")
        assert (body["deletion_protection"], settings["deletion_protection_enabled"]) == (True, True)
    users = found["google_sql_user"]
    assert {body["type"] for body in users.values()} == {"CLOUD_IAM_SERVICE_ACCOUNT"}
    assert "password" not in json.dumps(found)
    assert users["mlflow"]["name"] == "churn-mlflow@churn-prod.iam"


def test_who_signs_in_to_a_database_does_so_on_no_other() -> None:
    found = stack("orchestration", "dev")
    grants = [body for body in found["google_project_iam_member"].values() if "cloudsql" in body["role"]]
    assert len(grants) == 6
    for body in grants:
        (system,) = (name for name in ("mlflow", "kubeflow", "pachyderm") if name in body["member"])
        assert f'resource.name == "projects/churn-dev/instances/churn-dev-{system}"' in body["condition"]["expression"]


def test_the_tracking_server_waits_for_its_image() -> None:
    assert "google_cloud_run_v2_service" not in stack("orchestration", "dev", ready=False)
    found = stack("orchestration", "dev")
    service = found["google_cloud_run_v2_service"]["mlflow"]
    (container,) = service["template"]["containers"]
    assert container["image"].startswith(f"{REGION}-docker.pkg.dev/churn-dev/churn-containers/mlflow@sha256:")
    assert service["ingress"] == "INGRESS_TRAFFIC_INTERNAL_ONLY"
    assert service["template"]["scaling"]["min_instance_count"] == 0
    callers = {body["member"].partition("@")[0] for body in found["google_cloud_run_v2_service_iam_member"].values()}
    assert callers == {
        f"serviceAccount:churn-{job}" for job in ("pipelines", "training", "airflow", "kubeflow", "pachyderm")
    }


def test_the_project_is_told_of_the_tracking_server() -> None:
    spec = Spec.model_validate(SPEC)
    address = "https://churn-dev-mlflow-1.europe-west4.run.app"
    outputs = EnvironmentOutputs(orchestration=OrchestrationOutputs(None, None, address, {}, {}, {}))
    assert environment_facts(spec, "dev", outputs).tracking_uri == address
    alone = environment_facts(spec, "dev", EnvironmentOutputs())
    assert alone.tracking_uri is None
    assert '"tracking_uri": ""' in alone.text()


def test_the_project_is_told_of_the_feature_store() -> None:
    stores = {"feature_group": "projects/p/featureGroups/g", "online_store": "projects/p/featureOnlineStores/s"}
    ml = MlOutputs("e", "t", stores["feature_group"], stores["online_store"], "w", "i", {})
    spec = Spec.model_validate(SPEC)
    told, alone = (environment_facts(spec, "dev", EnvironmentOutputs(ml=each)) for each in (ml, None))
    assert {name: getattr(told, name) for name in stores} == stores
    assert (alone.feature_group, alone.online_store) == (None, None)


@pytest.mark.parametrize(("environment", "size"), [("dev", "SMALL"), ("prod", "MEDIUM")])
def test_airflow_is_private_pinned_and_forgets(environment: str, size: str) -> None:
    found = stack("orchestration", environment)
    airflow = found["google_composer_environment"]["airflow"]
    config = airflow["config"]
    assert (config["enable_private_environment"], config["enable_private_builds_only"]) == (True, True)
    assert config["software_config"]["image_version"] == airflow_image()
    assert config["environment_size"] == f"ENVIRONMENT_SIZE_{size}"
    kept = config["data_retention_config"]["airflow_metadata_retention_config"]
    assert kept == [{"retention_days": 730, "retention_mode": "RETENTION_MODE_ENABLED"}]
    # Composer 2's.
    assert "task_logs_retention_config" not in config["data_retention_config"]
    worker = "google_project_iam_member.airflow-composer-worker"
    assert worker in airflow["depends_on"]


@pytest.mark.parametrize(
    ("environment", "triggers", "approval"),
    [("dev", {"pull-request", "main"}, False), ("test", {"tag"}, False), ("prod", {"tag"}, True)],
)
def test_each_environment_has_its_triggers(environment: str, triggers: set[str], approval: bool) -> None:
    found = stack("delivery", environment)
    made = found["google_cloudbuild_trigger"]
    assert made.keys() == triggers
    for name, body in made.items():
        assert body["approval_config"] == {"approval_required": approval}
        assert body["location"] == REGION
        assert body["filename"].startswith("ml/cloudbuild/")
        account = body["service_account"]
        deploys = Spec.model_validate(READY).names(environment).service_account_id("deploy")
        assert account == ("${google_service_account.check.name}" if name == "pull-request" else deploys)
        assert all(key.startswith("_") for key in body["substitutions"])
    readers = {body["project"] for body in found["google_artifact_registry_repository_iam_member"].values()}
    # What is promoted is read where it was built.
    assert readers == {f"churn-{environment}", "churn-dev"}


def test_without_tokens_all_but_the_connection_stands() -> None:
    found = stack("delivery", "dev", ready=False)
    assert not any("cloudbuildv2" in type_ or type_.endswith("_trigger") for type_ in found)
    assert "google_cloudbuild_worker_pool" in found
    secrets = stack("foundation", "dev", ready=False)["google_secret_manager_secret"]
    assert secrets.keys() == {"repository-token"}
    assert "google_secret_manager_secret_version" not in found


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_build_machines_stand_in_the_network_and_can_be_made_anew(environment: str) -> None:
    found = stack("delivery", environment)
    pool = found["google_cloudbuild_worker_pool"]["builds"]
    # Connected, they fetch the code; the environment's network opens nothing for it.
    assert pool["worker_config"]["no_external_ip"] is False
    assert stack("delivery", environment, ready=False)["google_cloudbuild_worker_pool"]["builds"]["worker_config"][
        "no_external_ip"
    ]
    assert "google_compute_router_nat" not in stack("network", environment)
    project = f"churn-{environment}"
    assert pool["network_config"] == {
        "peered_network": f"projects/{project}/global/networks/{project}-network",
        "peered_network_ip_range": "10.48.16.0/24",
    }
    # It holds no data: nothing keeps it, and nothing changes with it.
    assert "lifecycle" not in pool
    assert "deletion_policy" not in pool
    for body in found["google_cloudbuild_trigger"].values():
        assert (
            body["substitutions"]["_WORKER_POOL"]
            == f"projects/{project}/locations/{REGION}/workerPools/{project}-builds"
        )


@pytest.mark.parametrize(
    ("platform", "repository", "ranges"),
    [
        ({}, None, []),
        ({"tracking": "mlflow"}, None, ["private-services"]),
        ({}, SPEC["repository"], ["builds"]),
        ({"tracking": "mlflow"}, SPEC["repository"], ["builds", "private-services"]),
    ],
)
def test_what_is_peered_has_a_range_of_its_own(
    tmp_path: Path, platform: dict[str, Any], repository: dict[str, str] | None, ranges: list[str]
) -> None:
    spec = Spec.model_validate(SPEC | {"platform": platform, "repository": repository})
    made = {s.name: s.read()["resource"] for s in synthesize(spec, "dev", find("rehearsal"), tmp_path / "out").stacks}
    network, services = made["network"], made["foundation"]["google_project_service"]
    addresses = network.get("google_compute_global_address", {})
    # The address of Google's APIs is nobody's range.
    assert sorted(name for name, one in addresses.items() if one["purpose"] == "VPC_PEERING") == ranges
    assert ("google_service_networking_connection" in network) == bool(ranges) == ("servicenetworking" in services)
    # What the build machines ask for they find as the network does.
    suffixes = {body["dns_suffix"] for body in network.get("google_service_networking_peered_dns_domain", {}).values()}
    assert suffixes == ({"googleapis.com.", "gcr.io.", "pkg.dev."} if repository else set())
    policy = made["foundation"]["google_org_policy_policy"]["compute-restrictVpcPeering"]["spec"]["rules"][0]
    google = {"values": {"allowed_values": ["under:organizations/433637338589"]}}
    assert policy == (google if ranges else {"deny_all": "TRUE"})


def test_code_that_nobody_read_may_read_what_it_runs_in_and_nothing_else() -> None:
    found = stack("delivery", "dev")
    roles = {
        body["role"]
        for type_, instances in found.items()
        if type_.endswith("_iam_member")
        for body in instances.values()
        if body["member"] == "${google_service_account.check.member}"
    }
    # No bucket, no data, no secret: its log, and the images and packages that the build starts from.
    assert roles == {"roles/logging.logWriter", "roles/artifactregistry.reader"}


CONDITIONS = [
    ("github", True, False, "assertion.repository == 'acme/churn' && assertion.ref == 'refs/heads/main'"),
    (
        "github",
        False,
        True,
        "assertion.repository == 'acme/churn' && assertion.ref_type == 'tag' && assertion.environment == 'prod'",
    ),
    (
        "gitlab",
        False,
        True,
        (
            "assertion.project_path == 'acme/churn' && assertion.ref_type == 'tag' && assertion.ref_protected == 'true'"
            " && assertion.environment == 'prod' && assertion.environment_protected == 'true'"
        ),
    ),
]


@pytest.mark.parametrize(("host", "first", "approval", "expected"), CONDITIONS)
def test_only_the_repository_itself_signs_in(host: Any, first: bool, approval: bool, expected: str) -> None:
    assert condition(host, "acme/churn", "prod", first=first, approval=approval) == expected


WRONG = [
    (
        "repository: {host: github, owner: acme, name: churn, token_version: 1, public_egress: true}",
        "repository.installation is missing",
    ),
    (
        "repository: {host: gitlab, owner: acme, name: churn, token_version: 1, public_egress: false}",
        "Cloud Build's machines fetch the code, and reach gitlab.com over the internet or not at all",
    ),
    ("repository: {host: gitlab, owner: acme, name: churn, public_egress: true}", "token_version is missing"),
    (
        "repository: {host: gitlab, owner: acme, name: churn, installation: 1}",
        "repository.installation is for GitHub and repository.host is gitlab",
    ),
    ("platform: {tracking_image: 'mlflow:3'}", "platform.tracking is vertex"),
    ("platform: {tracking: mlflow, tracking_image: 'ghcr.io/x/MLFLOW'}", "platform.tracking_image"),
]


@pytest.mark.parametrize(("line", "words"), WRONG)
def test_a_spec_that_contradicts_itself_is_refused(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "landfast.yaml"
    path.write_text(f"name: churn\nresidency: {{region: {REGION}}}\n{line}\n")
    with pytest.raises(Exception, match=words):
        load(path)


def test_code_can_be_built_in_every_region_of_every_area() -> None:
    homes = {name for area in areas() for name in regions_in(area) if catalogue()[name].vertex_ai}
    assert homes <= set(build_regions())
