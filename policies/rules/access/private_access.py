"""LF-ACC-026: Google's APIs are reached without the internet."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_true
from landfast.policies.facts.subnets import subnet_check
from landfast.policies.model import Mend, Rule

SETTINGS = {
    "google_compute_subnetwork": (
        Setting.needed("private_ip_google_access", is_true, "machines need the internet to reach Google's APIs"),
    )
}

RULE = Rule(
    id="LF-ACC-026",
    name="private_access",
    title="Ensure Google's APIs are reached without the internet",
    why="Otherwise machines that need storage or BigQuery get a way to the whole internet.",
    mend=Mend(
        landfast="Use the network stack.",
        terraform="Set private_ip_google_access = true.",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="medium",
    check=subnet_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
