"""Schedules: unix-cron, App Engine's English, RRULE, and time zones.

https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules; RFC 5545 for RRULE
"""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

from landfast.rehearsal.cloud.languages.tokens import SyntaxProblem

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# (name, least, most, names of values)
FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, MONTHS),
    ("day of the week", 0, 7, DAYS),
)
MACROS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
ZONE = re.compile(r"(?:CRON_)?TZ=(\S+)\s+")
OFFSET = re.compile(r"UTC(?:[+-](?:0\d|1[0-4]))?")
CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
DAY = r"(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*"
ORDINAL = r"(?:1st|first|2nd|second|3rd|third|4th|fourth|5th|fifth|last|\d{1,2}(?:st|nd|rd|th)?)"
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|month|quarter|year)[a-z]*"
ENGLISH = (
    rf"every \d+ (?:hours?|mins?|minutes?)(?: from {CLOCK} to {CLOCK}| synchronized)?",
    rf"every (?:day|{DAY}(?:,{DAY})*)(?: {CLOCK})?",
    rf"every (?:\d+ )?(?:days?|weeks?|months?)(?: {CLOCK})?",
    rf"(?:{ORDINAL}(?:,{ORDINAL})* )(?:(?:day|{DAY}(?:,{DAY})*) )?of {MONTH}(?:,{MONTH})*(?: {CLOCK})?",
)
RULE_PARTS = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY|YEARLY|HOURLY",
    "BYDAY": r"[+-]?\d*(?:MO|TU|WE|TH|FR|SA|SU)(?:,[+-]?\d*(?:MO|TU|WE|TH|FR|SA|SU))*",
    "BYMONTHDAY": r"-?\d{1,2}(?:,-?\d{1,2})*",
    "BYMONTH": r"\d{1,2}(?:,\d{1,2})*",
    "BYSETPOS": r"-?\d{1,3}(?:,-?\d{1,3})*",
    "BYHOUR": r"\d{1,2}(?:,\d{1,2})*",
    "BYMINUTE": r"\d{1,2}(?:,\d{1,2})*",
    "INTERVAL": r"[1-9]\d*",
    "COUNT": r"[1-9]\d*",
    "UNTIL": r"\d{8}(?:T\d{6}Z?)?",
    "WKST": r"MO|TU|WE|TH|FR|SA|SU",
}


def check_cron(text: str) -> None:
    """Unix-cron, which may begin with its zone (`TZ=Europe/Berlin 0 1 * * *`). Raises SyntaxProblem."""
    zone = ZONE.match(text)
    if zone is not None:
        check_zone(zone[1])
        text = text[zone.end() :]
    if text.strip() in MACROS:
        return
    parts = text.split()
    if len(parts) != len(FIELDS):
        raise SyntaxProblem(f"'{text}' has {len(parts)} fields, not five")
    for part, field in zip(parts, FIELDS, strict=True):
        for item in part.split(","):
            _check_item(item, *field)


def check_schedule(text: str) -> None:
    """Unix-cron, or App Engine's English (`every 24 hours`, `first monday of month 09:00`). Raises SyntaxProblem."""
    if not any(re.fullmatch(form, " ".join(text.lower().replace(", ", ",").split())) for form in ENGLISH):
        check_cron(text)


def check_recurrence(text: str) -> None:
    """An RRULE (`FREQ=WEEKLY;BYDAY=MO`). Raises SyntaxProblem."""
    parts = dict(part.partition("=")[::2] for part in text.removeprefix("RRULE:").split(";"))
    for name, value in parts.items():
        form = RULE_PARTS.get(name.upper())
        if form is None or not re.fullmatch(form, value.upper()):
            raise SyntaxProblem(f"'{text}' is no RRULE: {name}={value}")
    if "FREQ" not in {name.upper() for name in parts}:
        raise SyntaxProblem(f"'{text}' is no RRULE: it has no FREQ")


def check_zone(text: str) -> None:
    """A name of the time zone database. Raises SyntaxProblem."""
    if _zones() and text not in _zones():
        raise SyntaxProblem(f"'{text}' is no time zone of the tz database")


def check_offset(text: str) -> None:
    """UTC, or so many hours from it, as Composer's snapshots have it. Raises SyntaxProblem."""
    if not OFFSET.fullmatch(text):
        raise SyntaxProblem(f"'{text}' is not UTC, nor UTC and hours such as UTC+01")


@cache
def _zones() -> frozenset[str]:
    """Empty on a machine without the database: nothing can be said there."""
    return frozenset((*available_timezones(), "UTC", "Etc/UTC")) if available_timezones() else frozenset()


def _check_item(item: str, name: str, least: int, most: int, names: tuple[str, ...]) -> None:
    span, slash, step = item.partition("/")
    if slash and not (step.isdigit() and int(step) > 0):
        raise SyntaxProblem(f"'{item}' is no step of a {name}")
    if span == "*":
        return
    first, dash, last = span.partition("-")
    numbers = [_number(text, least, names) for text in ([first, last] if dash else [first])]
    if any(number is None or not least <= number <= most for number in numbers):
        raise SyntaxProblem(f"'{item}' is no {name}: {least} to {most}")
    if dash and (numbers[0] or 0) > (numbers[1] or 0):
        raise SyntaxProblem(f"'{item}' is no {name}: it ends before it begins")


def _number(text: str, least: int, names: tuple[str, ...]) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text)
    short = text.lower()[:3]
    known = short in names and text.isalpha()
    return names.index(short) + least if known else None
