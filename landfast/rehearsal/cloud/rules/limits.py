"""Values that the API takes, by the facts: names, lengths, ranges, the values that there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landfast.gcp.invalid import INDEX, words_of_invalid
from landfast.gcp.limits import Limit, limits
from landfast.provider.tree import Block
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# What an API takes as not given.
UNSET: tuple[Any, ...] = (None, "", 0, [], {})


def check(call: Call, _store: Store) -> None:
    known = limits(call.type)
    if not call.writes or not known:
        return
    for place, value in _values(call.fields, call.kind.block):
        path = INDEX.sub("", place)
        # What stands already was taken; what the cloud has chosen is in nobody's limits.
        if path not in call.named and value not in UNSET and call.changed(path.partition(".")[0]):
            for limit in known.get(path, ()):
                _check_value(call, place, value, limit)


def _check_value(call: Call, place: str, value: Any, limit: Limit) -> None:
    path = INDEX.sub("", place)
    folded = "case" in str(call.kind.facts.attributes.get(path, {}).get("diff_suppress")).lower()
    for each in [value] if limit.whole or not isinstance(value, list) else value:
        problem = limit.problem(each.upper() if folded and isinstance(each, str) else each)
        if problem is not None:
            shown = f"{len(each)} of them" if limit.whole else str(each)
            raise bad_request(*words_of_invalid(call.kind.api, (call.type, place), shown, problem))


def _values(fields: Any, block: Block | None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """(path, with indexes where there may be several) of every field, lists and blocks included."""
    for name, value in fields.items():
        path = f"{prefix}{name}"
        yield path, value
        nested = block.blocks.get(name) if block else None
        for place, inner in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(inner, dict):
                index = f"[{place}]" if nested and nested.max_items != 1 else ""
                yield from _values(inner, nested.block if nested else None, f"{path}{index}.")
