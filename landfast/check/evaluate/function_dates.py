"""Terraform's functions on points in time that are given: none reads the clock. Raises as `function_lists` does."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from fractions import Fraction

from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.unknowns import left_to_plan

_STAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_DURATION = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_NANOSECONDS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9,
                "h": 3600 * 10**9}  # fmt: skip
_TOKEN = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|'.*|[^A-Za-z']+", re.DOTALL)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _stamp(text: str) -> tuple[datetime, int]:
    """(the second that a text names, in its zone; nanoseconds)."""
    match = _STAMP.fullmatch(text)
    if not match:
        raise EvaluationError("not an RFC 3339 timestamp")
    if match[1] == "0000":
        raise UnresolvedError(left_to_plan("dates before the year 1 are not evaluated"))
    offset = 0 if match[8] == "Z" else int(match[8][1:3]) * 60 + int(match[8][4:])
    if offset >= 24 * 60:
        raise EvaluationError("not an RFC 3339 timestamp")
    zone = timezone(timedelta(minutes=-offset if match[8].startswith("-") else offset))
    try:
        second = datetime(*(int(part) for part in match.groups()[:6]), tzinfo=zone)  # type: ignore[arg-type, misc]
    except ValueError:
        raise EvaluationError("not an RFC 3339 timestamp") from None
    return second, int(((match[7] or ".0")[1:] + "0" * 9)[:9])


def timeadd(stamp: str, duration: str) -> str:
    second, nanoseconds = _stamp(stamp)
    added = nanoseconds + _duration(duration)
    try:
        return _told(second + timedelta(seconds=added // 10**9))
    except OverflowError:
        raise UnresolvedError(left_to_plan("dates after the year 9999 are not evaluated")) from None


def _duration(text: str) -> int:
    """Nanoseconds."""
    bare = text[1:] if text[:1] in ("+", "-") else text
    if bare == "0":
        return 0
    parts = _DURATION.findall(bare)
    if not parts or "".join(number + unit for number, unit in parts) != bare:
        raise EvaluationError("not a duration")
    whole = int(sum(Fraction(number.removesuffix(".")) * _NANOSECONDS[unit] for number, unit in parts))
    if whole >= 1 << 63:
        raise EvaluationError("not a duration")
    return -whole if text.startswith("-") else whole


def _told(second: datetime) -> str:
    return second.strftime("%Y").rjust(4, "0") + second.strftime("-%m-%dT%H:%M:%S") + _zone(second, "Z")


def _zone(second: datetime, utc: str, *, colon: bool = True) -> str:
    minutes = int((second.utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes and utc:
        return utc
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}{':' if colon else ''}{rest:02d}"


def timecmp(one: str, other: str) -> int:
    first, second = _stamp(one), _stamp(other)
    return (first > second) - (first < second)


def formatdate(template: str, stamp: str) -> str:
    second, _nanoseconds = _stamp(stamp)
    return "".join(_piece(match[0], second) for match in _TOKEN.finditer(template))


def _piece(piece: str, second: datetime) -> str:
    if piece == "''":
        return "'"
    if piece.startswith("'"):
        inner = piece[1:-1]
        if len(piece) < 2 or not piece.endswith("'") or "'" in inner.replace("''", ""):
            raise EvaluationError("a quote is not closed")
        return inner.replace("''", "'")
    if not piece[0].isascii() or not piece[0].isalpha():
        return piece
    found = _parts_of(second).get(piece)
    if found is None:
        raise EvaluationError(f"the verb {piece:.10} is none")
    return found


def _parts_of(second: datetime) -> dict[str, str]:
    month, day = _MONTHS[second.month - 1], _DAYS[second.weekday()]
    half, hours = "AM" if second.hour < 12 else "PM", second.hour % 12 or 12
    return {
        "YY": f"{second.year % 100:02d}", "YYYY": f"{second.year:04d}",
        "M": str(second.month), "MM": f"{second.month:02d}", "MMM": month[:3], "MMMM": month,
        "D": str(second.day), "DD": f"{second.day:02d}", "EEE": day[:3], "EEEE": day,
        "h": str(second.hour), "hh": f"{second.hour:02d}", "H": str(hours), "HH": f"{hours:02d}",
        "AA": half, "aa": half.lower(), "m": str(second.minute), "mm": f"{second.minute:02d}",
        "s": str(second.second), "ss": f"{second.second:02d}", "Z": _zone(second, "Z"),
        "ZZZ": _zone(second, "UTC", colon=False), "ZZZZ": _zone(second, "", colon=False), "ZZZZZ": _zone(second, ""),
    }  # fmt: skip
