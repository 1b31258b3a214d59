"""Values inside the evaluator: how they turn to text, how they are indexed, and how large they may grow."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from fractions import Fraction
from operator import is_
from typing import Any

from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.numbers import is_number, number_text
from landfast.check.evaluate.types import ProvidedMap, TypedSet, untyped
from landfast.check.evaluate.unknowns import left_to_plan, made_later
from landfast.policies.values import GAP, Unknown

# Bounds that keep a hostile configuration (doubling locals, huge ranges) from eating the machine.
TEXT_LIMIT = 1 << 20
ITEM_LIMIT = 100_000
_REFERENCE_LIMIT = 16


def text_of(value: Any) -> str:
    """A primitive as Terraform writes it in a string. Raises: UnresolvedError, EvaluationError."""
    if type(value) is str:
        return value
    if isinstance(value, Unknown):
        raise UnresolvedError(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return number_text(value)
    kind = "null" if value is None else "a list" if isinstance(value, list) else "an object"
    raise EvaluationError(f"{kind} can't be part of a string")


def composed(text: str) -> str:
    """A text with each accent in its letter (NFC), as all text is to Terraform."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def plain(value: Any) -> Any:
    """A value without the marks that only the evaluator needs: sets are lists to a rule."""
    kind = type(value)
    if kind is str or kind is int or kind is bool:
        return value
    if isinstance(value, list):
        items = [plain(item) for item in value]
        return value if kind is list and all(map(is_, items, value)) else items
    if isinstance(value, dict):
        members = {key: plain(item) for key, item in value.items()}
        # What many resources share (labels of a local) stays one object.
        return value if kind is dict and all(map(is_, members.values(), value.values())) else members
    return float(value) if isinstance(value, Fraction) else untyped(value)


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
                return Unknown(str(error), failed=True, cause=error.cause)
            except UnresolvedError as error:
                return error.unknown
        size += len(text)
        if size > TEXT_LIMIT:
            return left_to_plan("a string grows longer than 1 MiB")
        texts.append(text)
    return composed("".join(texts)) if not unknowns else merged(unknowns, composed("".join(texts)))


def merged(unknowns: Iterable[Unknown], text: str | None = None) -> Unknown:
    """One Unknown for several: the first reason, all references."""
    found = list(unknowns)
    names = dict.fromkeys(name for unknown in found for name in unknown.references)
    failed = any(unknown.failed for unknown in found)
    return Unknown(found[0].reason, failed, text, tuple(names)[:_REFERENCE_LIMIT], found[0].cause)


def item_of(value: Any, key: Any) -> Any:
    """`value[key]` or `value.key`; an Unknown if either is, or if Terraform would refuse it."""
    if isinstance(value, Unknown):
        return value
    if isinstance(key, Unknown):
        return key
    if isinstance(value, Mapping):
        return _member(value, key)
    if isinstance(value, TypedSet):
        return Unknown("a set has no indexes", failed=True)
    if isinstance(value, list):
        return _element(value, key)
    attribute = getattr(value, "attribute", None)
    if attribute is not None and isinstance(key, str):
        return attribute(key)
    return Unknown("only lists and objects can be indexed", failed=True)


def _member(value: Mapping[str, Any], key: Any) -> Any:
    name = text_of(key) if isinstance(key, bool) or is_number(key) else key
    if isinstance(name, str) and name in value:
        return value[name]
    if type(key) is int and key == 0 and isinstance(value, ProvidedMap):
        # A nested block that stands once is a list of one.
        return value
    if isinstance(value, ProvidedMap) and isinstance(name, str):
        return made_later(f"{value.reference}.{name}")
    return Unknown(f"there is no {key!s:.60} in the object", failed=True)


def _element(value: list[Any], key: Any) -> Any:
    index = key
    if isinstance(key, str):
        index = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else -1
    if type(index) is int and 0 <= index < len(value):
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
            return left_to_plan("a value has more than 100,000 parts")
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
