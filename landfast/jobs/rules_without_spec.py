"""The rules where there is no spec: of a residency area, with the exceptions of a file."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from landfast.check import PolicyContext
from landfast.core.errors import InputError, Problem
from landfast.gcp.areas import AreaFault, area_of, denied_of, split_terms, without

# Where nobody names another.
AREA = "eu"


def bare_rules(area: str | None, deny: str | None, waivers: Path | None) -> PolicyContext:
    """Under an area, less what is denied of it. Raises: InputError for what is none, and with every problem of the
    file."""
    context = PolicyContext(area=_known(AREA if area is None else area, deny), today=dt.datetime.now(dt.UTC).date())
    if waivers is None:
        return context
    from landfast.stacks.spec.exceptions import load_exceptions

    given = load_exceptions(waivers)
    return dataclasses.replace(context, waivers=given.waivers, processors=given.processors)


def _known(area: str, deny: str | None) -> str:
    listed, faults = area_of(split_terms(area))
    denied, denied_faults = denied_of(split_terms(deny)) if deny is not None else ("", [])
    problems = [*_problems("--area", faults), *_problems("--deny", denied_faults)]
    if problems:
        raise InputError(problems)
    whole, fault = without(listed, denied)
    if fault:
        raise InputError(_problems("--deny", [fault]))
    return whole


def _problems(option: str, faults: Iterable[AreaFault]) -> list[Problem]:
    return [Problem(option, fault.fact, fault.said, fault.limit, fault.step) for fault in faults]
