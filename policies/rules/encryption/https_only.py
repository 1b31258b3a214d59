"""LF-ENC-007: what is served is served over HTTPS."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_one_of, settings_check
from landfast.policies.model import Mend, Rule

_PLAIN = "pages and answers travel in the clear"
_APP = (Setting.needed("handlers.security_level", is_one_of("SECURE_ALWAYS"), _PLAIN, right="SECURE_ALWAYS"),)
SETTINGS = {
    "google_app_engine_standard_app_version": _APP,
    "google_app_engine_flexible_app_version": _APP,
    "google_cloudfunctions_function": (
        Setting("https_trigger_security_level", is_one_of("SECURE_ALWAYS"), _PLAIN, right="SECURE_ALWAYS"),
    ),
}  # fmt: skip

RULE = Rule(
    id="LF-ENC-007",
    name="https_only",
    title="Ensure what is served is served over HTTPS",
    why="Who can listen on the network reads, and changes, what is not encrypted on its way.",
    mend=Mend(
        landfast="landfast makes no such services: set it in the configuration that does.",
        terraform="Set security_level (functions: https_trigger_security_level) to SECURE_ALWAYS.",
    ),
    articles=("32(1)(a)",),
    severity="medium",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
