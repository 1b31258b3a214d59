"""LF-ACC-024: a database lets nobody in from everywhere."""

from __future__ import annotations

from landfast.policies.facts.ranges import is_narrow
from landfast.policies.facts.settings import Setting, settings_check
from landfast.policies.model import Mend, Rule

_DATABASE, _CLUSTER = (f"the whole internet may knock at the {what}" for what in ("database", "cluster"))

SETTINGS = {
    "google_sql_database_instance": (
        Setting("settings.ip_configuration.authorized_networks.value", is_narrow, _DATABASE),
    ),
    "google_alloydb_instance": (
        Setting("network_config.authorized_external_networks.cidr_range", is_narrow, _DATABASE),
    ),
    "google_database_migration_service_connection_profile": (
        Setting("cloudsql.settings.ip_config.authorized_networks.value", is_narrow, _DATABASE),
    ),
    "google_managed_kafka_cluster": (
        Setting("gcp_config.access_config.public_cluster_config.allowed_source_ip_ranges", is_narrow, _CLUSTER),
    ),
    "google_storage_ftp_server": (
        Setting("external_config.allowed_cidr_blocks", is_narrow, "the whole internet may knock at the files"),
    ),
}

RULE = Rule(
    id="LF-ACC-024",
    name="database_networks",
    title="Ensure no database lets the whole internet in",
    why="A database that anyone can reach is guarded by its passwords alone.",
    mend=Mend(
        landfast="Use the database module: it has a private address only.",
        terraform="Remove 0.0.0.0/0 from the authorized networks; use a private address.",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="critical",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
