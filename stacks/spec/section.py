"""What every section of the spec is: frozen, without unknown keys, documented by the text under each field.

A rule that pydantic doesn't have raises what is wrong in the words that a person reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict, StringConstraints, field_validator

from landfast.core.near import near_misses


def _one_line(value: object) -> object:
    """YAML's `|` keeps line breaks: what a person wrote over several lines is one."""
    return " ".join(value.split()) if isinstance(value, str) else value


# What a person says in words: it goes into pages, settings and labels that have one line for it.
SpecLine = Annotated[str, BeforeValidator(_one_line), StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]

# Not by a conversion: `1.000` would be one, `true` too.
WholeNumber = Annotated[int, Strict()]

# Beyond it a number of JSON, as Terraform's configuration is, becomes another one: https://www.rfc-editor.org/rfc/rfc8259#section-6
MOST_NUMBER = 2**53 - 1


class SpecProblem(ValueError):  # noqa: N818  # what a person reads of it is a Problem
    """What a rule of the spec finds wrong: `key` is the dotted path below the section that the rule is of.

    `step` is what to do; empty: what the text under the field says.
    """

    def __init__(self, key: str, fact: str, value: str = "", limit: str = "", step: str = "") -> None:
        self.key = key
        self.fact = fact
        self.value = value
        self.limit = limit
        self.step = step
        super().__init__(fact)


class SpecProblems(ValueError):  # noqa: N818
    """All that the rules of a section find wrong: pydantic takes one error of a validator."""

    def __init__(self, found: Sequence[SpecProblem]) -> None:
        self.found = tuple(found)
        super().__init__("; ".join(map(str, found)))


# What Terraform reads as an expression wherever a text of its configuration has it.
# https://developer.hashicorp.com/terraform/language/expressions/strings#string-templates
TEMPLATES = ("${", "%{")


class SpecSection(BaseModel):
    """Frozen. What it says is text and nothing else: `${file("...")}` would be read by Terraform on the machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reaches_terraform: ClassVar[bool] = True
    """Whether a stack may be told of it: what isn't may hold any text."""

    @field_validator("*", mode="after")
    @classmethod
    def _is_no_template(cls, value: Any) -> Any:
        found = [*_templates(value)] if cls.reaches_terraform else []
        if found:
            step = "write it without these two characters in a row"
            limit = "Terraform reads what follows as an expression"
            raise SpecProblems(
                [SpecProblem(path, f"holds {mark}", repr(text), limit, step) for path, text, mark in found]
            )
        return value


def _templates(value: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Path below a field, text, and what makes it a template, of each that is one. Sections look at their own."""
    if isinstance(value, str):
        yield from ((path, value, mark) for mark in TEMPLATES if mark in value)
        return
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, item in inner:
        yield from _templates(item, f"{path}.{key}".lstrip("."))


def as_google_keeps_it(member: str) -> str:
    """Addresses of people and accounts are kept in lower case: another spelling would be made anew by every run.

    https://github.com/hashicorp/terraform-provider-google/issues/24732
    """
    kind, colon, address = member.partition(":")
    return f"{kind}{colon}{address.lower()}" if kind in ("user", "group", "serviceAccount") else member


def each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names. Raises: SpecProblem."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SpecProblem("", "named twice", f"'{', '.join(twice)}'", "each once", "remove the second")
    return names


def one_of(names: Callable[[], Iterable[str]]) -> Callable[[str], str]:
    """What takes a name that is ours or an installed package's. It raises SpecProblem for any other."""

    def checked(name: str) -> str:
        there = list(names())
        if name not in there:
            near = near_misses(name, there)
            step = f"did you mean {near[0]}?" if near else "use one of these, or install the package that has it"
            raise SpecProblem("", "is not allowed", f"'{name}'", f"allowed: {', '.join(there)}", step)
        return name

    return checked
