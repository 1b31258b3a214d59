"""What the other columns of a table say of one: whether the table is about people, and which of it is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from landfast_ml.privacy.personal.affixes import affixes, without
from landfast_ml.privacy.personal.by_values import found
from landfast_ml.privacy.personal.columns import ColumnSample, Guess
from landfast_ml.privacy.personal.content import shapes, streets
from landfast_ml.privacy.personal.content.view import View, view
from landfast_ml.privacy.personal.deciding import alone, is_about_somebody
from landfast_ml.privacy.personal.fitting import fits, tells
from landfast_ml.privacy.personal.kinds import KINDS
from landfast_ml.privacy.personal.reading import Hit, Reading, read_header
from landfast_ml.privacy.personal.words import NUMBER

# Things have these, too; the second say of nobody who it is. Of so few columns no table is known.
_OF_THINGS = frozenset({"place", "postcode", "occupation", "geolocation", "address"})
_NOT_WHO = _OF_THINGS | {"free_text", "income", "recording"}
_TABLE = 5
# So many kinds of these, found surely, are of a table about people; or so much of it, of as many kinds.
_WHO = frozenset(
    {"name", "birth_date", "email", "phone", "national_id", "gender", "age", "marital_status", "person_id"}
)
_TELL_TABLE, _SURELY, _MUCH = 3, 0.75, 0.35
# Another value in so many rows.
_EACH = 0.98
# Kinds whose values look like nothing else that is known of people.
_SHOWN = ("postcode", "phone", "marital_status")
# Kinds that are numbers by themselves.
_NUMBERED = ("person_id", "national_id", "document_id")


def guess(columns: Sequence[ColumnSample]) -> tuple[Guess, ...]:
    """A guess a column of one table, in their order, on which nothing depends.

    Each is judged by itself; where the others say that the table is about people, what is left is looked at once more;
    where none says who somebody is, places and the like are those of things.
    """
    found_alone = tuple(alone(column) for column in columns)
    if not _about_people(found_alone):
        of_somebody = len(columns) < _TABLE or any(map(_tells_who, found_alone))
        return found_alone if of_somebody else tuple(map(_of_nobody, found_alone))
    shared = affixes([column.name for column in columns])
    return tuple(
        (_among_people(column, without(column.name, shared)) or one) if one.verdict == "none" else one
        for column, one in zip(columns, found_alone, strict=True)
    )


def _about_people(guesses: Sequence[Guess]) -> bool:
    """Several columns that say, each surely and another thing, who somebody is; or much of the table is of people."""
    said = {one.kind for one in guesses if one.confidence >= _SURELY} & _WHO
    if len(said) >= _TELL_TABLE:
        return True
    of_people = [one.kind for one in guesses if one.verdict != "none"]
    return bool(said) and len(set(of_people)) >= _TELL_TABLE and len(of_people) >= _MUCH * len(guesses)


def _tells_who(guess: Guess) -> bool:
    return guess.confidence >= _SURELY and guess.verdict != "none" and guess.kind not in _NOT_WHO


def _of_nobody(one: Guess) -> Guess:
    """In a table that tells of no person who it is: places and functions are those of things."""
    if one.verdict != "personal" or one.kind == "free_text":
        return one
    if one.confidence >= _SURELY and one.kind not in _OF_THINGS:
        return one
    return Guess(one.column, "none", one.kind, "nothing in its table says of whom it would be", 0.5)


def _among_people(column: ColumnSample, name: str) -> Guess | None:
    """`name`: the header without what the table's headers have in common."""
    if name != column.name and (bare := alone(replace(column, name=name))).verdict != "none":
        return replace(bare, column=column.name)
    seen, header = view(column), read_header(name, of_people=True)
    if seen.empty or header.of_firm:
        return None
    if _numbers_each(seen, header):
        return found(column.name, "person_id", "its header and values: another number for each row of people", 0.6)
    for hit in header.hits:
        special = KINDS[hit.kind].verdict == "special"
        if hit.short or hit.made or special or not (is_about_somebody(hit, seen) or _is_among_others(hit, seen)):
            continue
        # Words for people are short for much else.
        if fits(hit.kind, seen, sure=hit.sure or (hit.kind != "name" and not hit.with_people)):
            return found(column.name, hit.kind, "its header, beside what else the table says of people", 0.6)
    return _shown_among_people(column.name, seen, header)


def _shown_among_people(column: str, seen: View, header: Reading) -> Guess | None:
    """Under a header that says nothing: values as hardly anything else has them, and numbers of houses."""
    if header.says_something or header.of_thing or any(not hit.short for hit in header.hits):
        return None
    if set(header.words) == {NUMBER} and streets.house_numbers(seen) and seen.distinct < _EACH * seen.rows:
        return found(column, "address", "its values: numbers of houses, in a table about people", 0.6)
    kind = next((kind for kind in _SHOWN if tells(kind, seen)), "")
    return found(column, kind, "its values, beside what else the table says of people", 0.6) if kind else None


def _numbers_each(seen: View, header: Reading) -> bool:
    """Hardly twice the same, and nothing says of what else: it tells whom the row is of."""
    dated = not seen.numbers and fits("birth_date", seen, sure=True)
    if dated or not seen.many or seen.distinct < _EACH * seen.rows:
        return False
    other = any(not hit.short and hit.kind not in _NUMBERED for hit in header.hits)
    if other or header.says_something or header.of_thing:
        return False
    return shapes.ids(seen) or (set(header.words) == {NUMBER} and seen.whole)


def _is_among_others(hit: Hit, seen: View) -> bool:
    """What describes people, in a table about them, may have unknown words beside it: `preferred_gender`."""
    describes = hit.sure and not KINDS[hit.kind].identifies and not seen.yes_no
    return describes and not (hit.of_thing or hit.counts_them or (hit.measured and hit.kind != "income"))
