"""LF-ACC-006: machines and databases are not on the internet."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_false, is_true, never, settings_check
from landfast.policies.model import Mend, Rule

_ADDRESS = "the machine has an address on the internet"
_VM = tuple(Setting(f"network_interface.{name}", never, _ADDRESS) for name in ("access_config", "ipv6_access_config"))
_PUBLIC_BY_DEFAULT = f"is not set: {_ADDRESS}"
SETTINGS = {
    "google_compute_instance": _VM,
    "google_compute_instance_template": _VM,
    "google_compute_region_instance_template": _VM,
    "google_workbench_instance": (
        Setting("gce_setup.disable_public_ip", is_true, _ADDRESS, _PUBLIC_BY_DEFAULT),
    ),
    "google_sql_database_instance": (
        Setting(
            "settings.ip_configuration.ipv4_enabled",
            is_false,
            "the database has an address on the internet",
            "is not set: the database has an address on the internet",
        ),
    ),
    "google_alloydb_instance": (
        Setting("network_config.enable_public_ip", is_false, "the database has an address on the internet"),
    ),
    "google_dataflow_job": (
        Setting("ip_configuration", lambda value: value == "WORKER_IP_PRIVATE", _ADDRESS, _PUBLIC_BY_DEFAULT),
    ),
    "google_container_cluster": (
        Setting("private_cluster_config.enable_private_nodes", is_true, _ADDRESS, _PUBLIC_BY_DEFAULT),
    ),
    "google_colab_runtime_template": (
        Setting("network_spec.enable_internet_access", is_false, _ADDRESS, _PUBLIC_BY_DEFAULT),
    ),
    "google_cloud_run_v2_service": (
        Setting("invoker_iam_disabled", is_false, "everybody may call the service"),
    ),
}  # fmt: skip


RULE = Rule(
    id="LF-ACC-006",
    name="external_address",
    title="Ensure machines and databases have no address on the internet",
    why="What has no public address can't be reached or leak to the internet by one wrong firewall rule.",
    mend=Mend(
        landfast="Use the modules: they are private, and the foundation's organisation policies refuse others.",
        terraform="Leave out access_config, set disable_public_ip, enable_private_nodes or ipv4_enabled = false.",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="high",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
