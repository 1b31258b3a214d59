"""From the profiles of a table's columns to its declaration: what each is, and which stay behind, with reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from landfast_ml.contract.columns import Column, Columns, ColumnType, Task
from landfast_ml.privacy.personal import KINDS, Guess, Said
from landfast_ml.table import Reading, column_name, titles

from landfast.blueprints.table import DataSource
from landfast.core.errors import InputError, Problem
from landfast.core.near import near_misses
from landfast.projects.table.personal import contradictions, guesses
from landfast.projects.table.profile import Profile

# A category's values become columns of the model; a rare one could point to a person.
CATEGORIES = 50
CLASSES = 20
_CATEGORY_LENGTH = 64
_POSITIVE = ("1", "true", "yes", "y", "t", "ja", "oui", "si", "positive")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person said: `target` and `subject` are headers of the table, as are all others."""

    target: str
    subject: str
    timestamp: str = ""
    task: Task | None = None
    positive: str = ""
    leave_out: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    special: tuple[str, ...] = ()
    not_personal: tuple[str, ...] = ()

    @property
    def said(self) -> Said:
        """Which columns were called personal, special or neither."""
        return Said(self.personal, self.special, self.not_personal)

    def named(self) -> dict[str, str]:
        """Header -> the option that named it."""
        single = {"--target": self.target, "--subject": self.subject, "--timestamp": self.timestamp}
        several = {
            "--leave-out": self.leave_out,
            "--keep": self.keep,
            "--personal": self.personal,
            "--special": self.special,
            "--not-personal": self.not_personal,
        }
        found = {title: option for option, titles in several.items() for title in titles}
        return found | {title: option for option, title in single.items() if title}


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one column of the table. `column` None: it stays behind. `guess`: what it says of a person."""

    title: str
    reason: str
    column: Column | None
    guess: Guess


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
    problems = [*_unknown(choices, by_title), *contradictions(choices.said)]
    if problems:
        raise InputError(problems)
    found = guesses(profiles, choices.said)
    decisions = [_decide(profile, choices, found[profile.title]) for profile in profiles]
    task = choices.task or _task(by_title[choices.target])
    positive = _positive(by_title[choices.target], choices) if task == "binary" else ""
    problems = [*_value_problems(profiles, decisions), *_role_problems(by_title, choices, task, positive)]
    columns = tuple(decision.column for decision in decisions if decision.column)
    if not any(column.role == "feature" for column in columns):
        problems.append(Problem("--data", "no column is left to learn from", next_step="keep one with --keep COLUMN"))
    if problems:
        raise InputError(problems)
    source = DataSource(
        kind="bigquery" if origin else "csv",
        origin=origin,
        description=f"{table}: {profiles[0].rows:,} rows looked at, {len(columns)} of {len(profiles)} columns declared",
        declared=Columns(
            table=column_name(table),
            task=task,
            all=columns,
            positive=positive,
            reading=_recorded(reading, columns).to_json() if reading else {},
        ),
    )
    return Inferred(source, tuple(decisions), reading)


def _recorded(reading: Reading, columns: Sequence[Column]) -> Reading:
    """Of declared columns alone: what stays behind is not even named in the project."""
    declared = {column.raw_name for column in columns}
    headers = {one.header for title, one in zip(titles(reading), reading.columns, strict=True) if title in declared}
    kept = tuple(one for one in reading.columns if one.header in headers or not reading.titled)
    return replace(reading, columns=kept)


def _unknown(choices: Choices, profiles: Mapping[str, Profile]) -> Iterator[Problem]:
    for title, option in choices.named().items():
        if title not in profiles:
            near = near_misses(title, profiles)
            step = f"did you mean {near[0]}?" if near else f"there are: {', '.join(list(profiles)[:20])}"
            yield Problem(option, "the table has no such column", title, next_step=step)
    roles = [title for title in (choices.target, choices.subject, choices.timestamp) if title]
    for title, count in Counter(roles).items():
        if count > 1:
            yield Problem("--target, --subject, --timestamp", f"name {title} twice", next_step="one role a column")


def _decide(profile: Profile, choices: Choices, guess: Guess) -> Decision:
    name = profile.name
    header = profile.title if profile.title != name else ""
    if profile.title == choices.subject:
        column = Column(name=name, header=header, role="subject", type="text", personal=True, protection="pseudonymise")
        return Decision(profile.title, "who a row is about", column, guess)
    if profile.title == choices.timestamp:
        return Decision(profile.title, "when", Column(name=name, header=header, role="timestamp", type="date"), guess)
    if profile.title == choices.target:
        column = Column(name=name, header=header, role="target", type=_target_type(profile, choices))
        return Decision(profile.title, "what is predicted", column, guess)
    reason = _left_out(profile, choices, guess)
    if reason:
        return Decision(profile.title, reason, None, guess)
    said = guess.verdict != "none" or profile.title in choices.not_personal
    return Decision(profile.title, guess.reason if said else "", _feature(profile, guess, choices), guess)


def _feature(profile: Profile, guess: Guess, choices: Choices) -> Column:
    name, type_ = profile.name, _type(profile)
    personal = guess.verdict != "none"
    # An age counts up to the row's day; without one, only the month can be used.
    by_month = type_ == "date" and not choices.timestamp
    return Column(
        name=name,
        header=profile.title if profile.title != name else "",
        role="feature",
        type=type_,
        personal=personal,
        protection="month" if type_ == "date" and personal else "keep",
        missing="allow" if profile.blank else "refuse",
        transform="month" if by_month else "",
        description=_description(guess) if personal else "",
    )


def _description(guess: Guess) -> str:
    return guess.reason if guess.confidence == 1 else f"{guess.reason}: confirm, or leave it out"


def _left_out(profile: Profile, choices: Choices, guess: Guess) -> str:
    """Why a column stays behind; empty if it is declared."""
    if profile.title in choices.leave_out:
        return "left out as asked"
    if not profile.given:
        return "no row has a value"
    if len(profile.distinct) == 1 and not profile.many:
        return "the same value in every row"
    if profile.title in choices.keep:
        return ""
    if guess.identifies:
        return f"{guess.reason}: it identifies a person"
    return _no_category(profile) if profile.type == "text" else _number_name(profile)


def _number_name(profile: Profile) -> str:
    """A running number tells a model nothing but who it is."""
    last = profile.name.rsplit("_", 1)[-1]
    counts = profile.type == "integer" and profile.unique and last in {"id", "no", "nr", "number", "key", "uuid"}
    return "looks like an identifier" if counts else ""


def _no_category(profile: Profile) -> str:
    if profile.longest > _CATEGORY_LENGTH or (profile.many and profile.words > 3):
        return "free text: it can't be minimised"
    if profile.looks and (profile.many or len(profile.distinct) > CATEGORIES):
        return f"looks like {profile.looks}: write all of them in one way"
    if profile.unique:
        return "looks like an identifier: hardly a value comes twice"
    if profile.many or len(profile.distinct) > CATEGORIES:
        count = "more than 1,000" if profile.many else f"{len(profile.distinct)}"
        return f"{count} different texts, {CATEGORIES} at most make a category"
    return ""


def _type(profile: Profile) -> ColumnType:
    found = profile.type
    return "category" if found == "text" else cast("ColumnType", found)


def _target_type(profile: Profile, choices: Choices) -> ColumnType:
    task, found = choices.task or _task(profile), profile.type
    if task == "regression":
        return "integer" if found in ("integer", "boolean") else "number"
    if found == "boolean" and not profile.distinct <= {"0", "1"}:
        # More than two classes have names, and no yes and no.
        return "category" if task == "multiclass" else "boolean"
    return "integer" if found in ("integer", "boolean") else "category"


def _task(profile: Profile) -> Task:
    if profile.type in ("integer", "number") and (profile.many or len(profile.distinct) > CLASSES):
        return "regression"
    if profile.type == "number":
        return "regression"
    return "binary" if len(profile.distinct) <= 2 else "multiclass"


def _positive(profile: Profile, choices: Choices) -> str:
    """The class that is looked for. Of a number it is 1, of a boolean true: that needs no word."""
    type_ = _target_type(profile, choices)
    if type_ == "boolean":
        words = {profile.true: "true", profile.false: "false"}
        return words.get(choices.positive.casefold(), choices.positive)
    if choices.positive or type_ != "category":
        return choices.positive
    return next((value for value in sorted(profile.distinct) if value.lower() in _POSITIVE), "")


def _value_problems(profiles: Sequence[Profile], decisions: Sequence[Decision]) -> Iterator[Problem]:
    """Values that are not of the type that their column is declared with."""
    for profile, decision in zip(profiles, decisions, strict=True):
        if decision.column and decision.column.type not in {"text", "category"}:
            yield from profile.problems


def _role_problems(by_title: Mapping[str, Profile], choices: Choices, task: Task, positive: str) -> Iterator[Problem]:
    target = by_title[choices.target]
    for option, title in (("--target", choices.target), ("--subject", choices.subject)):
        if by_title[title].blank:
            fact = f"{title} has no value in {by_title[title].blank:,} of {by_title[title].rows:,} rows"
            yield Problem(option, fact, next_step="leave these rows out of the table")
    when = by_title.get(choices.timestamp)
    if when and when.type != "date":
        looks = f", but {when.looks}" if when.looks else ""
        step = f"write days in one way, YYYY-MM-DD is the safest, or say --read '{when.title}:dates=DD/MM/YYYY'"
        yield Problem("--timestamp", f"{choices.timestamp} holds no days{looks}", next_step=step)
    elif when and when.blank:
        fact = f"{choices.timestamp} has no value in {when.blank:,} of {when.rows:,} rows"
        yield Problem("--timestamp", fact, next_step="leave these rows out of the table")
    classes = len(target.distinct)
    if classes < 2 and not target.many:
        yield Problem("--target", f"{choices.target} has {classes} value, so there is nothing to learn")
    elif task == "binary" and classes > 2:
        yield Problem("--task", f"{choices.target} has {classes} classes", "binary", "2", "use --task multiclass")
    elif task == "multiclass" and (target.many or classes > CLASSES):
        yield Problem("--task", f"{choices.target} has {classes} classes or more", limit=f"{CLASSES} at most")
    elif task == "regression" and (target.type not in {"number", "integer", "boolean"} or "true" in target.distinct):
        yield Problem("--target", f"{choices.target} is no number", next_step="use --task binary or multiclass")
    elif task == "binary" and _target_type(target, choices) == "boolean" and positive not in {"", "true", "false"}:
        yield Problem("--positive", "is no value of the target", choices.positive, f"{target.true}, {target.false}")
    elif task == "binary" and _target_type(target, choices) == "category" and positive not in target.distinct:
        values = ", ".join(sorted(target.distinct))
        yield Problem("--positive", "which class is looked for can't be told", limit=values, next_step="name it")
