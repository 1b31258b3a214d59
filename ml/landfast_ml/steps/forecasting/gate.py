"""The quality gate: a forecast that is not better than the season before, or whose intervals don't hold, ends here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.forecasting.champion import ForecastComparison, compared
from landfast_ml.forecasting.snapshot import read_facts, read_series
from landfast_ml.models.limits import parse_limits


def run(job: Job, *, snapshot: Path, evaluation: Path, decision: Path) -> dict[str, float]:
    """Write `decision.json`; ProjectError names everything that the forecast is refused for."""
    limits = parse_limits(job.settings.gate.limits, job.columns.task)
    found = json.loads((evaluation / "evaluation.json").read_text(encoding="utf-8"))
    missed = [*_worthless(job, found), *(miss for limit in limits if (miss := limit.miss(found)))]
    data = read_facts(snapshot)["data_snapshot"]
    comparison = compared(job, read_series(job, snapshot), found["metrics"]["mase"], data)
    missed += _behind(job, comparison) if comparison else []
    if missed:
        raise ProjectError("the forecast is not good enough to be registered: " + "; ".join(missed))
    document = {
        "passed": True,
        "limits": job.settings.gate.limits,
        "comparison": comparison.to_json() if comparison else None,
    }
    (decision / "decision.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    return {"passed": 1.0, **({"gain": comparison.gain} if comparison else {})}


def _worthless(job: Job, found: dict[str, Any]) -> list[str]:
    """What no forecast may be, whatever the limits say."""
    problems, naive, alpha = [], found["naive"], job.settings.gate.alpha
    said = f"MASE {naive['second']:.4f}, the value of a season before ({found['season']} back) {naive['first']:.4f}"
    if not naive["told"]:
        step = "bring more series, or set backtest.origins higher"
        problems.append(f"whether it is better than the season before can't be told of {naive['groups']}: {step}")
    elif naive["p_value"] >= alpha:
        problems.append(
            f"it is not better than the season before ({said}; p = {naive['p_value']:.2g}, must be below {alpha:g})"
        )
    coverage, least = found["metrics"]["coverage"], found["coverage_wanted"] - job.settings.gate.coverage_margin
    if not coverage >= least:
        wanted = f"{found['coverage_wanted']:.0%} are promised, {least:.1%} must be (gate.coverage_margin)"
        problems.append(f"{coverage:.1%} of the values are within their interval, {wanted}")
    return problems


def _behind(job: Job, comparison: ForecastComparison) -> list[str]:
    """How far behind the champion is too far; and a gain that is none, where that is refused."""
    settings = job.settings.gate
    if comparison.gain < -settings.champion_margin:
        allowed = f"{settings.champion_margin:.1%} more is allowed (gate.champion_margin)"
        return [f"it is behind the champion, version {comparison.version}: {comparison.verdict.reason}; {allowed}"]
    if settings.within_noise == "refuse" and not comparison.verdict.beyond_noise:
        return [f"no gain over the champion: {comparison.verdict.reason}"]
    return []
