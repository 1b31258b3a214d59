"""From the profiles of a table's columns to its declaration: what each is, and which stay behind, with reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from landfast_ml.contract.columns import Column, Columns, Task
from landfast_ml.contract.frequency import kept_frequency
from landfast_ml.privacy.personal import KINDS
from landfast_ml.table import Reading, column_name, titles

from landfast.blueprints.table import DataSource
from landfast.core.errors import InputError, Problem
from landfast.projects.table.choices import Choices, unknown
from landfast.projects.table.decisions import Decision, decide
from landfast.projects.table.personal import contradictions, guesses
from landfast.projects.table.profile import Profile
from landfast.projects.table.roles import positive_class, role_problems, series_problems, task_of

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Inferred:
    """`reading` is how the table's file was read; None of a table of BigQuery."""

    source: DataSource
    decisions: tuple[Decision, ...]
    reading: Reading | None = None

    @property
    def special_categories(self) -> list[str]:
        """Headers of kept columns that look like special categories of personal data (GDPR Art. 9, 10)."""
        return [d.title for d in self.decisions if d.column and d.guess.verdict == "special"]

    @property
    def like_subjects(self) -> list[str]:
        """Headers of what looks like who a row is about, where every row is by itself."""
        return [d.title for d in self.decisions if d.like_subject]

    def to_json(self) -> list[dict[str, Any]]:
        """A decision a column, in the table's order."""
        return [
            {
                "header": decision.title,
                "reason": decision.reason,
                "likely": KINDS[decision.guess.kind].says if decision.guess.kind else None,
                "verdict": decision.guess.verdict,
                "column": decision.column.to_json() if decision.column else None,
            }
            for decision in self.decisions
        ]


def infer(
    profiles: Sequence[Profile], choices: Choices, table: str, origin: str = "", reading: Reading | None = None
) -> Inferred:
    """The declaration of a table, from what its columns hold; `origin` is its name in BigQuery.

    Raises: InputError with every problem.
    """
    by_title = {profile.title: profile for profile in profiles}
    problems = [*unknown(choices, by_title), *contradictions(choices.said)]
    if problems:
        raise InputError(problems)
    found = guesses(profiles, choices.said)
    decisions = [decide(profile, choices, found[profile.title]) for profile in profiles]
    task: Task = "forecast" if choices.series else choices.task or task_of(by_title[choices.target])
    positive = positive_class(by_title[choices.target], choices) if task == "binary" else ""
    problems = [*_text_problems(by_title, choices), *_value_problems(profiles, decisions)]
    if task == "forecast":
        problems += series_problems(by_title, choices)
    else:
        problems += role_problems(by_title, choices, task, positive)
    columns = tuple(decision.column for decision in decisions if decision.column)
    if task != "forecast" and not any(column.role == "feature" for column in columns):
        problems.append(_nothing_left(decisions))
    if problems:
        raise InputError(problems)
    source = DataSource(
        kind="bigquery" if origin else "csv",
        origin=origin,
        horizon=choices.horizon,
        frequency=kept_frequency(choices.frequency),
        not_personal=tuple(one.name for one in columns if (one.header or one.name) in choices.not_personal),
        special=tuple(one.column.name for one in decisions if one.column and one.guess.verdict == "special"),
        description=f"{table}: {profiles[0].rows:,} rows looked at, {len(columns)} of {len(profiles)} columns declared",
        declared=Columns(
            table=column_name(table),
            task=task,
            all=columns,
            positive=positive,
            unit="row" if choices.no_subject else "subject",
            reading=_recorded(reading, columns).to_json() if reading else {},
        ),
    )
    return Inferred(source, tuple(decisions), reading)


def _nothing_left(decisions: Sequence[Decision]) -> Problem:
    left = [f"{decision.title} {decision.reason}" for decision in decisions if not decision.column]
    more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
    why = "; ".join(left[:_SHOWN]) + more
    return Problem("--data", "no column is left to learn from", why, next_step="keep one with --keep COLUMN")


def _recorded(reading: Reading, columns: Sequence[Column]) -> Reading:
    """Of declared columns alone: what stays behind is not even named in the project."""
    declared = {column.raw_name for column in columns}
    headers = {one.header for title, one in zip(titles(reading), reading.columns, strict=True) if title in declared}
    kept = tuple(one for one in reading.columns if one.header in headers or not reading.titled)
    return replace(reading, columns=kept)


def _text_problems(by_title: Mapping[str, Profile], choices: Choices) -> Iterator[Problem]:
    for title in choices.text:
        found = by_title[title]
        if found.type != "text":
            yield Problem("--text", f"{title} holds no text", found.type, next_step="it is a feature without --text")


def _value_problems(profiles: Sequence[Profile], decisions: Sequence[Decision]) -> Iterator[Problem]:
    """Values that are not of the type that their column is declared with."""
    for profile, decision in zip(profiles, decisions, strict=True):
        if decision.column and decision.column.type not in {"text", "category"}:
            yield from profile.problems
