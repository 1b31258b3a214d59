"""LF-LOG-005: load balancers log requests."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_true, settings_check
from landfast.policies.model import Mend, Rule

_LOG = (Setting.needed("log_config.enable", is_true, "nobody can tell who asked for what"),)
SETTINGS = {"google_compute_backend_service": _LOG, "google_compute_region_backend_service": _LOG}

RULE = Rule(
    id="LF-LOG-005",
    name="balancer_logs",
    title="Ensure load balancers log requests",
    why="Without them nobody can say after a breach what was asked for, and from where.",
    mend=Mend(
        landfast="landfast makes no load balancers: set it in the configuration that does.",
        terraform="Set log_config.enable = true.",
    ),
    articles=("32(1)(d)", "33(3)"),
    severity="low",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
