"""The model card of a forecaster: what it is for, what it was made of, how good it is, where it must not be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast_ml.contract.columns import Columns
from landfast_ml.environment import Job
from landfast_ml.models.model_card import about_lines

_NAMES = {
    "mase": "error in units of the seasonal naive forecast's (MASE)",
    "naive_mase": "the same of the seasonal naive forecast",
    "skill": "share of the naive forecast's error that is gone",
    "mae": "mean absolute error",
    "rmse": "root of the mean squared error",
    "smape": "symmetric relative error, 0 to 2",
    "coverage": "share of values within their interval",
    "width": "mean width of the intervals, in units of the naive forecast's error",
    "interval_score": "interval score, in the same units",
    "pinball": "pinball loss of both ends, in the same units",
}


def forecast_card(
    job: Job,
    facts: Mapping[str, Any],
    evaluation: Mapping[str, Any],
    training: Mapping[str, Any],
    decision: Mapping[str, Any],
) -> str:
    """Markdown, made of `about.toml` and of what the steps wrote."""
    settings = training["settings"]
    lines = [
        *about_lines(job),
        "## Made of",
        "",
        f"- data snapshot `{facts['data_snapshot']}`, series version `{facts['feature_version']}`",
        f"- {facts['series']} series, {facts['told']}, from {facts['first']} to {facts['last']}",
        f"- {training['algorithm']}: {', '.join(f'{count} {name}' for name, count in training['trees'].items())}; "
        f"season {training['season']}",
        f"- {_inputs(training['inputs'])}",
        f"- {_protected(job.columns)}",
        "",
        "## What it says",
        "",
        f"- the next {settings['horizon']} values of `{training['target']}`, the {settings['point']} of each, and an "
        f"interval that is to hold {settings['coverage']:.0%} of them (widened by what it missed on "
        f"{training['calibrated_on']} later values)",
        "",
        "## Backtest",
        "",
        f"{len(evaluation['origins'])} forecasts of the past, from {evaluation['first_origin']} on, each by a model "
        f"that had seen nothing later: {evaluation['values']} values of {evaluation['series']} series.",
        "",
        "| metric | value |",
        "|---|---|",
        *(f"| {_NAMES[name]} | {value:.4f} |" for name, value in evaluation["metrics"].items()),
        "",
        *_steps(evaluation["steps"]),
        "## Limits",
        "",
        *(f"- {note}" for note in _notes(evaluation, decision)),
        "- The past goes on in it: what has never happened to any series is in no interval.",
        "- A series without a past is not forecast.",
        "",
    ]
    return "\n".join(lines)


def _inputs(found: Mapping[str, Any]) -> str:
    told = [
        f"goes by {found['lags']} last values",
        f"seasons of {', '.join(map(str, found['seasons']))}",
        "the calendar",
    ]
    told += [f"{', '.join(found['ahead'])} (known ahead)"] if found["ahead"] else []
    told += [f"{', '.join(found['always'])} (of the series)"] if found["always"] else []
    return ", ".join(told)


def _protected(columns: Columns) -> str:
    if columns.column(columns.subject).protection == "pseudonymise":
        return "a series is told by a keyed pseudonym"
    return "a series keeps its name: it is declared to be no person"


def _steps(found: Mapping[str, Any]) -> list[str]:
    rows = zip(found["mase"], found["naive_mase"], found["coverage"], strict=True)
    return [
        "| steps ahead | MASE | seasonal naive | within the interval |",
        "|---|---|---|---|",
        *(f"| {step} | {one:.3f} | {naive:.3f} | {share:.1%} |" for step, (one, naive, share) in enumerate(rows, 1)),
        "",
    ]


def _notes(evaluation: Mapping[str, Any], decision: Mapping[str, Any]) -> list[str]:
    naive, comparison = evaluation["naive"], decision["comparison"]
    told = [f"Against the season before: p = {naive['p_value']:.2g} over {naive['groups']}."]
    if comparison:
        told += [f"Against version {comparison['version']}: {comparison['verdict']['reason']}.", *comparison["notes"]]
    return told
