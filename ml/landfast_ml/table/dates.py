"""How the days of a column are written, and what a text means as a day and a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from landfast_ml.table.months import month_number, without_weekday
from landfast_ml.table.numbers import SLIPS

ISO = "YYYY-MM-DD"
# No day and time is longer.
_LONGEST = 80
_DAY = r"(?P<d>\d\d?)(?:st|nd|rd|th)?"
_MONTH = r"(?P<m>[^\d\s.,/()-]{3,12})\.?"

# Two digits of a year are of a hundred years that begin with this one: POSIX's, or one in which people are born.
_POSIX, _BIRTHS = 1969, 1930
_BORN = f" from {_BIRTHS}"

# Name -> the pattern of its day; the groups are named by what they hold.
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.ASCII)
    for name, pattern in {
        "YYYY-MM-DD": r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)",
        "DD.MM.YYYY": r"(?P<d>\d\d?)\. ?(?P<m>\d\d?)\. ?(?P<y>\d{4})",
        "DD/MM/YYYY": r"(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d{4})",
        "MM/DD/YYYY": r"(?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>\d{4})",
        "DD-MM-YYYY": r"(?P<d>\d\d?)-(?P<m>\d\d?)-(?P<y>\d{4})",
        "MM-DD-YYYY": r"(?P<m>\d\d?)-(?P<d>\d\d?)-(?P<y>\d{4})",
        "YYYY/MM/DD": r"(?P<y>\d{4})/(?P<m>\d\d?)/(?P<d>\d\d?)",
        "YYYY.MM.DD": r"(?P<y>\d{4})\. ?(?P<m>\d\d?)\. ?(?P<d>\d\d?)\.?",
        "YYYYMMDD": r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)",
        "DDMMYYYY": r"(?P<d>\d\d)(?P<m>\d\d)(?P<y>(?:19|20)\d\d)",
        "MMDDYYYY": r"(?P<m>\d\d)(?P<d>\d\d)(?P<y>(?:19|20)\d\d)",
        "DD.MM.YY": r"(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d\d)",
        "DD/MM/YY": r"(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d\d)",
        "MM/DD/YY": r"(?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>\d\d)",
        "DD-MM-YY": r"(?P<d>\d\d)-(?P<m>\d\d)-(?P<y>\d\d)",
        "MM-DD-YY": r"(?P<m>\d\d)-(?P<d>\d\d)-(?P<y>\d\d)",
        "YY-MM-DD": r"(?P<y>\d\d)-(?P<m>\d\d)-(?P<d>\d\d)",
        "YYYY-MM": r"(?P<y>\d{4})-(?P<m>\d\d)",
        "MM/YYYY": r"(?P<m>\d\d?)/(?P<y>\d{4})",
        "YYYY-Www": r"(?P<y>\d{4})-?W(?P<w>\d\d)(?:-?(?P<d>[1-7]))?",
        "DD MONTH YYYY": rf"{_DAY}(?:\.|er|[º°])?[ ./-]?(?:de )?{_MONTH}[ ,./-]{{0,2}}(?:del? )?(?P<y>\d{{4}})",
        "DD MONTH YY": rf"{_DAY}[ .-]{_MONTH}[ -](?P<y>\d\d)",
        "YYYY MONTH DD": rf"(?P<y>\d{{4}})\.? {_MONTH} {_DAY}\.?",
        "MONTH DD YYYY": rf"{_MONTH} {_DAY},? (?P<y>\d{{4}})",
        "MONTH YYYY": rf"{_MONTH}[ /-](?:de )?(?P<y>\d{{4}})",
        "MONTH-YY": rf"{_MONTH}-(?P<y>\d\d)",
    }.items()
}
# 45 is 2045 where something ends, and 1945 where somebody was born: each format of two digits stands for both.
FORMATS: Mapping[str, re.Pattern[str]] = {
    form + of: pattern
    for form, pattern in _PATTERNS.items()
    for of in ("", *((_BORN,) if r"(?P<y>\d\d)" in pattern.pattern else ()))
}
_HOURS = re.compile(r"(\d{1,4}):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?: ?Uhr)?", re.ASCII)
# 5 h 26 min, PT5H26M
_LASTING = re.compile(
    r"P(?=.)(?:\d+[YMWD])*(?:T(?:\d+(?:[.,]\d+)?[HMS])+)?"
    r"|(?:\d+ ?(?:d|days?|tage?|j|h|hrs?|std\.?|min\.?|m|s|sec|sek\.?)(?: |$|(?=\d)))+",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = frozenset({"YYYY-MM", "MM/YYYY", "MONTH YYYY", "MONTH-YY", f"MONTH-YY{_BORN}"})
_CLOCK = re.compile(
    # Danes and Finns write 10.30, the French 10h30.
    r"(?P<h>\d\d?)[:.h](?P<min>\d\d)(?:[:.](?P<s>\d\d)(?P<f>[.,]\d{1,9})?)?(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?| ?Uhr)?"
    r"(?: ?(?P<zone>Z|z|[A-Z]{3,4}|[+-]\d\d(?::?\d\d)?))?",
    re.ASCII,
)
# Zones of Europe that go by one name only, and Greenwich.
_ZONES = {
    "Z": "Z", "z": "Z", "UTC": "Z", "GMT": "Z", "WET": "+00:00", "WEST": "+01:00", "CET": "+01:00", "CEST": "+02:00",
    "MEZ": "+01:00", "MESZ": "+02:00", "EET": "+02:00", "EEST": "+03:00", "OEZ": "+02:00", "OESZ": "+03:00",
}  # fmt: skip
TIMES, DURATIONS = "times of the day", "durations"
_SPLIT = re.compile(
    r"(?<=\d)T(?=\d)|(?:, *| +[-\u2013/] +| +)(?:(?:à|um|at|klo|kl\.?) +)?(?=\d\d?[:.h]\d\d)"
    # Logs of servers and SAS write a colon between, DB2 a dash.
    r"|(?<=[^\d:]\d{4}):(?=\d\d:\d\d)|(?<=-\d\d)-(?=\d\d\.\d\d\.\d\d)"
)
# Day and time as digits alone.
_DIGITS = re.compile(r"(\d{8})T?(\d\d)(\d\d)(\d\d)?(Z?)", re.ASCII)
# Java adds the zone's name to what it is at that time.
_NAMED = re.compile(r"(?<=[\dZ])\[[A-Za-z_/+-]+\d*\]$")
# `2021 r.`: a year is called so in Polish, and with the Cyrillic letter in Bulgarian and Russian.
_YEAR = re.compile("(?<=\\d) ?[r\u0433]\\.$")


def iso(text: str, form: str) -> str | None:
    """`19.03.2021 08:30 +01:00` gives `2021-03-19T08:30:00+01:00`, a day `2021-03-19`, a month `2021-03`; else None.

    A day of ISO 8601 is read among others, too: it can be no other day.
    """
    if len(text) > _LONGEST:
        return None
    found = _alone(text, form)
    return _alone(text, ISO) if found is None and form not in _MONTHS else found


def _alone(text: str, form: str) -> str | None:
    """In this format only."""
    found = _iso(text, form)
    if found is None and text[:1].isalpha() and (rest := without_weekday(text)):
        return _iso(rest, form)
    return found


def _iso(text: str, form: str) -> str | None:
    digits = _DIGITS.fullmatch(text) if form == "YYYYMMDD" else None
    if digits:
        return _joined(iso_day(digits[1], form), iso_clock(f"{digits[2]}:{digits[3]}:{digits[4] or '00'}{digits[5]}"))
    text = _NAMED.sub("", text)
    at = _SPLIT.search(text, 6)
    day = iso_day(_YEAR.sub("", text[: at.start()] if at else text), form)
    if day is None or not at:
        return day
    time = text[at.end() :]
    if form in _MONTHS:
        return None
    if time.startswith("24"):
        return _day_after(day, iso_clock(f"00{time[2:]}"))
    return _joined(day, iso_clock(time))


def _joined(day: str | None, clock: str | None) -> str | None:
    return None if day is None or clock is None else day + clock


def _day_after(day: str, clock: str | None) -> str | None:
    """A day ends at 24:00: the next one's 0:00."""
    if clock is None or not clock.startswith("T00:00:00") or day == date.max.isoformat():
        return None
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() + clock


def iso_day(text: str, form: str) -> str | None:
    match = FORMATS[form].fullmatch(text)
    if not match:
        return None
    year = int(match["y"])
    if len(match["y"]) == 2:
        first = years_of(form)[0]
        year = first + (year - first) % 100
    if "w" in match.groupdict():
        return _day_of_week(year, int(match["w"]), int(match["d"] or 1))
    month = int(match["m"]) if match["m"].isdecimal() else month_number(match["m"])
    try:
        found = date(year, month, 1 if form in _MONTHS else int(match["d"])).isoformat()
    except ValueError:
        return None
    return found[:7] if form in _MONTHS else found


def _day_of_week(year: int, week: int, day: int) -> str | None:
    """A week stands for its Monday."""
    try:
        return date.fromisocalendar(year, week, day).isoformat()
    except ValueError:
        return None


def open_ends(values: Iterable[str], form: str) -> tuple[str, ...]:
    """What ledgers write where something has no end, or no beginning: the last day of all, or the first."""
    read = {text: found for text in values if (found := iso(text, form))}
    ends = [text for text, found in read.items() if found.startswith(("9999-12-31", "0001-01-01"))]
    return tuple(sorted(ends)) if len(ends) < len(read) else ()


def iso_clock(text: str) -> str | None:
    """`8:30 PM` gives `T20:30:00`."""
    match = _CLOCK.fullmatch(text.rstrip())
    if not match:
        return None
    hour, minute, second = int(match["h"]), int(match["min"]), int(match["s"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    # What is finer than a microsecond is cut.
    fraction = (match["f"] or "").replace(",", ".")[:7]
    zone = _zone(match["zone"] or "")
    return None if zone is None else f"T{hour:02}:{minute:02}:{second:02}{fraction}{zone}"


def _zone(text: str) -> str | None:
    if not text:
        return ""
    if text[0].isalpha():
        return _ZONES.get(text)
    digits = text[1:].replace(":", "").ljust(4, "0")
    return f"{text[0]}{digits[:2]}:{digits[2:]}" if int(digits[:2]) <= 14 and int(digits[2:]) < 60 else None


def moment(text: str) -> str | None:
    """`2026-02-28 10:00+01:00` gives `2026-02-28T09:00:00Z`; without a zone it stays so, a day or month is its first.

    Of ISO 8601, or as BigQuery writes it; None of anything else.
    """
    day = text if len(text) > len("2026-02") else f"{text}-01"
    try:
        found = datetime.fromisoformat(day.replace(" UTC", "Z").replace(",", "."))
    except ValueError:
        return None
    return f"{found.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z" if found.tzinfo else f"{found:%Y-%m-%dT%H:%M:%S}"


def has_clock(texts: Iterable[str]) -> bool:
    """Whether times of ISO 8601 are more than days: not all at one time of the day."""
    return len({found[len("2026-01-01") :] for text in texts if (found := moment(text))}) > 1


def dates_in(values: Mapping[str, int], allowed: Sequence[str] = tuple(FORMATS)) -> tuple[str, ...]:
    """The formats that read the most values, if they read almost all; several if day and month, or the hundred years
    that two digits are of, can't be told apart."""
    total = sum(values.values())
    first = list(islice(values, 100))
    likely = [
        form
        for form in dict.fromkeys(map(but_for_century, allowed))
        if sum(bool(_alone(text.strip()[:_LONGEST], form)) for text in first) >= len(first) / 4
    ]
    weights = {form: sum(n for text, n in values.items() if iso(text.strip(), form)) for form in likely}
    best = max(weights.values(), default=0)
    if not best or best < total * (1 - SLIPS):
        return ()
    return tuple(form for form in allowed if weights.get(but_for_century(form)) == best)


def years_of(form: str) -> range:
    """The hundred years that two digits are of; none if a year has four."""
    if f"{form.removesuffix(_BORN)}{_BORN}" not in FORMATS:
        return range(0)
    first = _BIRTHS if form.endswith(_BORN) else _POSIX
    return range(first, first + 100)


def but_for_century(form: str) -> str:
    """The format, whatever hundred years it is of."""
    return form.removesuffix(_BORN)


def tells_apart(text: str, forms: Sequence[str]) -> bool:
    """Whether not all of the formats read it, or one of them a hundred years from where another does."""
    days: dict[str, set[str | None]] = {}
    for form in forms:
        days.setdefault(but_for_century(form), set()).add(iso(text, form))
    return any(None in found or len(found) > 1 for found in days.values())


def day_first(form: str) -> bool:
    return form.startswith("D")


def looks_like_times(values: Mapping[str, int]) -> str:
    """What texts look like that are hours and minutes, and seconds; empty if they don't."""
    lasting = sum(bool(_LASTING.fullmatch(text.strip())) for text in values)
    if lasting and lasting >= len(values) * (1 - SLIPS):
        return DURATIONS
    found = [match for text in values if (match := _HOURS.fullmatch(text.strip()))]
    if not found or len(found) < len(values) * (1 - SLIPS):
        return ""
    return TIMES if all(int(match[1]) < 24 for match in found) else DURATIONS


def is_day(text: str) -> bool:
    """Whether it is a day in some format."""
    return any(iso(text, form) for form in _PATTERNS)


def looks_like_days(values: Mapping[str, int]) -> str:
    """What texts look like of which each is a day in some format, but not all in one; empty if they don't."""
    readable = sum(n for text, n in values.items() if is_day(text.strip()))
    return "days written in more than one way" if readable >= sum(values.values()) * (1 - SLIPS) > 0 else ""
