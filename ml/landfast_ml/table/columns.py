"""What a column is, from a sample of its texts: how it is read, and which other reading it could have as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from landfast_ml.contract.problems import Problem
from landfast_ml.table.dates import FORMATS, but_for_century, dates_in, day_first, iso, open_ends
from landfast_ml.table.numbers import STYLES, Numbers, NumberStyle, is_code, may_be_code, numbers_in, plain, without
from landfast_ml.table.options import ColumnOptions, Options, spoken
from landfast_ml.table.reading import BLANK, MARKS, ColumnReading
from landfast_ml.table.words import SENTINELS, marker_words, missing_words, truth_words

# A column of so many different numbers or days, and so few words beside them, may be one of numbers or days.
_VARIED = 20
_WORDS = 3
_DASHES = frozenset({"-", "\u2013", "\u2014"})
# Formats that tell which comes first where both are numbers.
ORDERED = frozenset(form for form in FORMATS if form[0] in "DM" and "MONTH" not in form)


@dataclass(frozen=True, slots=True)
class Judged:
    """`rivals`: other readings that give other values and can't be told from this one. `proven` shows its marks.

    `unlike`: the values are not of this type, which somebody said they are.
    """

    reading: ColumnReading
    values: Mapping[str, int]
    rivals: tuple[ColumnReading, ...] = ()
    proven: bool = False
    unlike: str = ""


def judge(column: ColumnReading, values: Mapping[str, int], said: ColumnOptions, *, ticked: bool = True) -> Judged:
    """`values`: text -> how often, in the sample; `column` gives its names. `ticked`: a blank may be a row that nobody
    ticked; in a file of types it is a value that nobody knows.
    """
    given = {text.strip(): 0 for text in values}
    for text, count in values.items():
        given[text.strip()] += count
    blank = given.pop("", 0)
    marker = marker_words(given) if ticked and (blank or said.type == "boolean") and said.missing is None else ()
    if marker and said.type in {None, "boolean"}:
        return Judged(replace(column, type="boolean", true=marker, false=BLANK), given)
    answered = _answer_or_none(column, given, said)
    if answered:
        return answered
    typed_missing = _missing(given, said, typed=True)
    rest = {text: count for text, count in given.items() if text not in typed_missing}
    for found in _typed(column, rest, said):
        readings = [_with_missing(reading, typed_missing, rest, said) for reading in found.rivals]
        first = _with_missing(found.reading, typed_missing, rest, said)
        return Judged(first, given, tuple(readings), found.proven)
    as_text = replace(column, type="text", missing=_missing(given, said, typed=False))
    unlike = said.wanted if rest and said.wanted != "text" else ""
    return Judged(as_text, given, tuple(_but_for_words(column, rest, said)), unlike=unlike)


def _answer_or_none(column: ColumnReading, given: Mapping[str, int], said: ColumnOptions) -> Judged | None:
    """`x` and `-`: whether the dash is an answer, or no value, only a person knows."""
    if said.type or said.missing is not None:
        return None
    dashes = tuple(text for text in given if text in _DASHES)
    others = {text: count for text, count in given.items() if text not in dashes}
    if len(dashes) != 1 or not marker_words(others):
        return None
    return Judged(replace(column, type="text"), given, (replace(column, type="boolean", missing=dashes),))


def _but_for_words(column: ColumnReading, rest: Mapping[str, int], said: ColumnOptions) -> Iterator[ColumnReading]:
    """How it would be read if its few words stood for no value: a number or a day, if most of it is, and it varies."""
    words = tuple(text for text in rest if not any(map(str.isdigit, text)))
    typed = {text: count for text, count in rest.items() if text not in words}
    if said != ColumnOptions() or not 0 < len(words) <= _WORDS or len(typed) < _VARIED:
        return
    if sum(typed.values()) * 2 > sum(rest.values()):
        for found in _typed(column, typed, said):
            yield replace(found.reading, missing=words)


def _missing(given: Mapping[str, int], said: ColumnOptions, typed: bool) -> tuple[str, ...]:
    return missing_words(given, typed) if said.missing is None else said.missing


def _typed(column: ColumnReading, rest: Mapping[str, int], said: ColumnOptions) -> Iterator[Judged]:
    """The first type that the values are of; none if they are text."""
    wanted = said.wanted
    if not rest or wanted == "text":
        return
    words = truth_words(rest, numbers=wanted == "boolean") if wanted in {"", "boolean"} else None
    if words:
        yield Judged(replace(column, type="boolean", true=words[0], false=words[1]), rest)
    if wanted in {"", "date"}:
        yield from _date(column, rest, said)
    if wanted in {"", "number"} and (wanted or not is_code(rest)):
        yield from _number(column, rest, said)


def _date(column: ColumnReading, rest: Mapping[str, int], said: ColumnOptions) -> Iterator[Judged]:
    forms = dates_in(rest, [form for form in FORMATS if _may_be(form, said.dates)])
    if forms:
        readings = [replace(column, type="date", date=form) for form in forms]
        yield Judged(readings[0], rest, tuple(readings[1:]), len(set(map(but_for_century, forms))) == 1)


def _may_be(form: str, said: str | None) -> bool:
    """`DD/MM/YYYY` said of a column allows any separator: it is the order that a person can tell."""
    return (
        said is None
        or form == said
        or (said in {"DD/MM/YYYY", "MM/DD/YYYY"} and (form[0] == said[0] or form.startswith("YYYY")))
    )


def _number(column: ColumnReading, rest: Mapping[str, int], said: ColumnOptions) -> Iterator[Judged]:
    found = numbers_in(rest, [style for style in STYLES if _style_allowed(style, said)])
    if found.styles:
        code = may_be_code(rest) if not said.wanted else ""
        judged = _judged_number(column, rest, found)
        yield Judged(replace(column, type="text"), rest, (judged.reading,)) if code else judged


def _style_allowed(style: NumberStyle, said: ColumnOptions) -> bool:
    if said.decimal is not None and style.decimal != said.decimal:
        return False
    return said.thousands is None or style.thousands == said.thousands


def _judged_number(column: ColumnReading, rest: Mapping[str, int], found: Numbers) -> Judged:
    readings = [
        replace(column, type="number", decimal=style.decimal, thousands=style.thousands, unit=style.unit)
        for style in found.styles
    ]
    return Judged(readings[0], rest, tuple(readings[1:]), found.proven)


def _with_missing(
    reading: ColumnReading, words: tuple[str, ...], rest: Mapping[str, int], said: ColumnOptions
) -> ColumnReading:
    odd: tuple[str, ...] = ()
    if said.missing is None:
        odd = _odd_one_out(reading, rest) if reading.type == "number" else ()
        odd = open_ends(rest, reading.date) if reading.type == "date" else odd
    return replace(reading, missing=(*words, *odd))


def _odd_one_out(reading: ColumnReading, rest: Mapping[str, int]) -> tuple[str, ...]:
    """`-999` where everything else is positive, `9999` where nothing comes near it."""
    style = NumberStyle(reading.decimal, reading.thousands)
    numbers = {text: style.value(text) for text in rest if style.fits(text)}
    marks = {text: number for text, number in numbers.items() if number in SENTINELS and rest[text] > 1}
    others = [number for text, number in numbers.items() if text not in marks]
    if not others or not marks:
        return ()
    low, high = min(others), max(others)
    return tuple(
        sorted(
            text
            for text, number in marks.items()
            if (number < -9 and low >= 0) or (number == -9 and low > 0) or (number > 0 and number > 4 * max(high, 1))
        )
    )


def settled(judged: Sequence[Judged]) -> list[Judged]:
    """Columns that could be read in two ways, read as the table's other columns prove it."""
    decimals = {j.reading.decimal for j in judged if j.proven and j.reading.type == "number"}
    orders = {day_first(j.reading.date) for j in judged if j.proven and j.reading.date in ORDERED}
    return [_settle(one, decimals, orders) if one.rivals else one for one in judged]


def _settle(one: Judged, decimals: set[str], orders: set[bool]) -> Judged:
    all_readings = (one.reading, *one.rivals)
    if one.reading.type == "number" and len(decimals) == 1:
        fitting = [reading for reading in all_readings if reading.decimal in decimals]
        why = f"as other columns: decimal {MARKS[next(iter(decimals))]}"
    elif one.reading.type == "date" and len(orders) == 1:
        fitting = [reading for reading in all_readings if day_first(reading.date) in orders]
        why = "as other columns"
    else:
        return one
    if len({replace(reading, date=but_for_century(reading.date)) for reading in fitting}) != 1:
        return one
    first, *rivals = (replace(reading, why=why) for reading in fitting)
    return replace(one, reading=first, rivals=tuple(rivals))


def of_one_century(one: Judged) -> Judged:
    """Without the readings that take each day to be in the same year as another one does, written in the same way."""
    return replace(one, rivals=tuple(rival for rival in one.rivals if rival.type != "date" or _is_apart(rival, one)))


def _is_apart(rival: ColumnReading, one: Judged) -> bool:
    usual = replace(rival, date=but_for_century(rival.date))
    return usual == rival or any(iso(text, usual.date) != iso(text, rival.date) for text in one.values)


def ambiguities(judged: Iterable[Judged], options: Options, table: str) -> Iterator[Problem]:
    """Both readings of every column that can't be told, but of those that nobody will ask for."""
    for one in judged:
        reading = one.reading
        if one.unlike and not {reading.header, reading.name} & options.ignored:
            yield _unlike(one, table)
        if one.rivals and not {reading.header, reading.name} & options.ignored:
            if reading.type == "text":
                yield _word_or_none(one, table)
                continue
            example = next((text for text in one.values if _told_apart(text, one)), next(iter(one.values)))
            readings = " or ".join(_meaning(example, r) for r in (reading, *one.rivals))
            yield Problem(
                f"{table}: {_title(reading)}", "can be read in two ways", f"{example} is {readings}", "", _ask(one)
            )


def _word_or_none(one: Judged, table: str) -> Problem:
    title, rival = _title(one.reading), one.rivals[0]
    words = " ".join(spoken(title, f"missing={word}") for word in rival.missing)
    said = f"{', '.join(rival.missing)} is no value ({rival.type}) or a word (text)"
    other = spoken(title, "type=text")
    if rival.type == "boolean":
        said, other = f"{rival.missing[0]} is no value, or an answer", spoken(title, "missing=")
    elif code := may_be_code(one.values):
        said, words = f"{code} is {float(code):.15g} (number) or a code (text)", spoken(title, "type=number")
    return Problem(f"{table}: {title}", "can be read in two ways", said, "", f"say {words} or {other}")


def _unlike(one: Judged, table: str) -> Problem:
    title, kind = _title(one.reading), {"date": "days", "boolean": "yes and no", "number": "numbers"}[one.unlike]
    shown = ", ".join(list(one.values)[:_WORDS])
    step = "say nothing of it, or what stands for no value: " + spoken(title, "missing=WORD")
    return Problem(f"{table}: {title}", f"does not hold {kind}, which was said of it", shown, next_step=step)


def _title(reading: ColumnReading) -> str:
    """What a person calls a column."""
    return reading.header or reading.name


def _told_apart(text: str, one: Judged) -> bool:
    """Whether it is another number, or another day, in each reading."""
    readings = (one.reading, *one.rivals)
    if one.reading.type == "date":
        return len({iso(text, reading.date) for reading in readings}) > 1
    return len({_meaning(text, reading) for reading in readings}) > 1


def _meaning(text: str, reading: ColumnReading) -> str:
    if reading.type == "date":
        return f"{iso(text, reading.date)} ({reading.date})"
    style = NumberStyle(reading.decimal, reading.thousands)
    bare = without(plain(text), reading.unit)
    mark = MARKS[reading.thousands if reading.thousands and reading.thousands in text else reading.decimal]
    role = "thousands" if reading.thousands and reading.thousands in text else "decimal"
    return f"{style.value(bare):.12g} ({role} {mark})" if style.fits(bare) else ""


def _ask(one: Judged) -> str:
    title = _title(one.reading)
    if one.reading.type == "date":
        words = [spoken(title, f"dates={r.date}") for r in (one.reading, *one.rivals)]
    else:
        words = [spoken(title, f"decimal={MARKS[r.decimal]}") for r in (one.reading, *one.rivals)]
    return "say " + " or ".join(words)
