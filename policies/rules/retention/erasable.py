"""LF-RET-005: no lock stands against erasure."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_false, settings_check
from landfast.policies.model import Mend, Rule

_TEXT = "nobody can delete before the end of the retention, not even for a data subject who asks for it"
SETTINGS = {
    "google_storage_bucket": (Setting("retention_policy.is_locked", is_false, _TEXT),),
    "google_logging_project_bucket_config": (Setting("locked", is_false, _TEXT),),
}


RULE = Rule(
    id="LF-RET-005",
    name="erasable",
    title="Ensure data can be erased when a data subject asks",
    why="A lock on the retention can't be undone. It needs a legal duty to keep the data, on record.",
    mend=Mend(
        landfast="Record a waiver with the legal duty, its owner and an end.",
        terraform="Leave retention_policy.is_locked and locked false, or record a waiver with the legal duty.",
    ),
    articles=("17", "12(3)"),
    severity="high",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
