"""What an experiment says so far, for a terminal and for a program."""

from __future__ import annotations

import math
from typing import Any

from landfast_ml.experiments.analysis import Analysis, Result
from landfast_ml.experiments.decision import MEANING, Decision
from landfast_ml.experiments.definition import ARMS


def status_json(analysis: Analysis, decision: Decision) -> dict[str, Any]:
    """Metrics of a fixed test that is not at its end are left out."""
    started = analysis.started
    results = [analysis.primary, *analysis.guardrails] if analysis.speaks else []
    return {
        "name": started.name,
        "phase": started.phase,
        "share": started.share,
        "units": analysis.units,
        "planned": started.planned,
        "known": analysis.known,
        "ratio_p_value": analysis.ratio_p_value,
        "metrics": [_result_json(one) for one in results],
        "decision": decision.to_json(),
    }


def status_text(analysis: Analysis, decision: Decision) -> str:
    started = analysis.started
    counts = "  ".join(f"{arm} {analysis.units[arm]:,}" for arm in ARMS)
    lines = [
        f"{started.name}: {started.phase}, treatment {started.share:g} % of all {analysis.counted}",
        f"  {analysis.counted:<8}  {counts}  (equal: p {analysis.ratio_p_value:.2g})",
        f"  known     {analysis.known:,} of {started.planned:,} an arm",
    ]
    for one in (analysis.primary, *analysis.guardrails) if analysis.speaks else ():
        value, low, high = one.gain
        lines.append(f"  {one.metric.metric:<14} gain {value:+.4g}  [{low:+.4g}, {high:+.4g}]  {one.verdict}")
    lines.append(f"  {decision.verdict}: {MEANING[decision.verdict]}")
    return "\n".join([*lines, *(f"    {reason}" for reason in decision.reasons)])


def _result_json(result: Result) -> dict[str, Any]:
    value, low, high = result.gain
    found = result.difference
    return {
        "metric": result.metric.metric,
        "control": None if found is None else found.control,
        "treatment": None if found is None else found.treatment,
        "gain": value,
        "low": low if math.isfinite(low) else None,
        "high": high if math.isfinite(high) else None,
        "p_value": None if found is None else found.p_value,
        "units": list(result.units),
        "explained": result.explained,
        "verdict": result.verdict,
    }
