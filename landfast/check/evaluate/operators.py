"""Nodes of operators: arithmetic, comparisons, logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from landfast.check.evaluate.convert import convert
from landfast.check.evaluate.equality import same
from landfast.check.evaluate.expressions import Node, Scope, guarded, unless_failed
from landfast.check.evaluate.failures import EvaluationError
from landfast.check.evaluate.numbers import MinusZero, Number, bits_of, is_minus, rounded, sized
from landfast.check.evaluate.types import BOOL, NUMBER, untyped
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import merged
from landfast.policies.values import Unknown


def _remainder(left: Number, right: Number) -> Number:
    # Go multiplies back, rounded as the dividend is: what is left of 1 % 0.1 is nothing.
    times = int(rounded(Fraction(left) / right, max(bits_of(left), bits_of(right))))
    return left - rounded(right * rounded(times, bits_of(left)), bits_of(left))


_ARITHMETIC: Mapping[str, Callable[[Number, Number], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: Fraction(left) / right,
    "%": _remainder,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def binary(symbol: str, left: Node, right: Node) -> Node:
    if symbol in ("&&", "||"):
        return guarded(symbol, _logic(left, right, absorbing=symbol == "||"))
    if symbol in ("==", "!="):

        def compared(scope: Scope) -> Any:
            sides = left(scope), right(scope)
            failed = unless_failed([*sides])
            result = failed if isinstance(failed, Unknown) else same(*sides)
            return result if isinstance(result, Unknown) or symbol == "==" else not result

        return guarded(symbol, compared)
    return guarded(symbol, lambda scope: _computed(symbol, left(scope), right(scope)))


def _logic(left: Node, right: Node, *, absorbing: bool) -> Node:
    def node(scope: Scope) -> Any:
        sides = [untyped(left(scope)), untyped(right(scope))]
        if None in sides and not absorbing and not any(isinstance(s, Unknown) and s.failed for s in sides):
            return left_to_plan("newer versions of Terraform alone take null for false")
        known = [_truth_or_why(side) for side in sides]
        unknowns = [side for side in known if isinstance(side, Unknown)]
        absorbed = any(side is absorbing for side in known)
        if any(unknown.failed for unknown in unknowns) and (absorbed or not all(side.failed for side in unknowns)):
            return left_to_plan("newer versions of Terraform alone pass over what fails here")
        if absorbed:
            return absorbing
        return merged(unknowns) if unknowns else not absorbing

    return node


def _truth_or_why(value: Any) -> bool | Unknown:
    try:
        return value if isinstance(value, Unknown) else _truth(value)
    except EvaluationError as error:
        return Unknown(str(error), failed=True, cause=error.cause)


def _truth(value: Any) -> bool:
    found: bool | None = convert(value, BOOL)
    if found is None:
        raise EvaluationError("null is neither true nor false")
    return found


def _computed(symbol: str, left: Any, right: Any) -> Any:
    numbers = [_operand(side) for side in (left, right)]
    unknowns = [side for side in numbers if isinstance(side, Unknown)]
    if unknowns:
        return merged(unknowns)
    try:
        result = _ARITHMETIC[symbol](*numbers)
    except ZeroDivisionError:
        # Terraform fails on 0 / 0, and has an infinite number for the rest.
        return Unknown(f"{symbol} by zero", failed=symbol == "/" and not numbers[0])
    if isinstance(result, bool):
        return result
    if not result:
        return _zero(symbol, *numbers)
    bits = bits_of(numbers[0]) if symbol == "%" else max(map(bits_of, numbers))
    return sized(result, bits)


def _zero(symbol: str, left: Any, right: Any) -> Number:
    """Of two numbers that come to nothing: it has a sign as they have."""
    if symbol in "*/":
        minus = is_minus(left) != is_minus(right)
    elif symbol == "%":
        minus = isinstance(left, MinusZero)
    else:
        minus = isinstance(left, MinusZero) and (isinstance(right, MinusZero) != (symbol == "-"))
    return MinusZero() if minus else 0


def _operand(value: Any) -> Any:
    if untyped(value) is None:
        raise EvaluationError("null is no number")
    return convert(value, NUMBER)


def _negative(number: Number) -> Number:
    if number:
        return sized(-number, bits_of(number))
    return 0 if isinstance(number, MinusZero) else MinusZero()


def unary(symbol: str, operand: Node) -> Node:
    def node(scope: Scope) -> Any:
        value = operand(scope)
        if isinstance(value, Unknown):
            return value
        return _negative(_operand(value)) if symbol == "-" else not _truth(value)

    return guarded(symbol, node)
