"""The one reader of tables, for the generator and for its projects: they can't disagree on a value or a header.

`detect` finds how a table is read, `profile` what its columns hold, `rows` gives their values. Nothing heavy is
imported before one of them is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from landfast_ml.table.faults import TableError
from landfast_ml.table.reading import ColumnReading, Reading

if TYPE_CHECKING:
    from landfast_ml.table.detecting import detect
    from landfast_ml.table.gathered import Wrong
    from landfast_ml.table.grouping import constant_within
    from landfast_ml.table.headers import column_name
    from landfast_ml.table.options import ColumnOptions, Options
    from landfast_ml.table.plain import as_found, plain_reading, reading_for, recorded_for, titles, write_plain
    from landfast_ml.table.profiles import ColumnProfile, TableProfile
    from landfast_ml.table.profiling import profile
    from landfast_ml.table.typed_rows import plain_rows, rows

__all__ = [
    "ColumnOptions",
    "ColumnProfile",
    "ColumnReading",
    "Options",
    "Reading",
    "TableError",
    "TableProfile",
    "Wrong",
    "as_found",
    "column_name",
    "constant_within",
    "detect",
    "plain_reading",
    "plain_rows",
    "profile",
    "reading_for",
    "recorded_for",
    "rows",
    "titles",
    "write_plain",
]  # fmt: skip

_ROOMS = {
    "as_found": "plain", "recorded_for": "plain",
    "detect": "detecting", "Wrong": "gathered", "column_name": "headers", "ColumnOptions": "options",
    "constant_within": "grouping",
    "Options": "options", "profile": "profiling", "ColumnProfile": "profiles", "TableProfile": "profiles",
    "plain_reading": "plain", "plain_rows": "typed_rows", "reading_for": "plain", "rows": "typed_rows",
    "titles": "plain", "write_plain": "plain",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Each on its first use: a command that reads no table doesn't wait for Arrow."""
    if name not in _ROOMS:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"landfast_ml.table.{_ROOMS[name]}"), name)
