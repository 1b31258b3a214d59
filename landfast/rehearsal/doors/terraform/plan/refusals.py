"""What the provider refuses when it plans: arguments that do not go together (its CustomizeDiff), in its words."""

from __future__ import annotations

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


def check_plan(type_name: str, planned: Object) -> None:
    """Raises ProviderError."""
    check = CHECKS.get(type_name)
    if check is not None:
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


def _first(value: Any) -> dict[str, Any]:
    return value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else {}


CHECKS: dict[str, Callable[[Object], None]] = {
    "google_composer_environment": _composer,
    "google_container_cluster": _cluster,
}
