"""LF-ACC-017: machines forward no packets of others."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_false, settings_check
from landfast.policies.model import Mend, Rule

_FORWARD = (Setting("can_ip_forward", is_false, "the machine may send and receive packets of others"),)
SETTINGS = {
    "google_compute_instance": _FORWARD,
    "google_compute_instance_template": _FORWARD,
    "google_compute_region_instance_template": _FORWARD,
}

RULE = Rule(
    id="LF-ACC-017",
    name="ip_forwarding",
    title="Ensure machines forward no packets of others",
    why="A machine that forwards can carry data past the firewall rules of others.",
    mend=Mend(
        landfast="Use the modules.",
        terraform="Leave can_ip_forward false.",
    ),
    articles=("32(1)(b)",),
    severity="low",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
