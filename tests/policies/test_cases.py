"""Configurations by which data goes elsewhere, or somebody comes in: what each folder of `cases` is found to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_folders import judged

CASES = Path(__file__).with_name("cases")
# The folder -> rule, end of the attribute's path, a word of the message; in the order of rules and paths.
EXPECTED = {
    "ar-virtual": [("LF-RES-005", "upstream_policies.repository", "us-central1")],
    "dns-private-unknown": [("LF-ENC-008", "visibility", "can't be told")],
    "fa-block-index": [],
    "run-without-grant": [
        ("LF-ACC-001", "invoker_iam_disabled", "without a grant"),
        ("LF-ACC-001", "invoker_iam_disabled", "whether callers need a grant"),
    ],
    "scheduler-regional-uri": [("LF-RES-004", "region", "variable region has no default")],
    # The provider has no type of the second one's name.
    "scc-mute": [("LF-COV-001", "", "google_scc_folder_mute_config")],
    "secret-triple": [("LF-RES-002", "replication.auto", "each with a key")],
    "sqlpw": [
        *(("LF-ACC-022", end, "plain text") for end in ("credentials", "initial_user.password", "password")),
        *(
            ("LF-ACC-022", end, "plain text")
            for end in ("private_key", "root_password", "secret_data", "shared_secret")
        ),
        ("LF-ACC-022", "env.value", "DB_PASSWORD"),
    ],
    "viewer-on-repo": [("LF-ACC-029", "role", "this resource, and nothing beside it")],
    "acc021-unknown-members": [],
    "beta-types": [],
    "ces-eu": [],
    "fa-beta-service-identity": [],
    "fa-chronicle-eu": [],
    "fa-connection-policy-that-stands": [],
    "fa-flow-logs-config": [],
    "fa-iceberg-table-location": [],
    "fa-mirroring-group-global": [],
    "fa-node-pool-with-location": [],
    "fa-psc-google-apis": [],
    "fa-scc-custom-module": [],
    "fa-sql-backup-default": [],
    "fa-workstation-replica-zones": [],
    "parent-by-id": [
        ("LF-ACC-010", "master_authorized_networks_config", "control plane"),
        ("LF-ACC-022", "secret_data", "plain text"),
    ],
    "workstation-zones": [],
    "firewall-tags": [("LF-ACC-008", "source_ranges[0]", "0.0.0.0/0")],
    "fn-apihub-vertex-location": [("LF-RES-001", "vertex_location", "outside Europe")],
    "fn-biglake-storage-uri": [("LF-RES-005", "storage_uri", "partner-us")],
    "fn-ces-app-recordings": [
        ("LF-RES-005", "gcs_bucket", "partner-us"),
        ("LF-RES-005", "bigquery_export_settings.dataset", "transcripts"),
    ],
    "fn-chronicle-export": [("LF-RES-005", "gcs_bucket", "`far`")],
    "fn-connector-host": [("LF-PRC-001", "destination.host", "api.partner.example")],
    "fn-cx-audio-export": [
        ("LF-RES-005", "audio_export_gcs_destination.uri", "partner-us"),
        ("LF-RES-005", "gen_app_builder_settings.engine", "outside Europe"),
    ],
    "fn-datafusion-topic": [("LF-RES-005", "event_publish_config.topic", "topic `t`")],
    "fn-discovery-connector-host": [("LF-PRC-001", "destinations.host", "partner.atlassian.net")],
    "fn-eventarc-pipeline-workflow": [("LF-RES-005", "destinations.workflow", "us-central1")],
    "fn-memorystore-secondary": [("LF-RES-001", "secondary_instances.instance", "us-east1")],
    "fn-pubsub-ai-inference": [("LF-RES-005", "ai_inference.endpoint", "us-central1")],
    "fn-reasoning-engine-memory-model": [
        ("LF-RES-005", "generation_config.model", "us-central1"),
        ("LF-RES-005", "embedding_model", "us-central1"),
    ],
    "fn-tasks-queue-uri-override": [("LF-RES-005", "uri_override.host", "us-central1")],
    "client-config-region": [("LF-RES-004", "location", "the provider's region is not set")],
    "empty-members": [],
    "empty-places": [
        ("LF-RES-003", "location", "so it is US"),
        ("LF-RES-003", "region", "the provider's zone `us-east1-b`"),
    ],
    "null-compare": [],
    "policy-heredoc": [
        ("LF-ACC-001", "member", "who is granted access"),
        *[("LF-ACC-001", "policy_data", "is everybody on the internet")] * 3,
        ("LF-ACC-001", "policy_data", "who is granted access"),
    ],
    "fa-defaults-that-are-global": [],
    "fa-names-with-gaps": [],
    "fa-labels": [],
    "fa-log-links": [("LF-RES-001", "bucket", "us-central1"), ("LF-RES-004", "bucket", "none of the")],
    "fa-own-function": [],
    "fn-build-artifacts": [("LF-RES-005", "build.artifacts.images", "us-east1-docker.pkg.dev")],
    "fn-defaults-of-code": [
        ("LF-RES-001", "code_compilation_config.default_location", "outside Europe"),
        ("LF-RES-002", "serving_locality", "all over the world"),
    ],
    "fn-hosts-alone": [
        ("LF-RES-005", "fqdn", "us-central1-p.cloudfunctions.net"),
        ("LF-RES-005", "host", "us-east1.run.app"),
        ("LF-RES-005", "labels.url", "us-central1-p.cloudfunctions.net"),
        ("LF-RES-005", "target_uri", "us-central1-p.cloudfunctions.net"),
    ],
    "fn-instances-and-registries": [
        ("LF-RES-005", "build_config.docker_repository", "is in US"),
        ("LF-RES-005", "containers.env.value", "clinic:us-central1:db"),
        ("LF-RES-005", "cloud_sql_instance.instances", "is in US"),
    ],
    "fn-map-keys": [
        ("LF-RES-005", "configs.cps.endpoint", "us-east1-pubsub.googleapis.com"),
        ("LF-RES-005", "configs.cps.topic", "topic `partner`"),
        ("LF-RES-005", "configs.defaultDataset", "dataset `partner`"),
        *[("LF-RES-005", "configs.gcs.bucket.name", "partner-us")] * 2,
        ("LF-RES-005", "parameters.outputTable", "dataset `partner`"),
        ("LF-RES-005", "environment_variables.engine", "outside Europe"),
    ],
    "fn-of-another-project": [
        ("LF-RES-005", "copy.destination_table.table_id", "dataset `visits`"),
        ("LF-RES-005", "topic", "topic `events`"),
    ],
    "fn-state-at-an-endpoint": [("LF-RES-007", "", "is not known")],
    "fn-state-in-another-cloud": [("LF-RES-007", "", "Amazon Web Services")],
    "named-secrets": [("LF-ACC-022", "admin_password", "plain text"), ("LF-ACC-022", "passphrase", "plain text")],
    "policy-jsonencode": [
        ("LF-ACC-001", "binding.members[0]", "is everybody"),
        ("LF-ACC-001", "binding.members[1]", "who is granted"),
        *[("LF-ACC-001", "policy_data", "is everybody")] * 2,
        *[("LF-ACC-001", "policy_data", "who is granted")] * 2,
    ],
    "roles-above": [
        ("LF-ACC-004", "role", "every project in the folder"),
        ("LF-ACC-004", "role", "every project of the organisation"),
    ],
    "rule-sources": [("LF-ACC-008", "match.src_ip_ranges[0]", "the whole internet")] * 2,
    "wide-ranges": [
        *(("LF-ACC-008", f"source_ranges[{at}]", "names nobody") for at in (0, 1)),
        *(("LF-ACC-010", f"cidr_blocks[{at}].cidr_block", "anyone") for at in (0, 1)),
        *(("LF-ACC-024", f"authorized_networks[{at}].value", "the whole internet") for at in (0, 1)),
    ],
}
# What a case is about; the other rules have fixtures of their own.
RULES = ("LF-RES-001", "LF-RES-002", "LF-RES-003", "LF-RES-004", "LF-RES-005", "LF-RES-007",
         "LF-PRC-001", "LF-ACC-001", "LF-ACC-004", "LF-ACC-008", "LF-ACC-010", "LF-ACC-021", "LF-ACC-022", "LF-ACC-024",
         "LF-ACC-029", "LF-COV-001", "LF-ENC-008")  # fmt: skip


def test_every_case_has_what_is_expected_of_it() -> None:
    assert {path.name for path in CASES.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_case_is_found_to_do_what_it_does(name: str) -> None:
    report = judged(CASES / name)
    assert not report.problems
    found = sorted(
        (finding for finding in report.findings if finding.rule.id in RULES),
        key=lambda each: (each.rule.id, each.path, each.message),
    )
    expected = sorted(EXPECTED[name], key=lambda each: each[0])
    assert len(found) == len(expected), [(each.rule.id, each.path, each.message) for each in found]
    for finding, (rule, path, word) in zip(found, expected, strict=True):
        assert finding.rule.id == rule
        assert finding.path.endswith(path)
        assert word in finding.message
