"""LF-RET-002: the tables of a dataset end."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first

_PATHS = ("default_table_expiration_ms", "default_partition_expiration_ms")


def check(resource: Resource, _world: World) -> Iterator[Message]:
    values = {path: first(resource.values, path) for path in _PATHS}
    if any(not isinstance(value, Missing | Unknown) and value not in (0, "", "0") for value in values.values()):
        return
    unknown = next(((path, value) for path, value in values.items() if isinstance(value, Unknown)), None)
    if unknown:
        yield unknown_message(unknown[0], unknown[1], "when tables end")
    else:
        yield Message(_PATHS[0], "is not set, so tables are kept for ever")


RULE = Rule(
    id="LF-RET-002",
    name="dataset_retention",
    title="Ensure the tables of a dataset end",
    why="Personal data may be kept no longer than its purpose needs (storage limitation).",
    mend=Mend(
        landfast="Set retention.raw_days or retention.predictions_days.",
        terraform="Set default_table_expiration_ms and default_partition_expiration_ms.",
    ),
    articles=("5(1)(e)", "17"),
    severity="medium",
    check=check,
    types=frozenset({"google_bigquery_dataset"}),
)
