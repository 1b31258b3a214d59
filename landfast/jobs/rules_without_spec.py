"""The rules where there is no spec: of a residency area, with the exceptions of a file."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from landfast.check import PolicyContext
from landfast.core.errors import InputError, Problem
from landfast.core.near import near_misses
from landfast.gcp.places import area_meant
from landfast.gcp.regions import areas

# Where nobody names another.
AREA = "eu"


def bare_rules(area: str | None, waivers: Path | None) -> PolicyContext:
    """Raises: InputError for an area that is none, and with every problem of the file."""
    context = PolicyContext(area=_known(area or AREA), today=dt.datetime.now(dt.UTC).date())
    if waivers is None:
        return context
    from landfast.stacks.spec.exceptions import load_exceptions

    given = load_exceptions(waivers)
    return dataclasses.replace(context, waivers=given.waivers, processors=given.processors)


def _known(area: str) -> str:
    if area in areas():
        return area
    meant = area_meant(area, areas()) or next(iter(near_misses(area, areas())), "")
    if meant.lower() == area.lower():
        return meant
    step = f"did you mean {meant}?" if meant else "use one of these"
    raise InputError([Problem("--area", "is no residency area", area, f"there are {', '.join(areas())}", step)])
