"""Cloud Monitoring: what metrics measure, and which aligner takes which. Data: `metrics.json`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from landfast.gcp.tables import table

NUMBERS = ("INT64", "DOUBLE")


@dataclass(frozen=True, slots=True)
class MetricShape:
    """What a metric is: GAUGE, DELTA or CUMULATIVE, and the type of its values (INT64, DISTRIBUTION)."""

    kind: str
    values: str


def measure_of(metric: str) -> MetricShape | None:
    """None for a metric that is not in the table, as most are not."""
    return _measures().get(metric)


def takes(aligner: str, measure: MetricShape) -> bool:
    """Whether an aligner (`ALIGN_RATE`) can be applied to a metric; true for one that is not in the table."""
    known = table("metrics")["aligners"].get(aligner)
    if known is None:
        return True
    kinds, values = (text.split() for text in known)
    return measure.kind in kinds and (measure.values in values or ("NUMBER" in values and measure.values in NUMBERS))


@cache
def _measures() -> dict[str, MetricShape]:
    found = table("metrics")["metrics"].items()
    return {name: MetricShape(*measure.split()) for measure, names in found for name in names.split()}
