"""LF-ACC-018: API keys open few services."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_present, settings_check
from landfast.policies.model import Mend, Rule

SETTINGS = {
    "google_apikeys_key": (
        Setting.needed("restrictions.api_targets", is_present, "the key opens every service that takes keys"),
    )
}

RULE = Rule(
    id="LF-ACC-018",
    name="api_keys",
    title="Ensure an API key opens only the services that it is for",
    why="An API key names nobody, and works from anywhere for whoever finds it.",
    mend=Mend(
        landfast="Use service accounts: landfast makes no API keys.",
        terraform="Remove the key, or set restrictions.api_targets and the hosts, addresses or apps that may use it.",
    ),
    articles=("32(1)(b)",),
    severity="medium",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
