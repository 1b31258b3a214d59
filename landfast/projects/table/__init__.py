"""A person's own table: read, profiled, and turned into the declaration that a blueprint generates from."""

from __future__ import annotations

from landfast.projects.table.choices import Choices
from landfast.projects.table.decisions import Decision
from landfast.projects.table.infer import Inferred, infer
from landfast.projects.table.profile import Profile
from landfast.projects.table.reader import read_table
from landfast.projects.table.source import TableSource, not_said, table_source

__all__ = [
    "Choices",
    "Decision",
    "Inferred",
    "Profile",
    "TableSource",
    "infer",
    "not_said",
    "read_table",
    "table_source",
]
