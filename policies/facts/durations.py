"""Times as Google's services write them: `604800s`, `7d`, `P7D`, milliseconds; all of them in days here."""

from __future__ import annotations

import re
from typing import Any

_SECONDS_A_DAY = 86_400
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": _SECONDS_A_DAY, "w": 7 * _SECONDS_A_DAY}
_GO = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)([smhdw])", re.ASCII)
_ISO = re.compile(r"P(?:([0-9]{1,6})D)?(?:T(?:([0-9]{1,9})H)?)?", re.ASCII)


def duration_days(value: Any) -> float | None:
    """Days of a duration (`604800s`, `168h0m0s`, `7d`, `P7D`, `P7DT0H`); None if it is none."""
    if not isinstance(value, str) or not value:
        return None
    iso = _ISO.fullmatch(value)
    if iso and (iso[1] or iso[2]):
        return int(iso[1] or 0) + int(iso[2] or 0) / 24
    parts = _GO.findall(value)
    if not parts or "".join(number + unit for number, unit in parts) != value:
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in parts) / _SECONDS_A_DAY


def number(value: Any) -> float | None:
    """A number, written as one or as text; None if it is none (a boolean is none)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}(?:\.[0-9]{1,9})?", value, re.ASCII):
        return float(value)
    return None
