"""Values that the API takes, by the facts: names, lengths, ranges, the values that there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landfast.gcp.limits import Limit, limits
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# What an API takes as not given.
UNSET: tuple[Any, ...] = (None, "", 0, [], {})


def check(call: Call, _store: Store) -> None:
    known = limits(call.type)
    if not call.writes or not known:
        return
    for path, value in _values(call.fields):
        # What stands already was taken; what the cloud has chosen is in nobody's limits.
        if path not in call.named and value not in UNSET and call.changed(path.partition(".")[0]):
            for limit in known.get(path, ()):
                _check_value(call, path, value, limit)


def _check_value(call: Call, path: str, value: Any, limit: Limit) -> None:
    folded = "case" in str(call.kind.facts.attributes.get(path, {}).get("diff_suppress")).lower()
    for each in [value] if limit.whole or not isinstance(value, list) else value:
        problem = limit.problem(each.upper() if folded and isinstance(each, str) else each)
        if problem is not None:
            shown = "" if limit.whole else f": '{each}'"
            raise bad_request(f"Invalid value for field '{path}'{shown}. {problem}.", "invalid")


def _values(fields: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """(path without indexes, value) of every field, lists and blocks included."""
    for name, value in fields.items():
        path = f"{prefix}{name}"
        yield path, value
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from _values(inner, f"{path}.")
