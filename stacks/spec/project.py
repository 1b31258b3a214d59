"""The section `project` of the spec: the table that the ML project beside it learns from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, model_validator

from landfast.stacks.blueprints import TRAINED, trained
from landfast.stacks.spec.section import SpecProblem, SpecProblems, SpecSection, WholeNumber, one_of

# A header may be anything that fits into a line.
Header = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f]+$")]
Headers = Annotated[tuple[Header, ...], Field(max_length=1000)]
# Kind of blueprint -> what only its projects can be told of a table.
_ONLY = {
    "tabular": ("subject", "no_subject", "task", "positive", "text"),
    "forecasting": ("series", "horizon", "frequency", "known_ahead", "known_always"),
}


BlueprintName = Annotated[
    str,
    AfterValidator(one_of(trained)),
    WithJsonSchema(
        {"anyOf": [{"enum": list(TRAINED)}, {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}]}
    ),
]


class MlProject(SpecSection):
    """The ML project beside the spec, for a table of one's own. Columns are named by their headers."""

    reaches_terraform = False

    blueprint: BlueprintName = "tabular"
    """Which one, or an installed package's: something of each row is predicted, or the next values of series"""
    data: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    """The table, from the spec's folder: CSV, Parquet or Excel"""
    target: Header
    """Column that is predicted"""
    subject: Header | None = None
    """Column that says who a row is about"""
    no_subject: bool = False
    """No column says who a row is about: every row is by itself"""
    timestamp: Header | None = None
    """Column with the day of a row"""
    task: Literal["binary", "multiclass", "regression"] | None = None
    """What is predicted; else by what the target holds"""
    positive: Header | None = None
    """Class of a binary target that is looked for"""
    series: Header | None = None
    """Forecasting: column that names the series of a row"""
    horizon: Annotated[WholeNumber, Field(ge=1, le=10_000)] | None = None
    """Forecasting: so many times ahead"""
    frequency: Header | None = None
    """Forecasting: how often a series has a value, e.g. `hour`, `15 minutes`, `week`; else found in the times"""
    known_ahead: Headers = ()
    """Forecasting: columns that are known of the times to come, too"""
    known_always: Headers = ()
    """Forecasting: columns that never change within a series; else seen"""
    leave_out: Headers = ()
    """Columns that stay behind"""
    keep: Headers = ()
    """Columns that are declared although they look useless or personal"""
    text: Headers = ()
    """Columns of free text, of which hashes of the words are learned from"""
    personal: Headers = ()
    """Columns that are about a person"""
    special: Headers = ()
    """Columns of a special category (GDPR Art. 9, 10)"""
    not_personal: Headers = ()
    """Columns that say nothing of a person, whatever they look like"""
    read: Annotated[tuple[str, ...], Field(max_length=1000)] = ()
    """How it is read, else found, e.g. `encoding=windows-1252`"""

    @model_validator(mode="after")
    def _fits_the_blueprint(self) -> MlProject:
        found = [*self._disagreements()]
        if found:
            raise SpecProblems(found)
        return self

    def _disagreements(self) -> Iterator[SpecProblem]:
        own = trained().get(self.blueprint, self.blueprint)
        for kind, names in _ONLY.items():
            for name in names if kind != own else ():
                if getattr(self, name):
                    fact = f"is of {kind}, and project.blueprint is {self.blueprint}"
                    yield SpecProblem(name, fact, step=f"take it out, or set project.blueprint to {kind}")
        if own == "forecasting":
            for name in ("series", "timestamp", "horizon"):
                if not getattr(self, name):
                    yield SpecProblem(name, "is missing: a forecast needs it", step=f"set project.{name}")
        elif bool(self.subject) == self.no_subject:
            fact = "contradicts no_subject" if self.subject else "is missing"
            step = "name the column of who a row is about, or set project.no_subject: every row is by itself"
            yield SpecProblem("subject", fact, step=step)
