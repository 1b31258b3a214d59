"""A project's own features: `@feature` makes a function one of the columns that a model learns from. Public.

@feature("visits_per_year", reads=("visits", "age"), missing="allow", description="visits for each year of age")
def visits_per_year(rows: pd.DataFrame) -> pd.Series:
    return rows["visits"] / rows["age"]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from landfast_ml.contract.columns import Column, Columns, ColumnType, Missing
from landfast_ml.contract.columns_rules import table_problems
from landfast_ml.errors import UsageError
from landfast_ml.features.own_code import code_of
from landfast_ml.own import imported
from landfast_ml.project import FEATURES, Project

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Compute: TypeAlias = Callable[[pd.DataFrame], pd.Series | np.ndarray]

# What a function can give; a date or a text is no number yet.
Kind = Literal["number", "integer", "boolean", "category"]
FILE = f"{FEATURES}.py"


class FeatureError(UsageError):
    """A function that can't be a feature, or that failed; every problem at once, and no value of a row."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{FILE}: {problem}" for problem in self.problems))


@dataclass(frozen=True, slots=True)
class OwnFeature:
    """`compute` gets the columns that it reads, as typed values, and gives one value a row."""

    column: Column
    compute: Compute
    module: str


# By name and code: a model is only ever given what the code that it learned from would have made.
_REGISTERED: dict[tuple[str, str], OwnFeature] = {}


def feature(
    name: str,
    *,
    reads: Sequence[str],
    type: Kind = "number",  # noqa: A002  # as the declaration calls it
    missing: Missing = "refuse",
    description: str = "",
) -> Callable[[Compute], Compute]:
    """Register the function below as a feature that is computed from declared columns, row by row.

    It gets a frame with the columns `reads`: numbers, integers and booleans as float64 with NaN for missing,
    categories and dates as text with None; it returns one value a row, in the same order. A value of one row must not
    depend on any other row. `missing`: whether a row for which it has no value is refused, or gets the mean and a mark.

    Raises: FeatureError if the function can't be one.
    """

    def registered(compute: Compute) -> Compute:
        read = (reads,) if isinstance(reads, str) else tuple(reads)
        problems = list(_problems(name, compute, read, type))
        if problems:
            raise FeatureError(f"{name}: {problem}" for problem in problems)
        column = Column(
            name, "feature", type, missing=missing, description=description, reads=read, code=code_of(compute)
        )
        # The newest last, also where a notebook loads the module again.
        _REGISTERED.pop((name, column.code), None)
        _REGISTERED[(name, column.code)] = OwnFeature(column, compute, compute.__module__)
        return compute

    return registered


def _problems(name: str, compute: Compute, reads: tuple[str, ...], type_: str) -> Iterable[str]:
    if not reads:
        yield "reads no column: name those that it is computed from"
    kinds: tuple[ColumnType, ...] = ("number", "integer", "boolean", "category")
    if type_ not in kinds:
        yield f"a function can't give a {type_}, it can: {', '.join(kinds)}"
    if "." in compute.__qualname__ or compute.__name__ == "<lambda>":
        yield "must be a function of the module itself, so that its code can be told from another's"
    held = [
        one for (of, _), one in _REGISTERED.items()
        if of == name and one.module == compute.__module__ and one.compute.__name__ != compute.__name__
    ]  # fmt: skip
    if held:
        yield f"is registered already, by {held[0].compute.__name__}: choose another name"


def with_own(columns: Columns, project: Project) -> Columns:
    """The declared columns, and those that the project's functions make of them. UsageError names every problem."""
    module = own_module(project)
    if not module:
        return columns
    imported(module)
    newest = {one.column.name: one.column for one in _REGISTERED.values() if one.module == module}
    personal = {column.name for column in columns.all if column.personal}
    made = tuple(replace(column, personal=bool(personal & set(column.reads))) for column in newest.values())
    found = replace(columns, all=(*columns.all, *made))
    problems = table_problems(found)
    if problems:
        raise FeatureError(map(str, problems))
    return found


def own_module(project: Project) -> str:
    """Where the project's functions stand; empty if it has none."""
    there = (project.root / project.package / FILE).is_file()
    return f"{project.package}.{FEATURES}" if there else ""


def own_feature(column: Column) -> OwnFeature:
    """The function that made a column, with the very code. FeatureError if it is gone, or another one now."""
    found = _REGISTERED.get((column.name, column.code))
    if found is None:
        if any(name == column.name for name, _ in _REGISTERED):
            step = "restore it and give the new one another name, or train anew"
            raise FeatureError([f"{column.name} is not the function any more that the model learned from: {step}"])
        step = "copy it from the project that trained the model"
        raise FeatureError([f"there is no {column.name}, and the model learned from it: {step}"])
    return found
