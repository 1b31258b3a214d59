"""The block structure of Terraform JSON: one object or a list of them, labels, dynamic blocks, repetition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast.policies.values import Unknown

META_ARGUMENTS = frozenset({"//", "count", "depends_on", "dynamic", "for_each", "lifecycle", "provider", "provisioner"})
COUNT_LIMIT = 10_000


def listed(raw: Any) -> list[Any]:
    """The parts of something that stands once or in a list."""
    return raw if isinstance(raw, list) else [] if raw is None else [raw]


def labelled(raw: Any) -> dict[str, Any]:
    """A block's labels -> bodies. Terraform JSON takes one object, or a list of them."""
    merged: dict[str, Any] = {}
    for part in listed(raw):
        if isinstance(part, Mapping):
            merged.update({str(name): body for name, body in part.items() if name != "//"})
    return merged


def single(raw: Any) -> Mapping[str, Any]:
    """The body of a block that may stand in a list of one."""
    body = raw[0] if isinstance(raw, list) and raw else raw
    return body if isinstance(body, Mapping) else {}


def typed(raw: Any) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Type -> name -> body, of `resource` or `data`. A name that comes twice is kept twice, as `name#2`."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for part in listed(raw):
        for type_, all_named in labelled(part).items():
            bodies = found.setdefault(type_, {})
            for named in listed(all_named):
                for name, raw_body in labelled(named).items():
                    for body in raw_body if isinstance(raw_body, list) and raw_body else [raw_body]:
                        # Terraform refuses the second; judging only one of them could hide the worse one.
                        number, label = 1, name
                        while label in bodies:
                            number += 1
                            label = f"{name}#{number}"
                        bodies[label] = single(body)
    return found


def providers(raw: Any) -> dict[str, Mapping[str, Any]]:
    """`google` or `google.alias` -> body."""
    found: dict[str, Mapping[str, Any]] = {}
    for part in listed(raw):
        for name, bodies in labelled(part).items():
            for body in listed(bodies):
                if isinstance(body, Mapping):
                    alias = body.get("alias")
                    found[f"{name}.{alias}" if isinstance(alias, str) else name] = body
    return found


def both(first: Any, second: Any) -> Any:
    """Blocks of the same type from two places."""
    if first is None or second is None:
        return second if first is None else first
    for side in (first, second):
        if isinstance(side, Unknown):
            return side
    return [*listed(first), *listed(second)]


def each_of(value: Any) -> list[tuple[Any, Any]] | Unknown:
    """(key, value) pairs of a `for_each`."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, list):
        return [(item, item) for item in value]
    return Unknown("for_each is neither an object nor a set", failed=True)


def count_of(value: Any) -> int | Unknown:
    """The number of a `count`."""
    if isinstance(value, Unknown):
        return value
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= COUNT_LIMIT:
        return int(text)
    return Unknown(f"count is no number up to {COUNT_LIMIT}", failed=True)
