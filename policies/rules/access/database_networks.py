"""LF-ACC-024: a database lets nobody in from everywhere."""

from __future__ import annotations

from landfast.policies.facts.ranges import is_wide
from landfast.policies.facts.settings import Setting, settings_check
from landfast.policies.model import Mend, Rule


def _is_somewhere(value: object) -> bool:
    return isinstance(value, str) and not is_wide([value])


SETTINGS = {
    "google_sql_database_instance": (
        Setting(
            "settings.ip_configuration.authorized_networks.value",
            _is_somewhere,
            "the whole internet may knock at the database",
        ),
    ),
    "google_alloydb_instance": (
        Setting(
            "network_config.authorized_external_networks.cidr_range",
            _is_somewhere,
            "the whole internet may knock at the database",
        ),
    ),
}

RULE = Rule(
    id="LF-ACC-024",
    name="database_networks",
    title="Ensure no database lets the whole internet in",
    why="A database that anyone can reach is guarded by its passwords alone.",
    mend=Mend(
        landfast="Use the database module: it has a private address only.",
        terraform="Remove 0.0.0.0/0 from the authorized networks; use a private address.",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="critical",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
