"""What the provider refuses when it plans: arguments that do not go together (its CustomizeDiff), in its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.errors import ProviderError
from landfast.rehearsal.doors.terraform.values import UNKNOWN

# (block of `config`, argument) -> whether it is Composer 3's or Composer 2's.
OF_COMPOSER_3 = {
    ("", "enable_private_builds_only"): True,
    ("", "enable_private_environment"): True,
    ("", "master_authorized_networks_config"): False,
    ("", "private_environment_config"): False,
    ("node_config", "composer_internal_ipv4_cidr_block"): True,
    ("node_config", "composer_network_attachment"): True,
    ("node_config", "enable_ip_masq_agent"): False,
    ("node_config", "max_pods_per_node"): False,
    ("software_config", "web_server_plugins_mode"): True,
    ("workloads_config", "dag_processor"): True,
}

DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
UNITS = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
SCRATCH_GB = (375, 3000, 3500, 7000, 14000)


def check_plan(type_name: str, config: Object, planned: Object) -> None:
    """Raises ProviderError. Of a new resource: `config` as it is written, `planned` with defaults and unknowns."""
    for check in WRITTEN.get(type_name, ()):
        check(config)
    for check in CHECKS.get(type_name, ()):
        check(planned)


def _composer(planned: Object) -> None:
    config = _first(planned.get("config"))
    image = _first(config.get("software_config")).get("image_version")
    is_third = isinstance(image, str) and "composer-3" in image
    for (block, name), third in OF_COMPOSER_3.items():
        value = (_first(config.get(block)) if block else config).get(name)
        if value and value is not UNKNOWN and third != is_third:
            path = ".0.".join(filter(None, ("config", block, name)))
            word = "only" if third else "not"
            raise ProviderError(f"error in configuration, {path} should {word} be used in Composer 3")


def _cluster(planned: Object) -> None:
    version = planned.get("node_version")
    if version and version is not UNKNOWN and planned.get("remove_default_node_pool") is True:
        raise ProviderError("node_version can only be specified if remove_default_node_pool is not true")


def _node_version(planned: Object) -> None:
    node, master = (str(planned.get(name) or "") for name in ("node_version", "min_master_version"))
    given = all(isinstance(planned.get(name), str) for name in ("node_version", "min_master_version"))
    if given and node and master and node.partition("-")[0] != master.partition("-")[0]:
        raise ProviderError(
            f"Resource argument node_version (value: {node}) must either be unset or set to the same value as "
            f"min_master_version (value: {master}) on create."
        )


def _surge(planned: Object) -> None:
    defaults = _first(_first(planned.get("cluster_autoscaling")).get("auto_provisioning_defaults"))
    settings = _first(defaults.get("upgrade_settings"))
    if settings.get("strategy") not in (None, "", UNKNOWN, "SURGE") and any(
        _known(settings.get(name)) for name in ("max_surge", "max_unavailable")
    ):
        raise ProviderError(
            "Surge upgrade settings max_surge/max_unavailable can only be used when strategy is set to SURGE"
        )


def _ssl_policy(planned: Object) -> None:
    profile, features = planned.get("profile"), planned.get("custom_features")
    said = f"Error in SSL Policy {planned.get('name')}: the profile is set to {profile} but"
    if UNKNOWN in (profile, features):
        return
    if profile == "CUSTOM" and not features:
        raise ProviderError(f"{said} no custom_features are set.")
    if profile != "CUSTOM" and features:
        raise ProviderError(f"{said} using custom_features requires the profile to be CUSTOM.")


def _router(planned: Object) -> None:
    bgp = _first(planned.get("bgp"))
    for name in ("advertised_groups", "advertised_ip_ranges") if bgp.get("advertise_mode") == "DEFAULT" else ():
        if _known(bgp.get(name)):
            raise ProviderError(f"Error in bgp: {name} cannot be specified when using advertise_mode DEFAULT")


def _nat(planned: Object) -> None:
    if _known(planned.get("drain_nat_ips")):
        raise ProviderError(f"New RouterNat cannot have drain_nat_ips, got values {planned['drain_nat_ips']}")


def _sources(config: Object) -> None:
    """Of the configuration: what is left out of it is unknown in the plan."""
    names = ("source_tags", "source_ranges", "source_service_accounts")
    if config.get("direction") != "EGRESS" and all(config.get(name) is None for name in names):
        raise ProviderError("one of source_tags, source_ranges, or source_service_accounts must be defined")


def _firewall_logs(config: Object) -> None:
    if config.get("enable_logging") is False and config.get("log_config"):
        raise ProviderError("log_config cannot be defined when enable_logging is false")


def _priorities(planned: Object) -> None:
    found = [rule.get("priority") for rule in _all(planned.get("rule")) if rule.get("priority") is not UNKNOWN]
    if len(found) > len(set(found)):
        raise ProviderError("Two rules have the same priority, please update one of the priorities to be different.")


def _recovery(planned: Object) -> None:
    backup = _first(_first(planned.get("settings")).get("backup_configuration"))
    version = planned.get("database_version")
    if backup.get("point_in_time_recovery_enabled") is True and str(version).startswith("MYSQL"):
        raise ProviderError(
            "point_in_time_recovery_enabled is only available for the following [POSTGRES SQLSERVER]. You may want to "
            "consider using binary_log_enabled instead and remove point_in_time_recovery_enabled (removing "
            "point_in_time_recovery_enabled and adding binary_log_enabled will enable pitr for MYSQL)"
        )


def _directory(planned: Object) -> None:
    config = _first(_first(planned.get("settings")).get("active_directory_config"))
    needed = ("dns_servers", "admin_credential_secret_name", "organizational_unit")
    if config.get("mode") == "CUSTOMER_MANAGED_ACTIVE_DIRECTORY" and not all(config.get(name) for name in needed):
        raise ProviderError(
            "dns_servers, admin_credential_secret_name, and organizational_unit must all be provided when mode is "
            "CUSTOMER_MANAGED_ACTIVE_DIRECTORY"
        )


def _tokens(planned: Object) -> None:
    target = _first(planned.get("http_target"))
    if target.get("oauth_token") and target.get("oidc_token"):
        raise ProviderError(
            "Error in http_target: only one of oauth_token or oidc_token can be specified, but not both."
        )


def _step_times(planned: Object) -> None:
    build = _first(planned.get("build"))
    times = [str(step["timeout"]) for step in _all(build.get("step")) if _known(step.get("timeout"))]
    whole = build.get("timeout")
    if build and isinstance(whole, str) and sum(map(_seconds, times)) > _seconds(whole):
        raise ProviderError(
            f"Step timeout sum ({sum(map(_seconds, times))}s) cannot be greater than build timeout ({whole})"
        )


def _seconds(text: str) -> float:
    """Of a duration as Go writes it (`1h30m`, `600s`)."""
    found = [(float(number), unit) for number, unit in DURATION.findall(text)]
    if "".join(f"{number}{unit}" for number, unit in DURATION.findall(text)) != text:
        raise ProviderError(f'Error parsing build timeout : time: invalid duration "{text}"')
    return sum(number * UNITS[unit] for number, unit in found)


def _clusters(planned: Object) -> None:
    found = [block.get("cluster_id") for block in _all(planned.get("cluster"))]
    for name in found:
        if name is not UNKNOWN and found.count(name) > 1:
            raise ProviderError(f'duplicated cluster_id: "{name}"')
    if not found and planned.get("cluster") is not UNKNOWN:
        raise ProviderError('config is invalid: Too few cluster blocks: Should have at least 1 "cluster" block')


def _ports(planned: Object) -> None:
    for name in ("http", "https", "http2", "tcp", "ssl", "grpc"):
        block = _first(planned.get(f"{name}_health_check"))
        wanted, said = block.get("port_specification"), f"Error in {name}_health_check:"
        if wanted in ("USE_NAMED_PORT", "USE_SERVING_PORT") and _known(block.get("port")):
            raise ProviderError(f"{said} port cannot be specified when using port_specification {wanted}.")
        if wanted == "USE_NAMED_PORT" and not block.get("port_name"):
            raise ProviderError(f"{said} Must specify port_name when using USE_NAMED_PORT as port_specification.")
        if wanted == "USE_SERVING_PORT" and _known(block.get("port_name")):
            raise ProviderError(f"{said} port_name cannot be specified when using port_specification USE_SERVING_PORT.")


def _disks(planned: Object) -> None:
    for place, disk in enumerate(_all(planned.get("disk"))):
        if place and disk.get("boot") is True:
            raise ProviderError(
                f"Only the first disk specified in instance_template can be the boot disk. disk.{place}.boot was true"
            )
        kind, type_, size = disk.get("type"), disk.get("disk_type"), disk.get("disk_size_gb")
        scratch = kind == "SCRATCH"
        if scratch and type_ not in ("local-ssd", UNKNOWN):
            raise ProviderError(
                f"SCRATCH disks must have a disk_type of local-ssd. disk {place} has disk_type {type_ or ''}"
            )
        if type_ == "local-ssd" and not scratch and kind is not UNKNOWN:
            raise ProviderError(
                f"disks with a disk_type of local-ssd must be SCRATCH disks. disk {place} is a {kind or ''} disk"
            )
        if scratch and size is not UNKNOWN and size not in SCRATCH_GB:
            raise ProviderError(f"SCRATCH disks must be one of {list(SCRATCH_GB)} GB, disk {place} is {size or 0}")


def _sink(planned: Object) -> None:
    if _known(planned.get("bigquery_options")) and planned.get("unique_writer_identity") is False:
        raise ProviderError("unique_writer_identity must be true when bigquery_options is supplied")


def _sensitive_labels(planned: Object) -> None:
    labels, sensitive = planned.get("labels"), _first(planned.get("sensitive_labels"))
    for name in ("auth_token", "service_key", "password"):
        if isinstance(labels, dict) and labels.get(name) and _known(sensitive.get(name)):
            raise ProviderError(f'Sensitive label "{name}" cannot be set at the same time as label "{name}".')


def _begins(*states: str) -> Callable[[Object], None]:
    """What a new one may begin as; nothing said is the first of its default."""

    def check(planned: Object) -> None:
        wanted = planned.get("desired_state")
        if _known(wanted) and wanted not in states:
            known = " or ".join(f"`{state}`" for state in states)
            raise ProviderError(f"`desired_state` can only be set to {known} when creating a new one")

    return check


def _revision(planned: Object) -> None:
    metadata = _first(_first(planned.get("template")).get("metadata"))
    if planned.get("autogenerate_revision_name") is True and _known(metadata.get("name")):
        raise ProviderError(
            "google_cloud_run_service: `template.metadata.name` cannot be set while `autogenerate_revision_name` is "
            "true. Please remove the field or set `autogenerate_revision_name` to false."
        )


def _first(value: Any) -> dict[str, Any]:
    return value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else {}


def _all(value: Any) -> list[dict[str, Any]]:
    return [block for block in value if isinstance(block, dict)] if isinstance(value, list) else []


def _known(value: Any) -> bool:
    return bool(value) and value is not UNKNOWN


CHECKS: dict[str, tuple[Callable[[Object], None], ...]] = {
    "google_bigtable_instance": (_clusters,),
    "google_cloud_run_service": (_revision,),
    "google_cloud_scheduler_job": (_tokens,),
    "google_cloudbuild_trigger": (_step_times,),
    "google_composer_environment": (_composer,),
    "google_compute_health_check": (_ports,),
    "google_compute_region_health_check": (_ports,),
    "google_compute_instance_template": (_disks,),
    "google_compute_region_instance_template": (_disks,),
    "google_compute_router": (_router,),
    "google_compute_router_nat": (_nat,),
    "google_compute_security_policy": (_priorities,),
    "google_compute_ssl_policy": (_ssl_policy,),
    "google_compute_region_ssl_policy": (_ssl_policy,),
    "google_container_cluster": (_cluster, _node_version, _surge),
    "google_datastream_stream": (_begins("NOT_STARTED", "RUNNING"),),
    "google_logging_project_sink": (_sink,),
    "google_monitoring_notification_channel": (_sensitive_labels,),
    "google_privateca_certificate_authority": (_begins("STAGED", "ENABLED"),),
    "google_sql_database_instance": (_recovery, _directory),
}
# Those that look at what is written, not at what is planned.
WRITTEN: dict[str, tuple[Callable[[Object], None], ...]] = {"google_compute_firewall": (_sources, _firewall_logs)}
