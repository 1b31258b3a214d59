"""Holds the policies' tables against the schema of the installed provider: `scripts/policies`, and a test."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landfast.policies.facts.tables import TypeEntry, assessed, no_content, table
from landfast.provider.schema import resource_schema, resource_types

# Attributes by whose name alone one can tell that they say where something is.
_PLACES = frozenset({"location", "region", "zone", "location_id", "replica_zones", "storage_locations"})


@dataclass(frozen=True, slots=True)
class Drift:
    """Types that no table knows (each is a finding where it is used), entries that the provider no longer has,
    types that are no longer google-beta's alone, attribute paths that it does not have, and places that an assessed
    type has and no entry reads."""

    unknown: tuple[str, ...]
    gone: tuple[str, ...]
    graduated: tuple[str, ...]
    wrong: tuple[str, ...]
    unread: tuple[str, ...]


def drift() -> Drift:
    """How far the tables are from the provider."""
    types, known, empty = set(resource_types()), assessed(), no_content("resources", "beta")
    beta = {*table("residency")["beta"], *no_content("beta")}
    wrong, unread = [], []
    for type_ in sorted(types & set(known)):
        paths = dict(attribute_paths(resource_schema(type_)["block"]))
        wrong += [f"{type_}.{path}" for path in _read_by(known[type_]) if path and path not in paths]
        places = {path for path, settable in paths.items() if settable and path in _PLACES}
        unread += [f"{type_}.{path}" for path in sorted(places - set(_read_by(known[type_])))]
    return Drift(
        tuple(sorted(types - set(known) - set(empty))),
        tuple(sorted({*known, *empty} - types - beta)),
        tuple(sorted(beta & types)),
        tuple(wrong),
        tuple(unread),
    )


def _read_by(entry: TypeEntry) -> list[str]:
    return [attribute.path for attribute in entry.attributes]


def attribute_paths(block: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, bool]]:
    """(path, whether it can be set) of every attribute and block."""
    for name, attribute in block.get("attributes", {}).items():
        yield f"{prefix}{name}", bool(attribute.get("required") or attribute.get("optional"))
    for name, inner in block.get("block_types", {}).items():
        yield f"{prefix}{name}", True
        yield from attribute_paths(inner["block"], f"{prefix}{name}.")


def main() -> int:
    """Prints the drift; 1 if a table is wrong, 0 if types are only new or gone."""
    found = drift()
    for title, names in (
        ("known to no table", found.unknown),
        ("in a table, not in the provider", found.gone),
        ("listed as google-beta's alone, and in the provider", found.graduated),
        ("wrong paths", found.wrong),
        ("places that no entry reads", found.unread),
    ):
        print(f"{title}: {len(names)}")
        for name in names:
            print(f"  {name}")
    return 1 if found.wrong or found.unread else 0


if __name__ == "__main__":
    sys.exit(main())
