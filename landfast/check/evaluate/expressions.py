"""Nodes of a compiled expression: each is a function of a scope that gives a value or an `Unknown`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from landfast.check.evaluate.functions import FUNCTIONS
from landfast.check.evaluate.values import (
    EvaluationError,
    Primitives,
    UnresolvedError,
    exact,
    item_of,
    joined,
    merged,
    parsed_number,
    text_of,
    tidy,
    unknown_inside,
)
from landfast.policies.values import Unknown


class Scope(Protocol):
    """What names mean where an expression stands."""

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
            if isinstance(value, Unknown):
                return value
            end = len(steps) if step is SPLAT else _names_from(steps, index + 1)
            if isinstance(value, Primitives) and not value and end > index + 1:
                return Unknown("what stands in the list has no parts", failed=True)
            items = value if isinstance(value, list) else [] if value is None else [value]
            inside = [_follow(item, steps[index + 1 : end], 0, scope) for item in items]
            return _follow(inside, steps, end, scope)
        value = item_of(value, step if isinstance(step, str) else step(scope))
    return value


def _names_from(steps: Sequence[Any], at: int) -> int:
    """Where the names that begin at a step end."""
    while at < len(steps) and isinstance(steps[at], str):
        at += 1
    return at


def call(name: str, arguments: Sequence[Node], *, expand: bool) -> Node:
    if name in ("try", "can"):
        return _attempt(name, arguments)
    function = FUNCTIONS.get(name)

    def node(scope: Scope) -> Any:
        if function is None:
            return Unknown(f"the function {name:.40} is not evaluated")
        values = [argument(scope) for argument in arguments]
        if expand and values:
            last = values.pop()
            if isinstance(last, Unknown):
                return last
            if not isinstance(last, list):
                return Unknown(f"{name}: the last argument is no list", failed=True)
            values.extend(last)
        return _called(name, function, values)

    return node


def _called(name: str, function: Callable[..., Any], values: Sequence[Any]) -> Any:
    try:
        return function(*values)
    except UnresolvedError as error:
        return error.unknown
    except EvaluationError as error:
        return Unknown(f"{name}: {error}", failed=True)
    except (TypeError, ValueError, KeyError, IndexError, ArithmeticError, AttributeError):
        return Unknown(f"{name}: the arguments do not fit", failed=True)


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
            return one if same(one, other) is True else Unknown(truth.reason, truth.failed, None, truth.references)
        chosen, other = (good, bad) if truth else (bad, good)
        value = chosen(scope)
        # Both have one type: where one of them is a string, so is the other.
        if isinstance(value, bool | int | float) and isinstance(other(scope), str):
            return joined([value])
        return value

    return node


def boolean(value: Any) -> bool | Unknown:
    if isinstance(value, bool | Unknown):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    return Unknown("a condition is neither true nor false", failed=True)


def same(left: Any, right: Any) -> bool | Unknown:
    # What is made of parts is not null, whatever its parts are.
    if any(one is None and isinstance(other, list | Mapping) for one, other in ((left, right), (right, left))):
        return False
    for side in (left, right):
        unknown = unknown_inside(side)
        if unknown is not None:
            return unknown
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    equal = bool(left == right)
    if equal and isinstance(left, list | Mapping):
        # `tolist(["a"]) == ["a"]` is false, as their types differ.
        return Unknown("whether collections are equal depends on their types")
    return equal


_ARITHMETIC: Mapping[str, Callable[[Fraction, Fraction], Fraction | bool]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "%": lambda left, right: left - right * int(left / right),
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def binary(symbol: str, left: Node, right: Node) -> Node:
    if symbol in ("&&", "||"):
        return _logic(left, right, absorbing=symbol == "||")
    if symbol in ("==", "!="):

        def compared(scope: Scope) -> Any:
            result = same(left(scope), right(scope))
            return result if isinstance(result, Unknown) or symbol == "==" else not result

        return compared
    return lambda scope: _computed(symbol, left(scope), right(scope))


def _logic(left: Node, right: Node, *, absorbing: bool) -> Node:
    def node(scope: Scope) -> Any:
        sides = [boolean(left(scope)), boolean(right(scope))]
        if any(side is absorbing for side in sides):
            return absorbing
        unknowns = [side for side in sides if isinstance(side, Unknown)]
        return merged(unknowns) if unknowns else not absorbing

    return node


def _computed(symbol: str, left: Any, right: Any) -> Any:
    for side in (left, right):
        if isinstance(side, Unknown):
            return side
    try:
        result = _ARITHMETIC[symbol](exact(number(left)), exact(number(right)))
        return result if isinstance(result, bool) else tidy(result)
    except ZeroDivisionError:
        # Terraform fails on x / 0, and not on every x % 0.
        return Unknown(f"{symbol} by zero", failed=symbol == "/")
    except (ArithmeticError, EvaluationError, ValueError):
        return Unknown(f"{symbol} does not take these numbers", failed=True)


def number(value: Any) -> int | float:
    """A number, or the text of one. Raises: EvaluationError, UnresolvedError."""
    if isinstance(value, bool) or value is None:
        raise EvaluationError("not a number")
    if isinstance(value, int | float):
        if isinstance(value, int) and value.bit_length() > 2048:
            raise EvaluationError("a number is too large")
        return value
    return parsed_number(text_of(value))


def unary(symbol: str, operand: Node) -> Node:
    def node(scope: Scope) -> Any:
        value = operand(scope)
        if symbol == "-":
            return _computed("-", 0, value)
        truth = boolean(value)
        return truth if isinstance(truth, Unknown) else not truth

    return node


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
                return Unknown(f"a key is not known: {key.reason}", key.failed, None, key.references)
            try:
                result[text_of(key)] = value_node(scope)
            except EvaluationError as error:
                return Unknown(str(error), failed=True)
        failed = unless_failed(list(result.values()))
        return failed if isinstance(failed, Unknown) else result

    return node
