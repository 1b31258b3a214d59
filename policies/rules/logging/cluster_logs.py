"""LF-LOG-007: clusters log what their control plane does."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_present, settings_check
from landfast.policies.model import Mend, Rule

_NOTHING = "what happens in the cluster leaves no trace"


def _is_service(value: object) -> bool:
    return value != "none"


SETTINGS = {
    "google_container_cluster": (
        Setting("logging_service", _is_service, _NOTHING),
        Setting("logging_config.enable_components", is_present, _NOTHING, f"is not set: {_NOTHING}", within=True),
    )
}

RULE = Rule(
    id="LF-LOG-007",
    name="cluster_logs",
    title="Ensure clusters log what happens in them",
    why="Without them nobody can say after a breach what was run, and by whom.",
    mend=Mend(
        landfast="Use the cluster module.",
        terraform="Leave logging_service out, and list SYSTEM_COMPONENTS and WORKLOADS in "
        "logging_config.enable_components.",
    ),
    articles=("32(1)(d)", "33(3)"),
    severity="low",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
