"""What becomes of each column of a table: declared as what, or left behind, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from landfast_ml.contract.columns import Column, ColumnType, Known, Protection
from landfast_ml.privacy.personal import Guess
from landfast_ml.table.dates import DURATIONS, TIMES, has_clock
from landfast_ml.table.options import quoted

from landfast.projects.table.choices import Choices
from landfast.projects.table.profile import Profile
from landfast.projects.table.roles import target_type

# A category's values become columns of the model; a rare one could point to a person.
CATEGORIES = 50
_CATEGORY_LENGTH = 64
# So many different values are no groups of things any more.
_FEW = 20
_TEXT = "free text, kept as hashes of its words"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one column of the table. `column` None: it stays behind. `guess`: what it says of a person.
    `like_subject`: it looks like who a row is about, though none is said to be."""

    title: str
    reason: str
    column: Column | None
    guess: Guess
    like_subject: bool = False


def decide(profile: Profile, choices: Choices, guess: Guess) -> Decision:
    if choices.series:
        return decide_series(profile, choices, guess)
    name = profile.name
    header = profile.title if profile.title != name else ""
    if choices.subject and profile.title == choices.subject:
        column = Column(name=name, header=header, role="subject", type="text", personal=True, protection="pseudonymise")
        return Decision(profile.title, "who a row is about", column, guess)
    if profile.title == choices.timestamp:
        return Decision(profile.title, "when", Column(name=name, header=header, role="timestamp", type="date"), guess)
    if profile.title == choices.target:
        column = Column(name=name, header=header, role="target", type=target_type(profile, choices))
        return Decision(profile.title, "what is predicted", column, guess)
    if _is_kept_text(profile, choices):
        return Decision(profile.title, _TEXT, _text(profile, choices), guess)
    like_subject = choices.no_subject and _tells_apart(profile, guess)
    reason = _left_out(profile, choices, guess, like_subject=like_subject)
    if reason:
        return Decision(profile.title, reason, None, guess, like_subject)
    said = guess.verdict != "none" or profile.title in choices.not_personal
    kept = _feature(profile, guess, choices)
    return Decision(profile.title, guess.reason if said else "", kept, guess, like_subject)


def decide_series(profile: Profile, choices: Choices, guess: Guess) -> Decision:
    """Of a table of series: what isn't known of times to come stays behind."""
    name, title = profile.name, profile.title
    header = title if title != name else ""
    if title == choices.series:
        person = guess.verdict != "none"
        protection: Protection = "pseudonymise" if person else "keep"
        column = Column(name, "subject", "text", header=header, personal=person, protection=protection)
        reason = f"the series; it may be a person, {guess.reason}" if person else "the series; it looks like no person"
        return Decision(title, reason, column, guess)
    if title == choices.timestamp:
        return _when(profile, header, guess)
    if title == choices.target:
        least = 0.0 if profile.minimum is not None and profile.minimum >= 0 else None
        column = Column(name, "target", "integer" if _whole(profile) else "number", header=header, minimum=least)
        return Decision(title, "what is forecast" + (", never below 0" if least == 0 else ""), column, guess)
    known: Known | None = "ahead" if title in choices.known_ahead else "always"
    if title not in choices.known_ahead and title not in choices.known_always:
        known = None
    reason = _left_out(profile, choices, guess, like_subject=False) or _no_input(profile, known)
    if reason or known is None:
        return Decision(title, reason, None, guess)
    column = replace(_feature(profile, guess, choices), known=known, protection="keep", transform="")
    told = "known of times to come" if known == "ahead" else "the same at all times of a series"
    return Decision(title, f"{told}; {guess.reason}" if guess.verdict != "none" else told, column, guess)


def _when(profile: Profile, header: str, guess: Guess) -> Decision:
    """Days, or times where a day has several."""
    clock = has_clock(profile.distinct)
    column = Column(profile.name, "timestamp", "time" if clock else "date", header=header)
    return Decision(profile.title, "when, with the time of the day" if clock else "when", column, guess)


def _whole(profile: Profile) -> bool:
    return profile.type in {"integer", "boolean"}


def _no_input(profile: Profile, known: Known | None) -> str:
    if profile.type == "date":
        return "a date is nothing that a forecast goes by: the calendar is"
    if known is None:
        return f"nobody said that it is known of times to come: --known-ahead {quoted(profile.title)} if it is"
    return ""


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


def _is_kept_text(profile: Profile, choices: Choices) -> bool:
    free = profile.type == "text" and profile.title in choices.keep and _is_free_text(profile)
    asked = free or profile.title in choices.text
    return asked and bool(profile.given) and profile.title not in choices.leave_out


def _text(profile: Profile, choices: Choices) -> Column:
    """What people write is personal unless it is said not to be."""
    personal = profile.title not in choices.not_personal
    return Column(
        name=profile.name,
        header=profile.title if profile.title != profile.name else "",
        role="feature",
        type="text",
        personal=personal,
        protection="hashed",
        missing="allow" if profile.blank else "refuse",
        description=f"{_TEXT}: it may say anything about a person, and about others" if personal else "",
    )


def _description(guess: Guess) -> str:
    return guess.reason if guess.confidence == 1 else f"{guess.reason}: confirm, or leave it out"


def _left_out(profile: Profile, choices: Choices, guess: Guess, *, like_subject: bool) -> str:
    """Why a column stays behind; empty if it is declared."""
    if profile.title in choices.leave_out:
        return "left out as asked"
    if not profile.given:
        return f"holds {profile.looks}" if profile.looks else "no row has a value"
    if len(profile.distinct) == 1 and not profile.many:
        return "the same value in every row"
    # Each row would say the same month of the year.
    if not choices.timestamp and profile.one_month and not profile.blank:
        return "days of one month: without --timestamp only the month is learned from"
    if profile.title in choices.keep:
        return ""
    if guess.identifies:
        return f"{guess.reason}: it identifies a person"
    if like_subject:
        return "looks like who a row is about"
    return _no_category(profile) if profile.type == "text" else _number_name(profile)


def _number_name(profile: Profile) -> str:
    """A running number tells a model nothing but who it is."""
    counts = profile.type == "integer" and profile.unique and _is_called_so(profile)
    return "looks like an identifier" if counts else ""


def _is_called_so(profile: Profile) -> bool:
    return profile.name.rsplit("_", 1)[-1] in {"id", "no", "nr", "number", "key", "uuid"}


def _tells_apart(profile: Profile, guess: Guess) -> bool:
    """Whether the rows of one person, or thing, could be told by it, so that they hang together."""
    many = profile.many or len(profile.distinct) > _FEW
    return many and profile.type in {"integer", "text"} and (guess.identifies or _is_called_so(profile))


def _no_category(profile: Profile) -> str:
    if _is_free_text(profile):
        return f"free text: --text {quoted(profile.title)} has its words hashed, and learned from"
    if profile.looks and (profile.misread or profile.many or len(profile.distinct) > CATEGORIES):
        step = (
            "write them as a number of hours" if profile.looks in {TIMES, DURATIONS} else "write all of them in one way"
        )
        return f"looks like {profile.looks}: {step}"
    if profile.unique:
        return "looks like an identifier: hardly a value comes twice"
    if profile.many or len(profile.distinct) > CATEGORIES:
        count = "more than 1,000" if profile.many else f"{len(profile.distinct)}"
        return f"{count} different texts, {CATEGORIES} at most make a category"
    return ""


def _is_free_text(profile: Profile) -> bool:
    return profile.longest > _CATEGORY_LENGTH or (profile.many and profile.words > 3)


def _type(profile: Profile) -> ColumnType:
    found = profile.type
    return "category" if found == "text" else cast("ColumnType", found)
