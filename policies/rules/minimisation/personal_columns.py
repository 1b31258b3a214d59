"""LF-MIN-002: personal columns are marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from landfast.policies.facts.tables import table
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", re.ASCII)
_DEEPEST = 15


def check(resource: Resource, _world: World) -> Iterator[Message]:
    schema = first(resource.values, "schema")
    if isinstance(schema, Unknown):
        yield unknown_message("schema", schema, "which columns are personal")
        return
    if isinstance(schema, Missing):
        return
    try:
        fields = json.loads(schema) if isinstance(schema, str) else None
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, list):
        yield Message("schema", "is no list of columns in JSON", unknown=True)
        return
    for name in _unmarked(fields, ""):
        yield Message("schema", f"the column `{name[:80]}` looks personal and has no policy tag")


def _unmarked(fields: Any, prefix: str) -> Iterator[str]:
    for field in fields if isinstance(fields, list) else ():
        if not isinstance(field, dict) or prefix.count(".") > _DEEPEST:
            continue
        name = f"{prefix}{field.get('name')}"
        if _is_personal(str(field.get("name"))) and not _is_marked(field):
            yield name
        yield from _unmarked(field.get("fields"), f"{name}.")


def _is_personal(name: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(name)]
    pairs = (f"{one}-{two}" for one, two in pairwise(words))
    return not _known("words").isdisjoint(words) or not _known("pairs").isdisjoint(pairs)


@cache
def _known(what: str) -> frozenset[str]:
    return frozenset(table("personal")[what])


def _is_marked(field: dict[str, Any]) -> bool:
    tags = field.get("policyTags")
    return bool(field.get("dataPolicies") or (isinstance(tags, dict) and tags.get("names")))


RULE = Rule(
    id="LF-MIN-002",
    name="personal_columns",
    title="Ensure columns that look personal carry a policy tag",
    why="Without a tag everybody who may read the table reads names and addresses too; a tag masks them for all but "
    "a few (minimisation, privacy by default).",
    mend=Mend(
        landfast="Declare personal columns: the generated project pseudonymises them, and the data stack has the tags.",
        terraform="Add policyTags to the column in `schema`, or leave the column out.",
    ),
    articles=("5(1)(c)", "25(2)"),
    severity="medium",
    check=check,
    types=frozenset({"google_bigquery_table"}),
)
