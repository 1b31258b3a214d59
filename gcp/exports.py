"""How what a resource holds is taken along when Google Cloud is left (`data/exports.json`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landfast.gcp.tables import table


@dataclass(frozen=True, slots=True)
class ExportWay:
    """`formats` and `command`, with the blanks that the table names; or what it is a copy of."""

    formats: tuple[str, ...] = ()
    command: str = ""
    copy_of: str = ""


def export_of(type_: str, values: Mapping[str, Any]) -> ExportWay | None:
    """Of a resource of the type, with these attributes; None: no way is on record."""
    row = table("exports")["types"].get(type_)
    if row is None:
        return None
    way = row["ways"].get(str(values.get(row["by"]))) if "by" in row else row
    return ExportWay(tuple(way.get("formats", ())), way.get("command", ""), way.get("copy_of", "")) if way else None


def copied() -> frozenset[str]:
    """What holdings may be copies of."""
    return frozenset(row["copy_of"] for row in table("exports")["types"].values() if "copy_of" in row)
