"""Secrets do not go into the store: a digest stands in their place, by which a reader sees whether one changed."""

from __future__ import annotations

import hashlib
from typing import Any

from landfast.provider.tree import Block, Nested
from landfast.provider.values import Object, canonical_set

MARK = "sha256:"


def redacted(block: Block, values: Object) -> Object:
    """The values with a digest for each sensitive one."""
    hidden: Object = {}
    for name, attribute in block.attributes.items():
        value = values.get(name)
        hidden[name] = _digest(value) if attribute.sensitive else value
    for name, nested in block.blocks.items():
        hidden[name] = _nested(nested, values.get(name))
    return hidden


def revealed(block: Block, stored: Object, state: Object) -> Object:
    """What stands, with the secrets that the reader itself holds if they are still the same."""
    known = redacted(block, state)
    return {
        name: state[name] if name in state and value == known.get(name) else _without_marks(value)
        for name, value in stored.items()
    }


def unmarked(stored: Object) -> Object:
    """What stands, to a reader who knows no secret: they are null."""
    return {name: _without_marks(value) for name, value in stored.items()}


def _nested(nested: Nested, value: Any) -> Any:
    if isinstance(value, list):
        elements = [redacted(nested.block, element) for element in value]
        return canonical_set(elements) if nested.nesting == "set" else elements
    if isinstance(value, dict):
        if nested.nesting == "map":
            return {key: redacted(nested.block, element) for key, element in value.items()}
        return redacted(nested.block, value)
    return value


def _digest(value: Any) -> Any:
    """Every text inside a sensitive value is hidden; its form stays, so that it still fits the schema."""
    if isinstance(value, dict):
        return {key: _digest(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_digest(inner) for inner in value]
    if not isinstance(value, str) or not value or _is_mark(value):
        return value
    return MARK + hashlib.sha256(value.encode()).hexdigest()


def _is_mark(value: str) -> bool:
    return value.startswith(MARK) and len(value) == 71


def _without_marks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_marks(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_marks(inner) for inner in value]
    return None if isinstance(value, str) and _is_mark(value) else value
