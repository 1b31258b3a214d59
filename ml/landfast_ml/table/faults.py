"""A table that can't be read as it was asked."""

from __future__ import annotations

from landfast_ml.contract.problems import ProblemsError


class TableError(ProblemsError):
    """The table, or what was said of it, is wrong."""
