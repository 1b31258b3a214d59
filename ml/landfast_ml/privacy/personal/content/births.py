"""Dates that are spread as people's births are: over generations, hardly one of the last years, on any day."""

from __future__ import annotations

import re
from datetime import date

from landfast_ml.privacy.personal.content.view import View

_YEAR_FIRST = re.compile(r"(1[89]\d\d|20\d\d)[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12]\d|3[01])(?:[ T].*)?")
_YEAR_LAST = re.compile(r"(0?[1-9]|[12]\d|3[01])[-/. ](0?[1-9]|[12]\d|3[01])[-/. ](1[89]\d\d|20\d\d)(?: .*)?")
_OLDEST, _GENERATION = 1900, 25
# Who was born so long ago is grown up; of other dates hardly any is as old.
_GROWN, _OLD, _OLD_SHARE = 18, 45, 0.25
_FEWEST = 4


def births(view: View) -> bool:
    """Of several dates nearly all."""
    days = [day for value in view.values if (day := _day(value))]
    if len(days) < max(_FEWEST, 0.9 * len(view.values)):
        return False
    years, this_year = sorted(year for year, _ in days), date.today().year
    spread = years[-1] - years[0] >= _GENERATION and years[0] >= _OLDEST and years[-1] <= this_year
    grown = sum(year <= this_year - _GROWN for year in years) >= len(years) / 2
    old = sum(year <= this_year - _OLD for year in years) >= _OLD_SHARE * len(years)
    return spread and grown and old and _on_any_day(days, years)


def _day(value: str) -> tuple[int, str] | None:
    """(year, the rest of the date)"""
    if match := _YEAR_FIRST.fullmatch(value):
        return int(match[1]), f"{match[2]}-{match[3]}"
    if match := _YEAR_LAST.fullmatch(value):
        return int(match[3]), f"{match[2]}-{match[1]}"
    return None


def _on_any_day(days: list[tuple[int, str]], years: list[int]) -> bool:
    """No series: neither the same days of each year or month, nor as many in each year."""
    different = {rest for _, rest in days}
    first = sum(rest.endswith(("-01", "-1")) or rest.startswith(("01-", "1-")) for _, rest in days)
    return len(different) >= 0.6 * min(len(days), 300) and first < 0.5 * len(days) and len(set(years)) > 2
