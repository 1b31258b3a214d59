"""`features.yaml` of a project: the columns that may leave the raw bucket, and nothing else may."""

from __future__ import annotations

from pathlib import Path

import yaml

from landfast_ml.contract.columns import Columns
from landfast_ml.contract.columns_document import ColumnsError, checked_columns
from landfast_ml.errors import UsageError
from landfast_ml.table.reading import Reading


def load_columns(path: Path) -> Columns:
    """Read the declaration; UsageError names every problem in it."""
    try:
        columns = checked_columns(yaml.safe_load(path.read_text(encoding="utf-8"))).by_themselves()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} is not YAML: {' '.join(str(error).split())}") from None
    except ColumnsError as error:
        raise UsageError(f"{path.name}: {error}") from None
    try:
        declared_reading(columns)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        step = "`data add FILE --read WHAT=VALUE` reads without it"
        raise UsageError(f"{path.name}: reading: {error}: {step}") from None
    return columns


def declared_reading(columns: Columns) -> Reading | None:
    """How the table's files are read before they are in the raw bucket; None if the declaration doesn't say."""
    return Reading.from_json(columns.reading) if columns.reading else None
