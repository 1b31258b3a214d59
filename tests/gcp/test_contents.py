"""Which types hold data: each is one that the provider has, and of those that our stacks make none is forgotten."""

from __future__ import annotations

import json

import pytest
from repository import ROOT

from landfast.gcp.contents import LOST, group_of, holds_data, noun_of
from landfast.provider.facts import facts

# What the stacks make and what goes without a loss: made again, it is the same.
MADE_AGAIN = ("iam", "org_policy", "dns", "monitoring", "project_service", "service_account", "route", "firewall")


def test_every_type_is_one_of_the_provider() -> None:
    assert [kind for kind in sorted(LOST) if not facts(kind).known] == []


def test_what_the_stacks_keep_data_in_is_known() -> None:
    addresses = (ROOT / "tests/golden/addresses.json").read_text(encoding="utf-8")
    assert json.loads(addresses)
    kept = ("storage_bucket", "bigquery_dataset", "bigquery_table", "kms_crypto_key", "sql_database_instance",
            "secret_manager_regional_secret", "artifact_registry_repository", "container_cluster", "pubsub_topic",
            "vertex_ai_feature_online_store", "vertex_ai_tensorboard", "composer_environment", "workbench_instance",
            "gke_backup_backup_plan", "logging_project_bucket_config")  # fmt: skip
    for kind in kept:
        assert f"google_{kind}" in addresses
        assert holds_data(f"google_{kind}")
    assert not any(holds_data(kind) for kind in LOST if any(word in kind for word in MADE_AGAIN))


@pytest.mark.parametrize(
    ("kind", "group", "noun"),
    [
        ("storage_bucket", "data", "bucket"),
        ("project", "data", "project"),
        ("bigquery_dataset", "data", "bigquery dataset"),
        ("logging_project_bucket_config", "data", "log bucket"),
        ("compute_disk", "data", "disk"),
        ("kms_crypto_key", "keys", "crypto key"),
        ("secret_manager_regional_secret", "keys", "regional secret"),
        ("kms_crypto_key_iam_member", "access", "crypto key grant"),
        ("service_account", "access", "service account"),
        ("org_policy_policy", "access", "org policy policy"),
        ("compute_subnetwork", "network", "compute subnetwork"),
        ("dns_record_set", "network", "dns record set"),
        ("workbench_instance", "compute", "workbench instance"),
        ("container_cluster", "compute", "container cluster"),
        ("vertex_ai_endpoint", "compute", "endpoint"),
        ("monitoring_dashboard", "rest", "monitoring dashboard"),
    ],
)
def test_a_type_is_of_a_group_and_has_a_name_that_a_person_knows(kind: str, group: str, noun: str) -> None:
    assert (group_of(f"google_{kind}"), noun_of(f"google_{kind}")) == (group, noun)


def test_nothing_that_holds_data_is_of_the_rest() -> None:
    assert [kind for kind in LOST if group_of(kind) == "rest"] == []
