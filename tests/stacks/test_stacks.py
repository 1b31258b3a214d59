"""What the stacks promise, read from the Terraform JSON that they synthesize to, for three specs."""

from __future__ import annotations

import json
import os
import re
from typing import Any

import pytest
from repository import GOLDEN
from synthesized_stacks import CASES, SynthesizedStacks, walk

from landfast.gcp.agents import agent_email, agent_role, made_with_api, other_agents
from landfast.gcp.regions import catalogue, regions_in
from landfast.provider.facts import facts
from landfast.provider.schema import resource_schema
from landfast.rehearsal.doors.terraform.unfound import UNFOUND
from landfast.stacks.spec import Spec
from landfast.synth import documents_of_each
from landfast.targets import find

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("stacks-stacks")

REGENERATE = "LANDFAST_GOLDEN=write .venv/bin/pytest tests/stacks/test_stacks.py"


@pytest.fixture(scope="module", params=CASES)
def stacks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SynthesizedStacks:
    return SynthesizedStacks(request.param, tmp_path_factory.mktemp(request.param))


def compare(file: str, case: str, found: Any) -> None:
    path = GOLDEN / file
    golden = json.loads(path.read_text()) if path.exists() else {}
    if os.environ.get("LANDFAST_GOLDEN") == "write":
        path.write_text(json.dumps({**golden, case: found}, indent=1, sort_keys=True) + "\n")
        return
    assert found == golden.get(case), f"if that is meant, regenerate {path.name}: {REGENERATE}"


def test_state_addresses_are_pinned(stacks: SynthesizedStacks) -> None:
    addresses = {
        name: sorted(f"{type_}.{key}" for type_, instances in document["resource"].items() for key in instances)
        for name, document in stacks.documents.items()
    }
    compare("addresses.json", stacks.case, addresses)


ON = ("bucket", "crypto_key_id", "dataset_id", "project", "repository", "secret_id", "service_account_id",
      "subscription", "topic")  # fmt: skip


def test_every_grant_is_pinned(stacks: SynthesizedStacks) -> None:
    grants = [
        " ".join([body["role"], body["member"], *(f"{k}={v}" for k, v in sorted(body.items()) if k in ON)])
        for type_, _, body in stacks.resources()
        if type_.endswith("_iam_member")
    ]
    compare("grants.json", stacks.case, sorted(grants))


def test_every_agent_of_a_service_has_its_role(stacks: SynthesizedStacks) -> None:
    granted = {
        (body["member"].partition("@")[2], body["role"]) for _, _, body in stacks.resources("google_project_iam_member")
    }
    services = [body["service"] for _, _, body in stacks.resources("google_project_service")]
    for api in services:
        if agent_role(api) and not made_with_api(api):
            domain = str(agent_email(api, "1")).partition("@")[2]
            assert (domain, agent_role(api)) in granted, api
        for other in other_agents(api, "1"):
            assert (other.email.partition("@")[2], other.role) in granted, other


PLACES = ("location", "region", "storage_location", "allowed_persistence_regions", "zone")


def test_everything_says_that_it_is_in_the_home_region(stacks: SynthesizedStacks) -> None:
    region = stacks.spec.residency.region
    zone_region = dict.fromkeys(catalogue()[region].zones, region)
    for type_, name, body in stacks.resources():
        # A machine is in a zone of the region.
        said = {zone_region.get(value, value) for key, value in walk(body) if key in PLACES}
        attributes = resource_schema(type_)["block"]["attributes"]
        takes_one = any(attributes[place].get("optional") for place in PLACES if place in attributes)
        assert said == {region} or not (said or takes_one), f"{type_}.{name}: {said}"


def test_the_cloud_refuses_other_places(stacks: SynthesizedStacks) -> None:
    rule = stacks.one("google_org_policy_policy.gcp-resourceLocations")["spec"]["rules"][0]
    expected = [f"in:{region}-locations" for region in regions_in(stacks.spec.residency.area)]
    assert rule == {"values": {"allowed_values": expected}}


# Types with a key, and the service agents that use it; one of them must be granted each key.
KEYED = {
    "google_artifact_registry_repository": ("artifactregistry",),
    "google_bigquery_dataset": ("bigquery",),
    "google_bigquery_table": ("bigquery",),
    "google_cloud_run_v2_service": ("run",),
    "google_composer_environment": ("composer", "storage"),
    "google_compute_region_instance_template": ("compute",),
    "google_container_cluster": ("container", "compute"),
    "google_container_node_pool": ("compute",),
    "google_logging_project_bucket_config": ("logging",),
    "google_pubsub_topic": ("pubsub",),
    "google_secret_manager_secret": ("secretmanager",),
    "google_secret_manager_regional_secret": ("secretmanager",),
    "google_sql_database_instance": ("sqladmin",),
    "google_storage_bucket": ("storage",),
    "google_vertex_ai_endpoint": ("aiplatform",),
    "google_vertex_ai_feature_online_store": ("aiplatform",),
    "google_vertex_ai_tensorboard": ("aiplatform",),
    "google_workbench_instance": ("compute", "notebooks"),
}
# The folder stands before any key does; the template's key would be of a transformation that it doesn't make, the
# trigger's of secrets that would be in it, the job's of a result that it doesn't have.
UNKEYED = {
    "google_bigquery_job",
    "google_cloudbuild_trigger",
    "google_data_loss_prevention_deidentify_template",
    "google_logging_folder_settings",
}


def test_what_holds_data_has_a_key_that_its_service_may_use(stacks: SynthesizedStacks) -> None:
    granted = {name for _, name, _ in stacks.resources("google_kms_crypto_key_iam_member")}
    for type_, name, body in stacks.resources():
        paths = facts(type_).cmek_attributes
        if not paths or type_ in UNKEYED:
            continue
        attributes = {path.rsplit(".", 1)[-1] for path in paths}
        keys = {value for attribute, value in walk(body) if attribute in attributes}
        assert keys, f"{type_}.{name}"
        for key in keys:
            data_class = re.sub(r"^\$\{google_kms_crypto_key\.(\w+)\.id\}$", r"\1", key.rsplit("/", 1)[-1])
            known = stacks.names.key_id(stacks.spec.residency.region, data_class)
            assert key in (known, f"${{google_kms_crypto_key.{data_class}.id}}"), f"{type_}.{name}"
            assert any(f"{data_class}-{agent}" in granted for agent in KEYED[type_]), f"{type_}.{name}"
    for _, name, grant in stacks.resources("google_kms_crypto_key_iam_member"):
        assert grant["depends_on"], f"{name}: the service agent may not exist yet"


def test_what_can_be_labelled_says_what_for(stacks: SynthesizedStacks) -> None:
    whole = stacks.names.labels(stacks.spec.record_labels)
    for type_, name, body in stacks.resources():
        # What would be made anew with them doesn't carry the record's, which change with the spec.
        forced = facts(type_).attributes.get("effective_labels", {}).get("force_new")
        expected = stacks.names.labels({}) if forced else whole
        # On a notification channel `labels` are its address.
        attribute = "user_labels" if type_ == "google_monitoring_notification_channel" else "labels"
        if attribute in resource_schema(type_)["block"]["attributes"]:
            assert body.get(attribute) == expected, f"{type_}.{name}"


def test_the_service_of_every_resource_is_enabled(stacks: SynthesizedStacks) -> None:
    enabled = {body["service"] for _, _, body in stacks.resources("google_project_service")}
    needed = {facts(type_).api for type_, _, _ in stacks.resources()} - {""}
    assert needed - enabled == set()


def test_what_no_import_finds_is_no_reason_to_make_a_thing_anew(stacks: SynthesizedStacks) -> None:
    """It is taken back after a removal, and not destroyed."""
    for type_, name, body in stacks.resources():
        for path in UNFOUND.get(type_, ()):
            if path.rpartition(".")[2] in {attribute for attribute, _ in walk(body)}:
                ignored = body.get("lifecycle", {}).get("ignore_changes", ())
                assert path.replace(".", "[0].") in ignored, f"{type_}.{name}"


def test_no_stack_needs_another_to_be_applied(stacks: SynthesizedStacks) -> None:
    for name, document in stacks.documents.items():
        own = {f"{t}.{key}" for t, instances in document["resource"].items() for key in instances}
        own |= {f"data.{t}.{key}" for t, instances in document.get("data", {}).items() for key in instances}
        text = json.dumps(document)
        used = set(re.findall(r"\$\{((?:data\.)?google_\w+\.[\w-]+)", text))
        assert used - own == set(), name
        assert name == "foundation" or "data" not in document
        assert "terraform_remote_state" not in text


def test_service_agents_are_made_once_their_service_is_enabled(stacks: SynthesizedStacks) -> None:
    generated = {name: body for _, name, body in stacks.resources("google_workload_identity_service_agent")}
    assert {"aiplatform", "pubsub", "secretmanager"} <= generated.keys()
    for name, body in generated.items():
        assert set(body["depends_on"]) == {f"google_project_service.{s}" for s in (name, "workloadidentity")}


def test_special_categories_get_hardware_keys(stacks: SynthesizedStacks) -> None:
    # None rotates oftener: each version costs, and in hardware it costs the most.
    expected = ("HSM" if stacks.spec.special_categories else "SOFTWARE", "7776000s")
    found = {
        (body["version_template"]["protection_level"], body["rotation_period"])
        for _, _, body in stacks.resources("google_kms_crypto_key")
    }
    assert found == {expected}


def test_only_protected_environments_refuse_to_be_deleted(stacks: SynthesizedStacks) -> None:
    protected = stacks.spec.environment(stacks.names.environment).protected
    assert stacks.one("google_project.environment")["deletion_policy"] == ("PREVENT" if protected else "DELETE")
    assert len(list(stacks.resources("google_resource_manager_lien"))) == int(protected)
    for attribute, expected in (
        ("force_destroy", not protected),
        ("delete_contents_on_destroy", not protected),
        ("deletion_protection", protected),
    ):
        found = {body[attribute] for _, _, body in stacks.resources() if attribute in body}
        assert found == {expected}, attribute
    for _, _, body in stacks.resources():
        # Terraform refuses before anything is destroyed, not in the middle of it.
        assert ("prevent_destroy" in body.get("lifecycle", {})) == (body.get("deletion_policy") == "PREVENT")
    # Rings and keys are never deleted, so that a restored project finds them.
    assert {body["deletion_policy"] for _, _, body in stacks.resources("google_kms_crypto_key")} == {"ABANDON"}


def test_data_ends_when_the_spec_says(stacks: SynthesizedStacks) -> None:
    keep = stacks.spec.retention
    days = {"raw": keep.raw_days, "features": keep.raw_days, "experiments": keep.raw_days}
    for purpose, kept in {**days, "predictions": keep.predictions_days}.items():
        dataset = stacks.one(f"google_bigquery_dataset.{purpose}")
        assert dataset["default_partition_expiration_ms"] == kept * 86_400_000
        assert dataset["default_table_expiration_ms"] == kept * 86_400_000
    buckets = {"raw": keep.raw_days, "pipeline-root": keep.raw_days, "access-logs": keep.logs_days}
    for purpose, kept in buckets.items():
        bucket = stacks.one(f"google_storage_bucket.{purpose}")
        assert {"action": {"type": "Delete"}, "condition": {"age": kept}} in bucket["lifecycle_rule"]
        assert bucket["versioning"] == {"enabled": False}
    assert stacks.one("google_logging_project_bucket_config.environment")["retention_days"] == keep.logs_days


def test_an_erasure_takes_less_than_a_month(stacks: SynthesizedStacks) -> None:
    for _, name, body in stacks.resources("google_storage_bucket"):
        lag = body["soft_delete_policy"]["retention_duration_seconds"] / 86_400
        conditions = [rule["condition"] for rule in body["lifecycle_rule"]]
        noncurrent = [c["days_since_noncurrent_time"] for c in conditions if "days_since_noncurrent_time" in c]
        assert body["versioning"]["enabled"] == bool(noncurrent), name
        assert lag + sum(noncurrent) < 28, name


def test_nobody_is_told_twice_and_the_dpo_hears_of_breaches(stacks: SynthesizedStacks) -> None:
    bodies = [body for _, _, body in stacks.resources("google_essential_contacts_contact")]
    contacts = {body["email"]: body["notification_category_subscriptions"] for body in bodies}
    # The budget's alerts and those of operations have channels of their own, each address once.
    for name in ("foundation", "operations"):
        made = stacks.documents[name]["resource"].get("google_monitoring_notification_channel", {})
        channels = [body["labels"]["email_address"] for body in made.values()]
        assert sorted(channels) == sorted(set(stacks.spec.alert_addresses)), name
    assert contacts.keys() == set(stacks.spec.alert_addresses)
    if stacks.spec.controller:
        assert {"LEGAL", "SECURITY"} <= set(contacts[stacks.spec.controller.dpo])


def test_addresses_that_look_alike_are_each_told_once_and_a_dpo_of_another_domain_can_be_left_out() -> None:
    content = {**CASES["health"][0], "alerts": ["o@k.eu", "a.b@k.eu", "O@k.eu", "a-b@k.eu"]}
    content["controller"] = {**content["controller"], "dpo": "dpo@lawyers.example", "dpo_contact": False}
    found = documents_of_each([(Spec.model_validate(content), "dev", find("rehearsal"))])[0]["foundation"]["resource"]
    keys = {body["email"]: key for key, body in found["google_essential_contacts_contact"].items()}
    assert keys == {"o@k.eu": "to-o-k-eu", "a.b@k.eu": "to-a-b-k-eu", "a-b@k.eu": "to-a-b-k-eu-624ea"}


def test_a_budget_stands_if_the_spec_has_one(stacks: SynthesizedStacks) -> None:
    euros = stacks.spec.environment(stacks.names.environment).budget_eur
    budgets = [body for _, _, body in stacks.resources("google_billing_budget")]
    # In the account's own currency: with another one no budget is made.
    units = euros and euros * (11 if stacks.spec.costs.currency == "SEK" else 1)
    assert [body["amount"]["specified_amount"] for body in budgets] == ([{"units": str(units)}] if units else [])
    assert all(body["budget_filter"]["credit_types_treatment"] == "EXCLUDE_ALL_CREDITS" for body in budgets)


def test_state_and_parent_are_of_the_target(stacks: SynthesizedStacks) -> None:
    google = CASES[stacks.case][2] == "google"
    for name, document in stacks.documents.items():
        local = {"local": {"path": "terraform.tfstate"}}
        gcs = {"gcs": {"bucket": "diagnosis-tfstate", "prefix": f"prod/{name}"}}
        assert document["terraform"]["backend"] == (gcs if google else local)
        assert document["terraform"]["required_providers"] == {
            "google": {"source": "hashicorp/google", "version": "~> 8.7"}
        }
    parent = stacks.one("google_folder.environment")["parent"]
    assert parent == ("folders/987654321098" if google else "organizations/123456789012")


def test_outputs_have_the_names_that_others_read(stacks: SynthesizedStacks) -> None:
    expected = {
        "foundation": {"project_id", "project_number", "region", "key_ring", "keys"},
        "network": {"network", "subnetwork"},
        "data": {"buckets", "datasets", "topics", "registries", "secrets", "dlp_templates", "policy_tags"},
        "ml": {
            "endpoint", "tensorboard", "feature_group", "online_store", "workbench", "training_template",
            "service_accounts",
        },
        "cluster": {"cluster", "identities"},
    }  # fmt: skip
    for name, document in stacks.documents.items():
        assert set(document["output"]) == expected.get(name, set(document["output"])), name
    buckets = stacks.documents["data"]["output"]["buckets"]["value"]
    assert {"raw", "features", "models", "pipeline_root", "access_logs"} == buckets.keys()
