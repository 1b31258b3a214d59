"""LF-ACC-003: a bucket can't be made public."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, settings_check
from landfast.policies.model import Mend, Rule

_TEXT = "one grant to allUsers makes the bucket public"
SETTINGS = {
    "google_storage_bucket": (
        Setting(
            "public_access_prevention",
            lambda value: value == "enforced",
            _TEXT,
            f"is not set: {_TEXT}",
            right="enforced",
        ),
    )
}


RULE = Rule(
    id="LF-ACC-003",
    name="public_prevention",
    title="Ensure a bucket can't be made public",
    why="Public access prevention holds even if somebody grants allUsers a role later.",
    mend=Mend(landfast="Use the bucket module.", terraform='Set public_access_prevention = "enforced".'),
    articles=("25(2)", "32(1)(b)"),
    severity="high",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
