"""The target, the subject and the timestamp: what they are, and whether they can be it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from landfast_ml.contract.columns import ColumnType, Task
from landfast_ml.contract.frequency import FREQUENCIES, OF_THE_CLOCK, UNITS, step_of
from landfast_ml.table.dates import has_clock
from landfast_ml.table.options import quoted, spoken

from landfast.core.errors import Problem
from landfast.projects.table.choices import Choices
from landfast.projects.table.profile import Profile

CLASSES = 20
_POSITIVE = ("1", "true", "yes", "y", "t", "ja", "oui", "si", "positive")


def target_type(profile: Profile, choices: Choices) -> ColumnType:
    task, found = choices.task or task_of(profile), profile.type
    if task == "regression":
        return "integer" if found in ("integer", "boolean") else "number"
    if found == "boolean" and not profile.distinct <= {"0", "1"}:
        # More than two classes have names, and no yes and no.
        return "category" if task == "multiclass" else "boolean"
    return "integer" if found in ("integer", "boolean") else "category"


def task_of(profile: Profile) -> Task:
    if profile.type in ("integer", "number") and (profile.many or len(profile.distinct) > CLASSES):
        return "regression"
    if profile.type == "number":
        return "regression"
    return "binary" if len(profile.distinct) <= 2 else "multiclass"


def positive_class(profile: Profile, choices: Choices) -> str:
    """The class that is looked for. Of a number it is 1, of a boolean true: that needs no word."""
    type_ = target_type(profile, choices)
    if type_ == "boolean":
        words = {profile.true: "true", profile.false: "false"}
        return words.get(choices.positive.casefold(), choices.positive)
    if choices.positive or type_ != "category":
        return choices.positive
    return next((value for value in sorted(profile.distinct) if value.lower() in _POSITIVE), "")


def series_problems(by_title: Mapping[str, Profile], choices: Choices) -> Iterator[Problem]:
    """Of a table of series; what isn't known of its times is found when the table is taken in."""
    target, series = by_title[choices.target], by_title[choices.series]
    if target.type not in {"number", "integer", "boolean"} or "true" in target.distinct:
        looks = f", but {target.looks}" if target.looks else ""
        yield Problem("--target", f"{choices.target} is no number{looks}", next_step="name the column that is forecast")
    elif len(target.distinct) < 2 and not target.many:
        yield Problem("--target", f"{choices.target} has {len(target.distinct)} value, so there is nothing to learn")
    if series.blank:
        fact = f"{choices.series} has no value in {series.blank:,} of {series.rows:,} rows"
        yield Problem("--series", fact, next_step="name the series that each row is of")
    yield from _ahead_problems(by_title, choices)
    yield from _timestamp_problems(by_title, choices)
    yield from _frequency_problems(by_title[choices.timestamp], choices.frequency)


def _ahead_problems(by_title: Mapping[str, Profile], choices: Choices) -> Iterator[Problem]:
    """What is known of times to come stands in rows without a value: one for each time, and series that has it."""
    target, series = by_title[choices.target], by_title[choices.series]
    in_every_row = any(not by_title[title].blank for title in choices.known_ahead)
    many = (series.given - series.repeats if series.many else len(series.distinct)) if in_every_row else 1
    needed = choices.horizon * many
    if not choices.known_ahead or not series.values_known or target.blank >= needed:
        return
    rows = f"{target.blank:,} row{'s' if target.blank > 1 else ''}" if target.blank else "no row"
    fact = f"{rows} without {target.title}, for {many:,} series and {choices.horizon} times to come"
    step = f"add a row for each, {target.title} left empty, or leave out --known-ahead {quoted(choices.known_ahead[0])}"
    yield Problem("--known-ahead", fact, limit=f"at least {needed:,}", next_step=step)


def _frequency_problems(when: Profile, said: str) -> Iterator[Problem]:
    """Whether the times lie on its grid is seen when the table is taken in."""
    if not said:
        return
    step = step_of(said)
    if step is None:
        found = "leave it out: it is found in the times"
        yield Problem("--frequency", "is none", said, FREQUENCIES, f"name one, or {found}")
    elif step[0] in OF_THE_CLOCK and when.type == "date" and not has_clock(when.distinct):
        longer = ", ".join(unit for unit in UNITS if unit not in OF_THE_CLOCK)
        fact = f"{when.title} holds days, without the time of the day"
        yield Problem("--frequency", fact, said, longer, "name one of these, or a column with times")


def role_problems(by_title: Mapping[str, Profile], choices: Choices, task: Task, positive: str) -> Iterator[Problem]:
    target = by_title[choices.target]
    named = {"--target": choices.target} | ({"--subject": choices.subject} if choices.subject else {})
    for option, title in named.items():
        if by_title[title].blank:
            fact = f"{title} has no value in {by_title[title].blank:,} of {by_title[title].rows:,} rows"
            yield Problem(option, fact, next_step="leave these rows out of the table")
    yield from _timestamp_problems(by_title, choices)
    classes = len(target.distinct)
    if classes < 2 and not target.many:
        yield Problem("--target", f"{choices.target} has {classes} value, so there is nothing to learn")
    elif task == "binary" and classes > 2:
        yield Problem("--task", f"{choices.target} has {classes} classes", "binary", "2", "use --task multiclass")
    elif task == "multiclass" and (target.many or classes > CLASSES):
        step = f"the target looks like {target.looks}: write all of them in one way" if target.looks else ""
        fact, limit = f"{choices.target} has {classes} classes or more", f"{CLASSES} at most"
        yield Problem("--task", fact, limit=limit, next_step=step)
    elif task == "regression" and (target.type not in {"number", "integer", "boolean"} or "true" in target.distinct):
        yield Problem("--target", f"{choices.target} is no number", next_step="use --task binary or multiclass")
    elif task == "binary" and target_type(target, choices) == "boolean" and positive not in {"", "true", "false"}:
        yield Problem(
            "--positive", "is no value of the target", choices.positive, f"there are {target.true}, {target.false}"
        )
    elif task == "binary" and target_type(target, choices) == "category" and positive not in target.distinct:
        values = ", ".join(sorted(target.distinct))
        yield Problem("--positive", "which class is looked for can't be told", limit=values, next_step="name it")


def _timestamp_problems(by_title: Mapping[str, Profile], choices: Choices) -> Iterator[Problem]:
    when = by_title.get(choices.timestamp)
    if when and when.type != "date":
        looks = f", but {when.looks}" if when.looks else ""
        step = f"write days in one way, YYYY-MM-DD is the safest, or say {spoken(when.title, 'dates=DD/MM/YYYY')}"
        yield Problem("--timestamp", f"{choices.timestamp} holds no days{looks}", next_step=step)
    elif when and when.blank:
        fact = f"{choices.timestamp} has no value in {when.blank:,} of {when.rows:,} rows"
        yield Problem("--timestamp", fact, next_step="leave these rows out of the table")
