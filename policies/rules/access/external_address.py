"""LF-ACC-006: machines and databases are not on the internet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from landfast.policies.facts.settings import Setting, is_false, is_true, judge_settings, never
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first, shown

_ADDRESS = "the machine has an address on the internet"
_VM = tuple(Setting(f"network_interface.{name}", never, _ADDRESS) for name in ("access_config", "ipv6_access_config"))
_PUBLIC_BY_DEFAULT = f"is not set: {_ADDRESS}"
_WORKERS = (Setting("ip_configuration", lambda value: value == "WORKER_IP_PRIVATE", _ADDRESS, _PUBLIC_BY_DEFAULT),)
# Where each has what its machines are made by.
_DATAPROC = {
    "google_dataproc_cluster": "cluster_config",
    "google_dataproc_workflow_template": "placement.managed_cluster.config",
}
# From 2.2 on, which is also what clusters without a version have, machines have no address unless they are asked to.
# https://docs.cloud.google.com/dataproc/docs/concepts/configuring-clusters/network
_IMAGE, _PRIVATE_IMAGE = re.compile(r"([0-9]+)\.([0-9]+)(?![0-9])"), (2, 2)
SETTINGS = {
    "google_compute_instance": _VM,
    "google_compute_instance_template": _VM,
    "google_compute_region_instance_template": _VM,
    "google_compute_instance_from_template": _VM,
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
    "google_dataflow_job": _WORKERS,
    "google_dataflow_flex_template_job": _WORKERS,
    # Where the block is, the provider sends false for what is not set, whatever the image; where it isn't, see below.
    **{
        type_: (Setting(f"{config}.gce_cluster_config.internal_ip_only", is_true, _ADDRESS, _PUBLIC_BY_DEFAULT, True),)
        for type_, config in _DATAPROC.items()
    },
    "google_hypercomputecluster_cluster": (
        Setting("orchestrator.slurm.login_nodes.enable_public_ips", is_false, _ADDRESS),
    ),
    "google_workstations_workstation_config": (
        Setting("host.gce_instance.disable_public_ip_addresses", is_true, _ADDRESS, _PUBLIC_BY_DEFAULT),
    ),
    "google_data_fusion_instance": (Setting("private_instance", is_true, _ADDRESS, _PUBLIC_BY_DEFAULT),),
    "google_notebooks_instance": (Setting("no_public_ip", is_true, _ADDRESS, _PUBLIC_BY_DEFAULT),),
    "google_notebooks_runtime": (
        Setting("virtual_machine.virtual_machine_config.internal_ip_only", is_true, _ADDRESS, _PUBLIC_BY_DEFAULT, True),
    ),
    "google_tpu_v2_vm": (Setting("network_config.enable_external_ips", is_false, _ADDRESS),),
    "google_looker_instance": (Setting("public_ip_enabled", is_false, _ADDRESS),),
    "google_vmwareengine_network_policy": tuple(
        Setting(f"{name}.enabled", is_false, _ADDRESS) for name in ("internet_access", "external_ip")
    ),
    "google_database_migration_service_connection_profile": (
        Setting("cloudsql.settings.ip_config.enable_ipv4", is_false, "the database has an address on the internet"),
    ),
    "google_container_cluster": (
        Setting("private_cluster_config.enable_private_nodes", is_true, _ADDRESS, _PUBLIC_BY_DEFAULT),
    ),
    # A pool of nodes without the setting is as its cluster.
    "google_container_node_pool": (Setting("network_config.enable_private_nodes", is_true, _ADDRESS),),
    "google_colab_runtime_template": (
        Setting("network_spec.enable_internet_access", is_false, _ADDRESS, _PUBLIC_BY_DEFAULT),
    ),
    "google_cloud_run_v2_service": (
        Setting("invoker_iam_disabled", is_false, "everybody may call the service"),
    ),
}  # fmt: skip

_COMPOSER = "google_composer_environment"


def check(resource: Resource, _world: World) -> Iterator[Message]:
    values = resource.values
    if resource.type == _COMPOSER:
        yield from _composer(resource)
        return
    if not isinstance(first(values, "virtual_cluster_config"), Missing):
        # What runs on a cluster of Kubernetes has that one's machines.
        return
    yield from judge_settings(resource, SETTINGS)
    if resource.type in _DATAPROC:
        yield from _by_image(resource, _DATAPROC[resource.type])


def _by_image(resource: Resource, config: str) -> Iterator[Message]:
    """Where a cluster of Dataproc says nothing of its machines' network, its image decides."""
    if not isinstance(first(resource.values, f"{config}.gce_cluster_config"), Missing):
        return
    path = f"{config}.software_config.image_version"
    version = first(resource.values, path)
    if isinstance(version, Unknown):
        yield unknown_message(path, version, "what the image decides, an address on the internet,")
        return
    match = _IMAGE.match(version) if isinstance(version, str) else None
    if match and (int(match[1]), int(match[2])) < _PRIVATE_IMAGE:
        yield Message(path, f"is {shown(version)}, and internal_ip_only is not set: {_ADDRESS}")


def _composer(resource: Resource) -> Iterator[Message]:
    """Composer 3 has a setting of its own, Composer 2 is private by a block that its control plane has one in, too."""
    whole, block = "config.enable_private_environment", "config.private_environment_config"
    private, config = first(resource.values, whole), first(resource.values, block)
    if isinstance(private, Unknown) or (isinstance(config, Unknown) and not is_true(private)):
        yield unknown_message(whole, private if isinstance(private, Unknown) else config, "the setting")
    elif isinstance(config, Missing):
        if not is_true(private):
            yield Message(whole, _PUBLIC_BY_DEFAULT if isinstance(private, Missing) else f"is false: {_ADDRESS}")
    elif not is_true(private):
        path = f"{block}.enable_private_endpoint"
        endpoint = first(resource.values, path)
        if isinstance(endpoint, Unknown):
            yield unknown_message(path, endpoint, "the setting")
        elif not is_true(endpoint):
            yield Message(path, "is not true: the control plane has an address on the internet")


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
    check=check,
    types=frozenset({*SETTINGS, _COMPOSER}),
)
