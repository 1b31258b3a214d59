"""The inventory of a report as plain data: erasure, processors, impact."""

from __future__ import annotations

from math import isinf
from typing import Any

from landfast.check.judge.verdict import Inventory
from landfast.policies.reckon.erasure import Erasure


def inventory_json(inventory: Inventory) -> dict[str, Any]:
    """`erasure`, `processors`, `conflicts` and `impact_assessment`, in the order of the documents; null days mean
    no end."""
    longest = inventory.longest
    return {
        "erasure": {
            "longest": _erasure(longest) if longest else None,
            "resources": [_erasure(each) for each in inventory.erasure],
        },
        "processors": [
            {
                "host": each.host,
                "operator": each.operator,
                "recorded": each.recorded,
                "document": each.document,
                "address": each.address,
                "path": each.path,
            }
            for each in inventory.processors
        ],
        "conflicts": [
            {
                "document": each.document,
                "address": each.address,
                "days": None if each.days is None else _days(each.days),
                "wants_more": each.wants_more,
                "wants_less": each.wants_less,
            }
            for each in inventory.conflicts
        ],
        "impact_assessment": [
            {"criterion": each.criterion, "article": each.article, "document": each.document, "address": each.address}
            for each in inventory.impact
        ],
    }


def _erasure(each: Erasure) -> dict[str, Any]:
    content: dict[str, Any] = {
        "document": each.document,
        "address": each.address,
        "kept_days": _days(each.kept),
        "lag_days": _days(each.lag),
        "parts": [{"what": part.what, "days": _days(part.days)} for part in each.parts],
        "one_person_alone": each.single,
    }
    return content | ({"unknown": each.unknown} if each.unknown else {})


def _days(value: float) -> float | None:
    return None if isinf(value) else round(value, 2)
