"""A person's own table: read, profiled, and turned into the declaration that a blueprint generates from."""

from __future__ import annotations

from landfast.table.infer import Choices, Decision, Inferred, infer
from landfast.table.own import OwnTable, own_table
from landfast.table.profile import Profile
from landfast.table.reader import profile_csv

__all__ = ["Choices", "Decision", "Inferred", "OwnTable", "Profile", "infer", "own_table", "profile_csv"]
