"""LF-RET-001: what is in a bucket ends."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown, first, read

# Conditions that come true by time alone.
_TIMES = ("age", "days_since_noncurrent_time", "days_since_custom_time", "created_before", "num_newer_versions")


def check(resource: Resource, _world: World) -> Iterator[Message]:
    for _path, rule in read(resource.values, ("lifecycle_rule",)):
        if isinstance(rule, Unknown):
            yield unknown_message("lifecycle_rule", rule, "when objects are deleted")
            return
        if isinstance(rule, dict) and first(rule, "action.type") == "Delete" and _in_time(rule):
            return
    yield Message("lifecycle_rule", "no rule deletes objects after a time, so they are kept for ever")


def _in_time(rule: dict[str, object]) -> bool:
    values = (first(rule, f"condition.{name}") for name in _TIMES)
    return any(isinstance(value, int | str) and value not in (0, "", "0", False) for value in values)


RULE = Rule(
    id="LF-RET-001",
    name="bucket_retention",
    title="Ensure what is in a bucket ends",
    why="Personal data may be kept no longer than its purpose needs (storage limitation).",
    mend=Mend(
        landfast="Set retention.raw_days or retention.predictions_days.",
        terraform="Add a lifecycle_rule with action Delete and condition age (days).",
    ),
    articles=("5(1)(e)", "17"),
    severity="medium",
    check=check,
    types=frozenset({"google_storage_bucket"}),
)
