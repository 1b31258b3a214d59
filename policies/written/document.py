"""What a file of rules holds: typed, without unknown keys, and with a published JSON schema."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from landfast.core.meanings import published_schema
from landfast.policies.foreign import ARTICLE, ID, problem_of_id
from landfast.policies.model import Severity

Scalar = bool | int | float | str
Scalars = Annotated[tuple[Scalar, ...], Field(min_length=1)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
# Dotted, through blocks and lists, as Terraform names it.
AttributePath = Annotated[str, Field(pattern=r"^[A-Za-z_][\w-]*(\.[\w/-]+)*$", max_length=200)]
TypeName = Annotated[str, Field(pattern=r"^(\*|[a-z][a-z0-9]*_[a-z0-9_]+)$")]
# The keys of a condition that compare an attribute, and those that join conditions.
COMPARE = ("is_set", "equals", "differs_from", "is_one_of", "is_none_of", "matches", "at_least", "at_most")
JOIN = ("all", "any", "not")


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return text


def _free(id_: str) -> str:
    problem = problem_of_id(id_)
    if problem:
        raise ValueError(f"{problem[0]}; {problem[2]}")
    return id_


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Condition(_Written):
    """One comparison, or conditions that are joined. It holds if it holds at each place that the attribute leads to."""

    attribute: AttributePath | None = None
    """Another attribute than the rule's"""
    is_set: bool | None = None
    """Whether there is a value"""
    equals: Scalar | None = None
    """Is this value; what is not set equals nothing"""
    differs_from: Scalar | None = None
    """Is another value, or not set"""
    is_one_of: Scalars | None = None
    """Is one of these"""
    is_none_of: Scalars | None = None
    """Is none of these, or not set"""
    matches: Annotated[str, AfterValidator(_pattern)] | None = None
    """A regular expression is found in it; `^` and `$` for the whole"""
    at_least: float | None = None
    """Is a number, and not less"""
    at_most: float | None = None
    """Is a number, and not more"""
    all: tuple[Condition, ...] | None = Field(default=None, min_length=1)
    """Each of these holds"""
    any: tuple[Condition, ...] | None = Field(default=None, min_length=1)
    """One of these holds"""
    negated: Condition | None = Field(default=None, alias="not")
    """This does not hold"""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Condition:
        said = [key for key in (*COMPARE, *JOIN) if self.said(key) is not None]
        if len(said) != 1:
            raise ValueError(f"says {', '.join(said) or 'nothing'}; exactly one of {', '.join((*COMPARE, *JOIN))}")
        if said[0] in JOIN and self.attribute is not None:
            raise ValueError(f"attribute stands beside {said[0]}; name it in each of its conditions")
        return self

    def said(self, key: str) -> Any:
        return getattr(self, "negated" if key == "not" else key)

    @property
    def compares(self) -> str:
        """The one of COMPARE that it says; empty if it joins others."""
        return next((key for key in COMPARE if self.said(key) is not None), "")

    def needs_attribute(self) -> bool:
        """Whether a comparison in it takes the rule's attribute."""
        if self.compares:
            return self.attribute is None
        inner = (*(self.all or ()), *(self.any or ()), *((self.negated,) if self.negated else ()))
        return any(one.needs_attribute() for one in inner)


class WrittenMend(_Written):
    """What to do about a finding."""

    landfast: Text
    """In landfast.yaml"""
    terraform: Text
    """In Terraform"""


class WrittenRule(_Written):
    """A rule."""

    id: Annotated[str, Field(pattern=f"^{ID.pattern}$"), AfterValidator(_free)]
    """Never changes: `ACME-NET-001`; `LF-` and `CKV` are taken"""
    title: Text
    """What it ensures, in one sentence"""
    types: Annotated[tuple[TypeName, ...], Field(min_length=1)]
    """Terraform types that it judges, or `*`"""
    attribute: AttributePath | None = None
    """What its conditions look at, unless they name another: `labels.cost_centre`"""
    when: Condition | None = None
    """Only resources of which this holds are judged"""
    condition: Condition
    """What must be so"""
    message: Text
    """What is said of a resource of which it isn't"""
    severity: Severity
    """How bad that is"""
    why: Text
    """Why it is asked for"""
    mend: WrittenMend
    """What to do about a finding"""
    articles: tuple[Annotated[str, Field(pattern=f"^{ARTICLE.pattern}$")], ...] = ()
    """Of the GDPR, that it serves: `32(1)(b)`"""

    @model_validator(mode="after")
    def _looks_at_something(self) -> WrittenRule:
        conditions = [one for one in (self.when, self.condition) if one is not None]
        if self.attribute is None and any(one.needs_attribute() for one in conditions):
            raise ValueError("attribute is missing, and a condition names none of its own")
        return self


class RuleFile(_Written):
    """Rules that are written as data."""

    rules: Annotated[tuple[WrittenRule, ...], Field(min_length=1)]
    """The rules, in any order"""


def rules_schema() -> str:
    """JSON schema (2020-12) of a file of rules."""
    return json.dumps({**published_schema(RuleFile, "rules"), "title": "landfast rules"}, indent=2) + "\n"
