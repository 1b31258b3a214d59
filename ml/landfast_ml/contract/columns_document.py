"""A declaration from its document, whoever wrote it: a person, a generator, or the model that keeps its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from landfast_ml.contract.columns import Column, Columns
from landfast_ml.contract.columns_entries import entry_problems
from landfast_ml.contract.columns_history import history_of
from landfast_ml.contract.columns_rules import table_problems
from landfast_ml.contract.problems import Problem


class ColumnsError(ValueError):
    """The declaration contradicts itself, or has fields that there are not; every problem at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


def checked_columns(document: Any) -> Columns:
    """Raises: ColumnsError."""
    problems = entry_problems(document)
    if problems:
        raise ColumnsError(problems)
    columns = columns_of(document)
    problems = table_problems(columns)
    if problems:
        raise ColumnsError(problems)
    return columns


def columns_of(document: Mapping[str, Any]) -> Columns:
    """From what `to_json` or `definition` gave of a declaration that had been checked."""
    given = dict(document)
    declared = tuple(_column(entry) for entry in given.pop("columns"))
    return Columns(all=declared, missing_values=tuple(given.pop("missing_values", ())), **given)


def _column(entry: Mapping[str, Any]) -> Column:
    nested = {"reads": tuple(entry.get("reads", ())), "history": history_of(entry.get("history"))}
    return Column(**{**entry, **nested})
