"""What one column of a table holds, whatever the table is: a file here, or a table of BigQuery."""

from __future__ import annotations

from dataclasses import dataclass, field

from landfast.core.errors import Problem

# Distinct values that are kept.
DISTINCT = 1_000


@dataclass(slots=True)
class Profile:
    """`name` is what code calls the column; `type` is boolean, integer, number, date or text.

    `distinct` holds the distinct values as long as there are at most 1,000; `longest` counts characters, `words` words.
    `true` and `false` are the words of a boolean. `looks` is what texts look like that are not of one type, `misread`
    if they would be one, were they written in one way; `problems` are values that are not of the column's. Not
    `values_known`: only their number is. `minimum` is of numbers, None where it isn't known; `one_month`: all days
    are known to be of one month of the year.
    """

    title: str
    name: str
    type: str = "text"
    rows: int = 0
    blank: int = 0
    longest: int = 0
    words: int = 0
    distinct: frozenset[str] = frozenset()
    many: bool = False
    repeats: int = 0
    true: str = "true"
    false: str = "false"
    looks: str = ""
    misread: bool = False
    problems: list[Problem] = field(default_factory=list)
    values_known: bool = True
    minimum: float | None = None
    one_month: bool = False

    @property
    def given(self) -> int:
        """Rows that have a value."""
        return self.rows - self.blank

    @property
    def unique(self) -> bool:
        """Whether hardly a value comes twice, as in an identifier."""
        return self.given > 20 and self.repeats < self.given * 0.02
