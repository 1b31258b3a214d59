"""LF-ACC-019: federation lets in named repositories only."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_present, settings_check
from landfast.policies.model import Mend, Rule

SETTINGS = {
    "google_iam_workload_identity_pool_provider": (
        Setting.needed("attribute_condition", is_present, "whoever the other side signs a token for may ask for one"),
    )
}

RULE = Rule(
    id="LF-ACC-019",
    name="federation_condition",
    title="Ensure federation lets in only whom a condition names",
    why="GitHub and GitLab sign tokens for every repository in the world: without a condition each may knock.",
    mend=Mend(
        landfast="Use the federation module: it names the repository.",
        terraform='Set attribute_condition, e.g. `assertion.repository == "acme/churn"`.',
    ),
    articles=("32(1)(b)",),
    severity="high",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
