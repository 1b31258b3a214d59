"""LF-AVA-003: a destroyed key can be brought back for a week."""

from __future__ import annotations

from landfast.policies.facts.durations import duration_days
from landfast.policies.facts.settings import Setting, fixes_of, settings_check
from landfast.policies.model import Mend, Rule

_LEAST_DAYS = 7


def _is_long(value: object) -> bool:
    days = duration_days(value)
    return days is not None and days >= _LEAST_DAYS


SETTINGS = {
    "google_kms_crypto_key": (
        Setting(
            "destroy_scheduled_duration",
            _is_long,
            f"a destroyed key is gone in less than {_LEAST_DAYS} days",
            right=f"{_LEAST_DAYS * 86_400}s",
        ),
    )
}

RULE = Rule(
    id="LF-AVA-003",
    name="key_grace",
    title="Ensure a key that was destroyed can be brought back for a week",
    why="A key destroyed by mistake is the loss of everything that it encrypts.",
    mend=Mend(
        landfast="Keep the key module: 30 days.",
        terraform="Set destroy_scheduled_duration to `604800s` (7 days) or more, or leave it out (30 days).",
    ),
    articles=("32(1)(b)", "32(1)(c)"),
    severity="medium",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
