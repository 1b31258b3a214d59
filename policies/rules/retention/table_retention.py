"""LF-RET-008: what is in a table ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landfast.policies.causes import CHECK_BOTH, Cause
from landfast.policies.facts.settings import is_present
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import Missing, Unknown, first, shown, why

_DATASET = "google_bigquery_dataset"
_NOT_STORED = ("view", "materialized_view", "external_data_configuration", "biglake_configuration")
_OWN = ("expiration_time", "time_partitioning.expiration_ms")
_DEFAULTS = ("default_table_expiration_ms", "default_partition_expiration_ms")


def check(resource: Resource, world: World) -> Iterator[Message]:
    values = resource.values
    if any(not isinstance(first(values, name), Missing) for name in _NOT_STORED) or _ends(values, _OWN):
        return
    name = values.get("dataset_id")
    dataset = world.referred(name, _DATASET, resource) or world.find(_DATASET, "dataset_id", name)
    if dataset is None:
        text = "is not set, and its dataset is none of those that are checked"
        cause = why(name) or Cause(f"dataset {shown(name)} is none of those that are checked", CHECK_BOTH)
        yield Message("expiration_time", text, unknown=True, cause=cause)
    elif not _ends(dataset.values, _DEFAULTS):
        yield Message("expiration_time", "is not set, nor does the dataset set one: rows are kept for ever")


def _ends(values: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    found = (first(values, name) for name in names)
    return any(not isinstance(value, Missing | Unknown) and is_present(value) and value != "0" for value in found)


RULE = Rule(
    id="LF-RET-008",
    name="table_retention",
    title="Ensure what is in a table ends",
    why="A table without an end keeps personal data longer than its purpose needs (storage limitation).",
    mend=Mend(
        landfast="Use the dataset module: tables take its expiration.",
        terraform="Set time_partitioning.expiration_ms or expiration_time, or default_table_expiration_ms on the "
        "dataset.",
    ),
    articles=("5(1)(e)", "17"),
    severity="medium",
    check=check,
    types=frozenset({"google_bigquery_table"}),
)
