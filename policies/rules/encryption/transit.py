"""LF-ENC-005: connections to databases are encrypted."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_one_of, settings_check
from landfast.policies.model import Mend, Rule

_PLAIN = "data travels in the clear"
_REDIS = (
    Setting.needed("transit_encryption_mode", is_one_of("SERVER_AUTHENTICATION"), _PLAIN, "SERVER_AUTHENTICATION"),
)
_CLUSTER = (
    Setting.needed(
        "transit_encryption_mode",
        is_one_of("TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION"),
        _PLAIN,
        "TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION",
    ),
)
SETTINGS = {
    "google_sql_database_instance": (
        Setting.needed(
            "settings.ip_configuration.ssl_mode",
            is_one_of("ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"),
            _PLAIN,
            "ENCRYPTED_ONLY",
        ),
    ),
    "google_alloydb_instance": (
        Setting(
            "client_connection_config.ssl_config.ssl_mode", is_one_of("ENCRYPTED_ONLY"), _PLAIN, right="ENCRYPTED_ONLY"
        ),
    ),
    "google_redis_instance": _REDIS,
    "google_redis_cluster": _CLUSTER,
    "google_memorystore_instance": _REDIS,
}

RULE = Rule(
    id="LF-ENC-005",
    name="transit",
    title="Ensure connections to databases are encrypted",
    why="Who can listen on the network reads what is not encrypted on its way.",
    mend=Mend(
        landfast="Use the database module.",
        terraform='Set ssl_mode = "ENCRYPTED_ONLY" or stricter, or transit_encryption_mode to server authentication.',
    ),
    articles=("32(1)(a)",),
    severity="high",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
