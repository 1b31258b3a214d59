"""Nodes of `for` expressions: lists and objects made of the items of a collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from landfast.check.evaluate.expressions import Node, Scope, boolean, guarded, unless_failed
from landfast.check.evaluate.numbers import ShortInt
from landfast.check.evaluate.types import TypedSet
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import ITEM_LIMIT, joined, text_of
from landfast.policies.values import Unknown

_NO_ITEM = Unknown("there is no item")


def items_of(collection: Any) -> list[tuple[Any, Any]] | Unknown:
    """(key, value) pairs that a `for` goes over."""
    if isinstance(collection, Unknown):
        return collection
    if isinstance(collection, Mapping):
        return [(key, collection[key]) for key in sorted(collection)]
    if isinstance(collection, TypedSet):
        return [(item, item) for item in collection]
    if isinstance(collection, list):
        return [(ShortInt(at), item) for at, item in enumerate(collection)]
    return Unknown("`for` goes over lists and objects only", failed=True)


def for_each_item(names: Sequence[str], collection: Node, condition: Node | None, result: Node) -> Node:
    """The list of `result` over a collection; names are (value) or (key, value)."""

    def node(scope: Scope) -> Any:
        pairs = items_of(collection(scope))
        if isinstance(pairs, Unknown):
            return pairs
        if not pairs and condition is not None:
            # Terraform tries the condition, that of no item too.
            kept = boolean(condition(scope.child(dict.fromkeys(names, _NO_ITEM))))
            return kept if isinstance(kept, Unknown) and kept.failed else []
        found = []
        for key, value in pairs[: ITEM_LIMIT + 1]:
            scope.work.spend(1)
            inner = scope.child(dict(zip(names, (key, value) if len(names) == 2 else (value,), strict=True)))
            kept = True if condition is None else boolean(condition(inner))
            if isinstance(kept, Unknown):
                return kept.within("which items are kept is not known")
            if kept:
                found.append(result(inner))
        return unless_failed(found) if len(pairs) <= ITEM_LIMIT else left_to_plan("a list has more than 100,000 items")

    return guarded("for", node)


def joined_items(items: Node) -> Node:
    """The items of a list of strings as one string."""

    def node(scope: Scope) -> Any:
        found = items(scope)
        return found if isinstance(found, Unknown) else joined(found)

    return node


def for_each_entry(pairs: Node, *, grouped: bool) -> Node:
    """The object made of the (key, value) lists that `pairs` gives."""

    def node(scope: Scope) -> Any:
        found = pairs(scope)
        if isinstance(found, Unknown):
            return found
        result: dict[str, Any] = {}
        for key, value in found:
            if isinstance(key, Unknown):
                return key.within("a key is not known")
            name = text_of(key)
            if grouped:
                result.setdefault(name, []).append(value)
            elif name in result:
                return Unknown("two items have the same key", failed=True)
            else:
                result[name] = value
        return result

    return guarded("for", node)
