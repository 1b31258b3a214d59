"""The evaluator against Terraform itself: the same expressions, the same values, the same refusals."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from expression_grammar import HEAD, LOCALS, expression, rules
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from repository import GOLDEN
from terraform_values import FAILED, terraform_values

from landfast.check import Document
from landfast.check.evaluate.functions import FUNCTIONS
from landfast.check.evaluate.modules import Module
from landfast.check.evaluate.values import plain, unknown_inside
from landfast.policies.values import Unknown

GRAMMAR = rules((GOLDEN / "expression-grammar.txt").read_text(encoding="utf-8"))
MODULE = Module(Document("t", {"locals": LOCALS}))
START = ("num", "bool", "str", "list", "map", "any", "set")


def table(name: str) -> list[str]:
    return (GOLDEN / name).read_text(encoding="utf-8").removesuffix("\n").split("\n---\n")


def ours(text: str) -> Any:
    """The value as data; FAILED where Terraform would refuse it; an Unknown where it can't be told."""
    value = MODULE.evaluate(f"${{{text}\n}}", MODULE.scope)
    unknown = unknown_inside(value)
    if unknown is not None:
        return FAILED if unknown.failed else unknown
    return plain(value)


def typed(value: Any) -> Any:
    """A value in which 1, 1.0 and true differ, as they do in JSON."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    return [typed(item) for item in value] if isinstance(value, list) else (type(value).__name__, value)


def test_every_expression_has_the_value_that_terraform_gives_it(tmp_path: Path) -> None:
    expressions = table("expressions.txt")
    theirs = terraform_values(expressions, tmp_path)
    different = {
        text: (ours(text), value)
        for text, value in zip(expressions, theirs, strict=True)
        if typed(ours(text)) != typed(value)
    }
    assert different == {}


def test_every_function_is_held_against_terraform() -> None:
    called = set(re.findall(r"(\w+)\(", "\n".join(table("expressions.txt"))))
    assert set(FUNCTIONS) - called == set()


def test_what_is_not_evaluated_is_unknown_and_never_a_guess() -> None:
    for text in table("expressions-not-told.txt"):
        assert isinstance(ours(text), Unknown), text


@given(st.integers(0, 1 << 32))
@example(1514)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_nested_expressions_have_the_value_that_terraform_gives_them(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret hangs on it)
    made = {expression(GRAMMAR, chance.choice(START), chance.randrange(1, 5), chance) for _ in range(400)}
    expressions = sorted(text for text in made if len(text) < 2000)
    theirs = terraform_values(expressions, tmp_path, HEAD)
    assert list(_different(expressions, theirs)) == []
    assert sum(value != FAILED for value in theirs) > len(theirs) / 2


def _different(expressions: list[str], theirs: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    for text, value in zip(expressions, theirs, strict=True):
        own = ours(text)
        # What Terraform refuses is never applied, so that a value of ours does no harm; one that can't be told neither.
        if not isinstance(own, Unknown) and value != FAILED and as_text(own) != as_text(value):
            yield text, own, value


def as_text(value: Any) -> Any:
    """A value without the types of what is in it: `cond ? {a = 1} : {a = "x"}` is a map of strings to Terraform."""
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((as_text(item) for item in value), key=repr)
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float) else value


CONVERSIONS: list[tuple[str, Any, Any]] = [
    ("string", 5, "5"),
    ("string", True, "true"),
    ("number", "1.5", 1.5),
    ("bool", "true", True),
    ("bool", "yes", FAILED),
    ("list(string)", ["a", 1], ["a", "1"]),
    ("set(string)", ["b", "a", "b"], ["a", "b"]),
    ("map(number)", {"a": "1"}, {"a": 1}),
    ("map(string)", ["a"], FAILED),
    ("tuple([string, number])", [1, "2"], ["1", 2]),
    ("object({a = string})", {"a": 1, "b": 2}, {"a": "1"}),
    ("object({a = string})", {}, FAILED),
    ("object({a = optional(string)})", {}, {"a": None}),
    ('object({a = optional(string, "US")})', {}, {"a": "US"}),
    ('object({a = optional(string, "US")})', {"a": None}, {"a": "US"}),
    ("map(object({n = optional(number, 30), l = optional(list(string), [])}))", {"k": {}},
     {"k": {"n": 30, "l": []}}),
    ("any", [1, "a"], [1, "a"]),
    ("list(any)", ["a"], ["a"]),
    ("string", None, None),
]  # fmt: skip


def test_variables_are_converted_as_terraform_does(tmp_path: Path) -> None:
    taken = [(type_, given_value, value) for type_, given_value, value in CONVERSIONS if value != FAILED]
    head = "\n".join(
        f'variable "v{number}" {{\n  type = {type_}\n  default = {json.dumps(given_value)}\n}}'
        for number, (type_, given_value, _value) in enumerate(taken)
    )
    expected = [value for _type, _given, value in taken]
    assert terraform_values([f"var.v{number}" for number in range(len(taken))], tmp_path, head) == expected
    assert [converted(type_, given_value) for type_, given_value, _value in CONVERSIONS] == [
        value for _type, _given, value in CONVERSIONS
    ]


def converted(type_: str, given_value: Any) -> Any:
    module = Module(Document("t", {"variable": {"v": {"type": type_, "default": given_value}}}))
    value = module.evaluate("${var.v}", module.scope)
    return FAILED if isinstance(value, Unknown) and value.failed else plain(value)
