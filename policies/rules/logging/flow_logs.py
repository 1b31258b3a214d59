"""LF-LOG-003: subnets log their flows."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_block
from landfast.policies.facts.subnets import subnet_check
from landfast.policies.model import Mend, Rule

SETTINGS = {
    "google_compute_subnetwork": (
        Setting("log_config", is_block, "", "is not set: nobody can tell what data went where"),
    )
}

RULE = Rule(
    id="LF-LOG-003",
    name="flow_logs",
    title="Ensure subnets log their flows",
    why="After a breach they tell which machine sent how much to whom.",
    mend=Mend(
        landfast="Use the network stack.",
        terraform="Add log_config to the subnetwork.",
    ),
    articles=("32(1)(d)", "33(3)"),
    severity="low",
    check=subnet_check(SETTINGS),
    types=frozenset(SETTINGS),
)
