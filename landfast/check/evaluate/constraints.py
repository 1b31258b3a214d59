"""Type constraints of variables, as `type` has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from landfast.check.evaluate.cursor import ParseError
from landfast.check.evaluate.parser import Parser
from landfast.check.evaluate.type_grammar import converted
from landfast.policies.values import Unknown

Convert = Callable[[Any], Any]


@lru_cache(maxsize=4096)
def constraint(text: str) -> Convert:
    """The conversion to a type, as `type` has it: `string`, `${list(string)}`, `object({a = optional(bool, true)})`.

    It gives an Unknown for what Terraform would refuse. One that can't be parsed converts everything to an Unknown.
    """
    inner = text.strip()
    inner = inner[2:-1] if inner.startswith("${") and inner.endswith("}") else inner
    try:
        parser = Parser(inner)
        wanted, defaults = parser.type()
        parser.end()
    except ParseError as error:
        unknown = Unknown(f"the type of a variable can't be parsed: {error}", failed=True)
        return lambda _value: unknown
    return lambda value: converted(value, wanted, defaults)
