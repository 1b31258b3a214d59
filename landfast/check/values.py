"""Values inside the evaluator: how they turn to text, how they are indexed, and how large they may grow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from policies.values import GAP, Unknown

# Bounds that keep a hostile configuration (doubling locals, huge ranges) from eating the machine.
TEXT_LIMIT = 1 << 20
ITEM_LIMIT = 100_000
_REFERENCE_LIMIT = 16


class EvaluationError(Exception):
    """Terraform would refuse this expression."""


class UnresolvedError(Exception):
    """A function met a value that is not known."""

    def __init__(self, unknown: Unknown) -> None:
        self.unknown = unknown
        super().__init__(unknown.reason)


def text_of(value: Any) -> str:
    """A primitive as Terraform writes it in a string. Raises: UnresolvedError, EvaluationError."""
    if type(value) is str:
        return value
    if isinstance(value, Unknown):
        raise UnresolvedError(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if value.bit_length() > 2048:
            raise EvaluationError("a number is too large")
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    kind = "null" if value is None else "a list" if isinstance(value, list) else "an object"
    raise EvaluationError(f"{kind} can't be part of a string")


def joined(parts: Iterable[Any]) -> Any:
    """The parts of a template as one string, or as an `Unknown` that keeps what is known of it."""
    texts: list[str] = []
    unknowns: list[Unknown] = []
    size = 0
    for part in parts:
        if isinstance(part, Unknown):
            unknowns.append(part)
            text = GAP if part.text is None else part.text
        else:
            try:
                text = text_of(part)
            except EvaluationError as error:
                return Unknown(str(error), failed=True)
        size += len(text)
        if size > TEXT_LIMIT:
            return Unknown("a string grows longer than 1 MiB")
        texts.append(text)
    return "".join(texts) if not unknowns else merged(unknowns, "".join(texts))


def merged(unknowns: Iterable[Unknown], text: str | None = None) -> Unknown:
    """One Unknown for several: the first reason, all references."""
    found = list(unknowns)
    names = dict.fromkeys(name for unknown in found for name in unknown.references)
    failed = any(unknown.failed for unknown in found)
    return Unknown(found[0].reason, failed, text, tuple(names)[:_REFERENCE_LIMIT])


def item_of(value: Any, key: Any) -> Any:
    """`value[key]` or `value.key`; an Unknown if either is, or if Terraform would refuse it."""
    if isinstance(value, Unknown):
        return value
    if isinstance(key, Unknown):
        return key
    if isinstance(value, Mapping):
        name = str(key) if isinstance(key, int) and not isinstance(key, bool) else key
        if isinstance(name, str) and name in value:
            return value[name]
        return Unknown(f"there is no {key!s:.60} in the object", failed=True)
    if isinstance(value, list):
        return _element(value, key)
    attribute = getattr(value, "attribute", None)
    if attribute is not None and isinstance(key, str):
        return attribute(key)
    return Unknown("only lists and objects can be indexed", failed=True)


def _element(value: list[Any], key: Any) -> Any:
    try:
        index = int(key) if isinstance(key, int | float | str) else -1
    except (ValueError, OverflowError):
        index = -1
    if 0 <= index < len(value):
        return value[index]
    return Unknown(f"there is no item {key!s:.20} in the list", failed=True)


def unknown_inside(value: Any) -> Unknown | None:
    """The first Unknown anywhere in a value. A value of too many parts counts as one."""
    if isinstance(value, Unknown):
        return value
    stack, seen = [value], 0
    while stack:
        current = stack.pop()
        seen += 1
        if seen > ITEM_LIMIT:
            return Unknown("a value has more than 100,000 parts")
        if isinstance(current, Unknown):
            return current
        if isinstance(current, Mapping):
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)
    return None


def require_known(value: Any) -> Any:
    """The value, wholly known and of bounded size. Raises: UnresolvedError."""
    unknown = unknown_inside(value)
    if unknown is not None:
        raise UnresolvedError(unknown)
    return value
