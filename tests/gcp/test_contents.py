"""Which types hold data: each is one that the provider has, and of those that our stacks make none is forgotten."""

from __future__ import annotations

import json

from repository import ROOT

from landfast.gcp.contents import HOLDING, holds_data
from landfast.provider.facts import facts

# What the stacks make and what goes without a loss: made again, it is the same.
MADE_AGAIN = ("iam", "org_policy", "dns", "monitoring", "project_service", "service_account", "route", "firewall")


def test_every_type_is_one_of_the_provider() -> None:
    assert [kind for kind in sorted(HOLDING) if not facts(kind).known] == []


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
    assert not any(holds_data(kind) for kind in HOLDING if any(word in kind for word in MADE_AGAIN))
