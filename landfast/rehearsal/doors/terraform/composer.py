"""What only Composer 2 has; the provider's words for its arguments."""

from __future__ import annotations

from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.errors import ProviderError

# (block of `config`, argument): the provider refuses all but the last, which the API does not take.
NOT_IN_COMPOSER_3 = (
    ("", "master_authorized_networks_config"),
    ("", "private_environment_config"),
    ("node_config", "enable_ip_masq_agent"),
    ("node_config", "max_pods_per_node"),
    ("data_retention_config", "task_logs_retention_config"),
)


def check_composer(values: Object) -> None:
    """Raises ProviderError."""
    config = _first(values.get("config"))
    if "composer-3" not in str(_first(config.get("software_config")).get("image_version")):
        return
    for block, name in NOT_IN_COMPOSER_3:
        inner = _first(config.get(block)) if block else config
        if inner.get(name):
            path = ".0.".join(filter(None, ("config", block, name)))
            raise ProviderError(f"error in configuration, {path} should not be used in Composer 3")


def _first(value: Any) -> dict[str, Any]:
    return value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else {}
