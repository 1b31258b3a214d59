"""Nodes of a compiled expression: each is a function of a scope that gives a value or an `Unknown`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from landfast.check.evaluate.convert import convert
from landfast.check.evaluate.equality import same
from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.functions import FUNCTIONS, NOT_EVALUATED, called
from landfast.check.evaluate.local_files import LocalFiles
from landfast.check.evaluate.types import (
    BOOL,
    OPEN,
    TypedList,
    TypedNull,
    TypedSet,
    ValueType,
    has_any,
    is_typed,
    type_of,
    untyped,
    with_typed_nulls,
)
from landfast.check.evaluate.unify import unify
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import item_of, joined, text_of, unknown_inside
from landfast.policies.values import Unknown

# Items of loops, functions that are called, each 64 characters or items that these are given.
_WORK = 500_000


class WorkLeft:
    """What the expressions of a root may still cost: loops in loops, and long texts in them, end."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = _WORK

    def spend(self, amount: int) -> None:
        """Raises: UnresolvedError if nothing is left."""
        self.left -= amount
        if self.left < 0:
            raise UnresolvedError(left_to_plan("the expressions of this root take too long"))


class Scope(Protocol):
    """What names mean where an expression stands. `files` are those that it may read; None if there are none."""

    @property
    def work(self) -> WorkLeft: ...

    @property
    def files(self) -> LocalFiles | None: ...

    def resolve(self, root: str, steps: Sequence[Any]) -> tuple[Any, int]:
        """The value that `root` and the first steps name, and how many steps were used up."""
        ...

    def child(self, names: Mapping[str, Any]) -> Scope:
        """The scope with more names bound."""
        ...


Node = Callable[[Scope], Any]
# A step is a name (`.name`), a node (`[expression]`), SPLAT (`[*]`) or ATTRIBUTE_SPLAT (`.*`, only names go in).
SPLAT = object()
ATTRIBUTE_SPLAT = object()


def constant(value: Any) -> Node:
    return lambda _scope: value


def template(parts: Sequence[Node]) -> Node:
    return lambda scope: joined(part(scope) for part in parts)


def traversal(root: str, steps: Sequence[Any]) -> Node:
    def node(scope: Scope) -> Any:
        value, used = scope.resolve(root, steps)
        return value if used == len(steps) else _follow(value, steps, used, scope)

    return node


def access(base: Node, steps: Sequence[Any]) -> Node:
    return lambda scope: _follow(base(scope), steps, 0, scope)


def _follow(value: Any, steps: Sequence[Any], at: int, scope: Scope) -> Any:
    for index in range(at, len(steps)):
        step = steps[index]
        if step is SPLAT or step is ATTRIBUTE_SPLAT:
            end = len(steps) if step is SPLAT else _names_from(steps, index + 1)
            return _follow(_splat(value, steps[index + 1 : end], scope), steps, end, scope)
        value = item_of(value, step if isinstance(step, str) else step(scope))
    return value


def _splat(value: Any, steps: Sequence[Any], scope: Scope) -> Any:
    """The list of what the steps lead to from each item; of a single value, a tuple of one; of null, an empty one."""
    if isinstance(value, Unknown):
        return value
    items = value if isinstance(value, list) else [] if untyped(value) is None else [value]
    found = unless_failed([_follow(item, steps, 0, scope) for item in items])
    if not isinstance(value, TypedList | TypedSet) or isinstance(found, Unknown):
        return found
    if not found:
        try:
            return TypedList([], _led_to(value.item, steps, scope))
        except EvaluationError as error:
            return Unknown(str(error), failed=True)
    common = unify([type_of(each) for each in found])
    return found if common is None or has_any(common) else TypedList(found, common)


def _led_to(type_: ValueType, steps: Sequence[Any], scope: Scope) -> ValueType:
    """The type of what steps lead to from a value of a type. Raises: EvaluationError if they lead nowhere."""
    for step in steps:
        if step is SPLAT or step is ATTRIBUTE_SPLAT or type_.kind in ("any", "open"):
            return OPEN
        name = step if isinstance(step, str) else step(scope)
        if isinstance(name, Unknown):
            return OPEN
        inside: Mapping[Any, ValueType] = dict(enumerate(type_.parts))
        if type_.kind == "object":
            inside = dict(type_.attributes)
        key = 0 if type_.kind in ("list", "map") else name
        if type_.is_primitive or type_.kind == "set" or key not in inside:
            raise EvaluationError("what stands in the list has no such part")
        type_ = inside[key]
    return type_


def _names_from(steps: Sequence[Any], at: int) -> int:
    """Where the names that begin at a step end."""
    while at < len(steps) and isinstance(steps[at], str):
        at += 1
    return at


def call(name: str, arguments: Sequence[Node], *, expand: bool) -> Node:
    if name in ("try", "can"):
        return _attempt(name, arguments)
    function = FUNCTIONS.get(name)
    if function is None:
        why = f" ({NOT_EVALUATED[name]})" if name in NOT_EVALUATED else ""
        return constant(left_to_plan(f"the function {name:.40} is not evaluated{why}"))

    def node(scope: Scope) -> Any:
        values = _given(arguments, scope, expand=expand)
        scope.work.spend(1 + sum(len(value) >> 6 for value in values if isinstance(value, str | list | dict)))
        return called(function, values, scope.files)

    return guarded(name, node)


def _given(arguments: Sequence[Node], scope: Scope, *, expand: bool) -> list[Any]:
    values = [argument(scope) for argument in arguments]
    if expand and values:
        last = values.pop()
        if isinstance(last, Unknown):
            raise UnresolvedError(last)
        if not isinstance(last, list):
            raise EvaluationError("the last argument is no list")
        values.extend(last)
    return values


def guarded(name: str, node: Node) -> Node:
    """A node whose failures are values that say why."""

    def attempted(scope: Scope) -> Any:
        try:
            return node(scope)
        except UnresolvedError as error:
            return error.unknown
        except EvaluationError as error:
            return Unknown(f"{name}: {error}", failed=True, cause=error.cause)

    return attempted


def _attempt(name: str, arguments: Sequence[Node]) -> Node:
    def node(scope: Scope) -> Any:
        value: Any = Unknown(f"{name} has no argument", failed=True)
        unknown: Unknown | None = None
        for argument in arguments:
            value = argument(scope)
            unknown = unknown_inside(value)
            if unknown is None or not unknown.failed:
                break
        if name == "try":
            return unknown if unknown is not None and unknown.failed else value
        return unknown if unknown is not None and not unknown.failed else unknown is None

    return node


def conditional(condition: Node, good: Node, bad: Node) -> Node:
    def node(scope: Scope) -> Any:
        truth = boolean(condition(scope))
        if isinstance(truth, Unknown):
            one, other = good(scope), bad(scope)
            alike = not truth.failed and same(one, other) is True
            return one if alike else replace(truth, text=None)
        chosen, other = (good, bad) if truth else (bad, good)
        return _as_either(chosen(scope), other(scope))

    return guarded("?", node)


def _as_either(value: Any, other: Any) -> Any:
    """The chosen side of a condition, in the type that both have in common. Raises: as `convert`."""
    if other is None or isinstance(value, Unknown) or isinstance(other, Unknown):
        return value
    if value is None:
        # A null is of the type of the other side from here on.
        return with_typed_nulls(None, type_of(other)) if is_typed(other) else None
    if type(value) is type(other) and isinstance(value, str | bool):
        return value
    one, another = type_of(value), type_of(other)
    if OPEN in (one, another):
        return value
    common = unify([one, another])
    if common is None:
        if not is_typed(value) or not is_typed(other):
            # What isn't known of their types may fit.
            return value
        raise EvaluationError("the sides of a condition have no common type")
    return TypedNull(common) if isinstance(value, TypedNull) else convert(value, common)


def boolean(value: Any) -> bool | Unknown:
    if isinstance(value, bool | Unknown):
        return value
    try:
        found: bool | None = convert(value, BOOL)
    except EvaluationError:
        found = None
    return Unknown("a condition is neither true nor false", failed=True) if found is None else found


def unless_failed(items: list[Any]) -> Any:
    """A collection with an item that Terraform fails on is none: nothing that takes it may pass over that item."""
    return next((item for item in items if isinstance(item, Unknown) and item.failed), items)


def tuple_of(items: Sequence[Node]) -> Node:
    return lambda scope: unless_failed([item(scope) for item in items])


def object_of(pairs: Sequence[tuple[Node, Node]]) -> Node:
    def node(scope: Scope) -> Any:
        result: dict[str, Any] = {}
        for key_node, value_node in pairs:
            key = key_node(scope)
            if isinstance(key, Unknown):
                return key.within("a key is not known")
            result[text_of(key)] = value_node(scope)
        failed = unless_failed(list(result.values()))
        return failed if isinstance(failed, Unknown) else result

    return guarded("{}", node)
