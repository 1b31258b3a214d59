"""LF-RET-004: a log bucket says how long it keeps logs."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, settings_check
from landfast.policies.model import Mend, Rule

LEAST, MOST = 30, 3650
_DAYS = Setting(
    "retention_days",
    lambda value: isinstance(value, int | float) and LEAST <= value <= MOST,
    f"logs are kept {LEAST} to {MOST} days",
    "is not set: Google's default is 30 days, which nobody decided",
    right=400,
)
SETTINGS = {
    f"google_logging_{level}_bucket_config": (_DAYS,)
    for level in ("project", "folder", "organization", "billing_account")
}


RULE = Rule(
    id="LF-RET-004",
    name="log_retention",
    title="Ensure a log bucket says how long it keeps logs",
    why="Logs prove who saw what (accountability), and are personal data themselves (storage limitation).",
    mend=Mend(landfast="Set retention.logs_days.", terraform="Set retention_days between 30 and 3650."),
    articles=("5(1)(e)", "5(2)", "33"),
    severity="low",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
