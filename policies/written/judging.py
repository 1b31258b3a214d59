"""Whether what a rule asks for holds of a resource: yes, no, or that nobody can tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.policies.model import Message, Resource, World, unknown_message
from landfast.policies.values import Missing, Unknown, read
from landfast.policies.written.document import Condition, Scalar, WrittenRule


@dataclass(frozen=True, slots=True)
class ConditionOutcome:
    """`holds` None: it can't be told, for what is unknown. `path`: the place that decides it."""

    holds: bool | None
    path: str = ""
    why: Unknown | None = None


def checking(rule: WrittenRule) -> Callable[[Resource, World], Iterator[Message]]:
    """The check of a rule. What can't be told of a resource to which the rule applies, or may, is no pass."""
    attribute = rule.attribute or ""

    def check(resource: Resource, _world: World) -> Iterator[Message]:
        applies = outcome(rule.when, resource, attribute) if rule.when else ConditionOutcome(True)
        if applies.holds is False:
            return
        found = outcome(rule.condition, resource, attribute)
        if found.holds:
            return
        untold = found if found.holds is None else applies
        if untold.why is None:
            yield Message(found.path, rule.message)
        else:
            yield unknown_message(untold.path, untold.why, f"whether {rule.id} holds")

    return check


def outcome(condition: Condition, resource: Resource, attribute: str) -> ConditionOutcome:
    """By Kleene's logic of three values: what can't be told decides only where nothing that is known does."""
    if condition.all is not None:
        return _all([outcome(one, resource, attribute) for one in condition.all])
    if condition.any is not None:
        return _any([outcome(one, resource, attribute) for one in condition.any])
    if condition.negated is not None:
        inner = outcome(condition.negated, resource, attribute)
        return inner if inner.holds is None else ConditionOutcome(not inner.holds, inner.path)
    slots = read(resource.values, tuple((condition.attribute or attribute).split(".")))
    return _all([_at(condition, path, value) for path, value in slots])


def _all(outcomes: Sequence[ConditionOutcome]) -> ConditionOutcome:
    return _first(outcomes, False) or _first(outcomes, None) or outcomes[0]


def _any(outcomes: Sequence[ConditionOutcome]) -> ConditionOutcome:
    return _first(outcomes, True) or _first(outcomes, None) or outcomes[0]


def _first(outcomes: Sequence[ConditionOutcome], holds: bool | None) -> ConditionOutcome | None:
    return next((one for one in outcomes if one.holds is holds), None)


def _at(condition: Condition, path: str, value: Any) -> ConditionOutcome:
    """One comparison at one place."""
    key = condition.compares
    if isinstance(value, Unknown):
        return ConditionOutcome(None, path, value)
    is_set = not isinstance(value, Missing)
    if key == "is_set":
        return ConditionOutcome(is_set is condition.is_set, path)
    if not is_set:
        return ConditionOutcome(key in ("differs_from", "is_none_of"), path)
    return ConditionOutcome(_COMPARED[key](value, condition.said(key)), path)


def _text(value: Any) -> Any:
    """As Terraform converts between them: `true` and 3 are "true" and "3"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, int | float) and abs(value) < 1e6 else str(value)


def _same(value: Any, asked: Scalar) -> bool:
    return isinstance(value, bool | int | float | str) and _text(value) == _text(asked)


def _number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _at_least(value: Any, least: float) -> bool:
    number = _number(value)
    return number is not None and number >= least


def _at_most(value: Any, most: float) -> bool:
    number = _number(value)
    return number is not None and number <= most


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "equals": _same,
    "differs_from": lambda value, asked: not _same(value, asked),
    "is_one_of": lambda value, asked: any(_same(value, one) for one in asked),
    "is_none_of": lambda value, asked: not any(_same(value, one) for one in asked),
    "matches": lambda value, asked: (
        isinstance(value, bool | int | float | str) and re.search(asked, _text(value)) is not None
    ),
    "at_least": _at_least,
    "at_most": _at_most,
}
