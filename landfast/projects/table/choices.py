"""What a person says of a table's columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from landfast_ml.contract.columns import Task
from landfast_ml.privacy.personal import Said

from landfast.core.errors import Problem
from landfast.core.near import near_misses
from landfast.projects.table.profile import Profile


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person said: `target` and `subject` are headers of the table, as are all others. `no_subject`: the table
    doesn't say whom a row is about, so every row is by itself.

    Of a forecast: `series` names the series, `horizon` is how many times ahead, `frequency` how often there is a value
    (empty: found in the times); a column is known of these times, too
    (`known_ahead`), or never changes within a series (`known_always`).
    """

    target: str
    subject: str = ""
    no_subject: bool = False
    timestamp: str = ""
    task: Task | None = None
    positive: str = ""
    leave_out: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    special: tuple[str, ...] = ()
    not_personal: tuple[str, ...] = ()
    series: str = ""
    horizon: int = 0
    frequency: str = ""
    known_ahead: tuple[str, ...] = ()
    known_always: tuple[str, ...] = ()

    @property
    def said(self) -> Said:
        """Which columns were called personal, special or neither."""
        return Said(self.personal, self.special, self.not_personal)

    def named(self) -> dict[str, str]:
        """Header -> the option that named it."""
        single = {
            "--target": self.target,
            "--subject": self.subject,
            "--series": self.series,
            "--timestamp": self.timestamp,
        }
        several = {
            "--leave-out": self.leave_out,
            "--keep": self.keep,
            "--text": self.text,
            "--personal": self.personal,
            "--special": self.special,
            "--not-personal": self.not_personal,
            "--known-ahead": self.known_ahead,
            "--known-always": self.known_always,
        }
        found = {title: option for option, titles in several.items() for title in titles}
        return found | {title: option for option, title in single.items() if title}


def _values(titles: Iterable[str]) -> str:
    """What to do where titles look like values."""
    if not any(title[:1].isdigit() and title[-1:].isdigit() for title in titles):
        return ""
    return "; if the first row holds values, say --read header=none: then they are column_1, column_2 ..."


def unknown(choices: Choices, profiles: Mapping[str, Profile]) -> Iterator[Problem]:
    for title, option in choices.named().items():
        if title not in profiles:
            near = near_misses(title, profiles)
            there = f"there are: {', '.join(list(profiles)[:20])}{_values(profiles)}"
            step = f"did you mean {near[0]}?" if near else there
            yield Problem(option, "the table has no such column", title, next_step=step)
    roles = [title for title in (choices.target, choices.subject, choices.series, choices.timestamp) if title]
    features = {"--text": choices.text, "--known-ahead": choices.known_ahead, "--known-always": choices.known_always}
    for option, titles in features.items():
        for title in sorted({*roles} & {*titles}):
            yield Problem(option, "has a role already", title, next_step="it is of features: say one of them")
    for title in sorted({*choices.known_ahead} & {*choices.known_always}):
        yield Problem("--known-ahead, --known-always", f"name column {title} twice", next_step="say one of them")
    for title, count in Counter(roles).items():
        if count > 1:
            yield Problem(
                "--target, --subject, --series, --timestamp", f"name {title} twice", next_step="one role a column"
            )
