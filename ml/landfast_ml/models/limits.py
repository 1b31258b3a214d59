"""Limits of the quality gate, as `settings.toml` writes them: `roc_auc.low >= 0.9`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landfast_ml.errors import UsageError
from landfast_ml.models.metrics import METRICS

LIMIT = re.compile(r"(\w+)(\.low|\.high)? *(>=|<=) *([-+.\deE]+)")


@dataclass(frozen=True, slots=True)
class Limit:
    """`end` is `.low` or `.high` for an end of the metric's confidence interval, else empty."""

    metric: str
    end: str
    relation: str
    bound: float

    def miss(self, evaluation: Mapping[str, Any]) -> str | None:
        """How the evaluation misses this limit, or None. What can't be told is a miss."""
        low, high = evaluation["intervals"].get(self.metric, (None, None))
        found = {"": evaluation["metrics"][self.metric], ".low": low, ".high": high}[self.end]
        value = math.nan if found is None else found
        reached = value >= self.bound if self.relation == ">=" else value <= self.bound
        return None if reached else f"{self.metric}{self.end} is {value:.4f}, must be {self.relation} {self.bound:g}"


def parse_limits(texts: list[str], task: str) -> list[Limit]:
    """UsageError names everything that is no limit of this task."""
    found, problems = [], []
    for text in texts:
        match = LIMIT.fullmatch(text.strip())
        bound = _number(match[4]) if match else math.nan
        if match is None or math.isnan(bound):
            problems.append(f"gate.limits: {text!r} is not `METRIC >= NUMBER` or `METRIC.low <= NUMBER`")
        elif match[1] not in METRICS[task]:
            known = ", ".join(METRICS[task])
            problems.append(f"gate.limits: {match[1]} is no metric of a {task} task, there are: {known}")
        else:
            found.append(Limit(match[1], match[2] or "", match[3], bound))
    if problems:
        raise UsageError("settings.toml: " + "; ".join(problems))
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
