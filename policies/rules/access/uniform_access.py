"""LF-ACC-002: a bucket's access is by IAM alone."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_true, settings_check
from landfast.policies.model import Mend, Rule

_TEXT = "each object can be opened by an access list of its own"
SETTINGS = {"google_storage_bucket": (Setting("uniform_bucket_level_access", is_true, _TEXT, f"is not set: {_TEXT}"),)}


RULE = Rule(
    id="LF-ACC-002",
    name="uniform_access",
    title="Ensure access to a bucket is by IAM alone",
    why="Access lists on single objects are in no review: nobody sees who can read what.",
    mend=Mend(landfast="Use the bucket module.", terraform="Set uniform_bucket_level_access = true."),
    articles=("32(1)(b)", "25(2)"),
    severity="high",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
