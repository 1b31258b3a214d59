"""LF-RET-009: rows and documents end."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first, read

_TABLE, _DATABASE = "google_bigtable_table", "google_firestore_database"
_SPANNER_WORDS = ("ROW DELETION POLICY", "TTL INTERVAL")


def check(resource: Resource, world: World) -> Iterator[Message]:
    if resource.type == _TABLE:
        yield from _bigtable(resource, world)
    elif resource.type == _DATABASE:
        if not _names(resource) & world.remembered(_ending_collections):
            yield Message("", "no google_firestore_field sets ttl_config: documents are kept for ever")
    else:
        statements = [value for _path, value in read(resource.values, ("ddl",))]
        untold = next((statement for statement in statements if isinstance(statement, Unknown)), None)
        if untold is not None:
            yield unknown_message("ddl", untold, "whether rows end")
        elif not any(word in str(statement).upper() for statement in statements for word in _SPANNER_WORDS):
            yield Message("ddl", "no table has a row deletion policy: rows are kept for ever")


def _names(resource: Resource) -> set[Resource | str]:
    name = resource.values.get("name")
    return {resource, name} if isinstance(name, str) else {resource}


def _ending_collections(world: World) -> frozenset[Resource | str]:
    """Firestore databases, or their names, of which at least one collection ends."""
    fields = world.of("google_firestore_field")
    ending = (field for field in fields if not isinstance(first(field.values, "ttl_config"), Missing))
    return frozenset(_owner(field, "database", _DATABASE, world) for field in ending)


def _bigtable(resource: Resource, world: World) -> Iterator[Message]:
    ending = world.remembered(_ending_families)
    for path, family in read(resource.values, ("column_family", "family")):
        if isinstance(family, Unknown):
            yield unknown_message(path, family, "the family")
        elif isinstance(family, str) and not any((name, family) in ending for name in _names(resource)):
            yield Message(path, f"no google_bigtable_gc_policy ends the family {family[:60]}: cells are kept for ever")


def _ending_families(world: World) -> frozenset[tuple[Resource | str, str]]:
    """(table or its name, family) of each policy."""
    found = world.of("google_bigtable_gc_policy")
    return frozenset((_owner(each, "table", _TABLE, world), str(each.values.get("column_family"))) for each in found)


def _owner(resource: Resource, attribute: str, type_: str, world: World) -> Resource | str:
    value = resource.values.get(attribute)
    return world.referred(value, type_, resource) or str(value)


RULE = Rule(
    id="LF-RET-009",
    name="row_retention",
    title="Ensure rows and documents end",
    why="Rows that no rule deletes keep personal data longer than its purpose needs (storage limitation).",
    mend=Mend(
        landfast="landfast keeps no rows outside of BigQuery: set it in the configuration that does.",
        terraform="Add google_bigtable_gc_policy, ttl_config of google_firestore_field, or a ROW DELETION POLICY.",
    ),
    articles=("5(1)(e)", "17"),
    severity="low",
    check=check,
    types=frozenset({_TABLE, _DATABASE, "google_spanner_database"}),
)
