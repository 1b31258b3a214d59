"""The report of an experiment: one HTML file that needs nothing else, for whoever decides or asks later."""

from __future__ import annotations

from pathlib import Path

from landfast_ml.experiments import plots
from landfast_ml.experiments.analysis import Analysis, Result
from landfast_ml.experiments.decision import MEANING, Decision
from landfast_ml.experiments.definition import ARMS, Guardrail
from landfast_ml.pages.rendering import Grid, minute, rendered

TEMPLATES = Path(__file__).parent / "templates"
TONES = {"better": "good", "held": "good", "worse": "bad", "broken": "bad", "open": "open"}
VERDICT_TONES = {"ship": "good", "keep": "bad", "invalid": "bad"}


def report(analysis: Analysis, decision: Decision, model: str = "") -> str:
    """HTML; numbers of a fixed test that is not at its end are left out, so that nobody decides by them."""
    started, definition = analysis.started, analysis.started.definition
    results = (analysis.primary, *analysis.guardrails) if analysis.speaks else ()
    return rendered(
        "experiment.html.j2",
        TEMPLATES,
        name=started.name,
        model=model or "landfast-ml",
        hypothesis=definition.hypothesis,
        decision=decision,
        tone=VERDICT_TONES.get(decision.verdict, "open"),
        meaning=MEANING[decision.verdict],
        about=_about(analysis),
        tables=_numbers(analysis, results),
        forest=plots.forest([_bar(analysis, one) for one in results]),
        course=plots.course(_points(analysis.primary), definition.primary.effect) if results else None,
        metric=definition.primary.metric,
        record=_record(analysis),
        notes=_notes(analysis),
        time=minute(),
    )


def _about(analysis: Analysis) -> list[tuple[str, str]]:
    started = analysis.started
    return [
        ("phase", started.phase),
        ("started", f"{started.started:%Y-%m-%d}"),
        ("treatment's share", f"{started.share:g} % of all {analysis.counted}"),
        ("units an arm", f"{analysis.known:,} known of {started.planned:,} needed"),
    ]


def _numbers(analysis: Analysis, results: tuple[Result, ...]) -> list[Grid]:
    started = analysis.started
    arms = [(arm, started.versions[arm], f"{analysis.units[arm]:,}") for arm in ARMS]
    interval = f"interval ({1 - started.definition.alpha:.0%})"
    metrics = ("metric", "control", "treatment", "gain", interval, "p", "limit", "verdict")
    return [
        Grid("Arms", "arms", ("arm", "version", analysis.counted), arms, (2,)),
        Grid("Metrics", "metrics", metrics, [_row(one) for one in results], (1, 2, 3, 4, 5)),
    ]


def _record(analysis: Analysis) -> list[Grid]:
    events = [_event(event) for event in analysis.started.events]
    return [
        Grid("As planned", "plan", ("what", "value"), _plan(analysis)),
        Grid("What happened", "events", ("time", "event", "by", "said"), events),
    ]


def _row(result: Result) -> tuple[str, ...]:
    metric, found = result.metric, result.difference
    limit = f"margin {metric.margin:g}" if isinstance(metric, Guardrail) else f"effect {getattr(metric, 'effect', 0):g}"
    if found is None:
        return (metric.metric, "", "", "", "", "", limit, "nothing known yet")
    value, low, high = result.gain
    interval = f"{low:+.4g} to {high:+.4g}"
    p_value = f"{found.p_value:.2g}"
    return (
        metric.metric,
        f"{found.control:.4g}",
        f"{found.treatment:.4g}",
        f"{value:+.4g}",
        interval,
        p_value,
        limit,
        result.verdict,
    )


def _bar(analysis: Analysis, result: Result) -> plots.Bar:
    guarded = isinstance(result.metric, Guardrail)
    unit = result.metric.margin if isinstance(result.metric, Guardrail) else analysis.started.definition.primary.effect
    value, low, high = (bound / unit for bound in result.gain)
    return plots.Bar(result.metric.metric, value, low, high, -1.0 if guarded else 1.0, TONES[result.verdict])


def _points(result: Result) -> list[plots.Point]:
    sign = result.metric.sign
    return [
        plots.Point(look.units, sign * (look.treatment - look.control), *sorted((sign * look.low, sign * look.high)))
        for look in result.looks
    ]


def _plan(analysis: Analysis) -> list[tuple[str, str]]:
    started, definition = analysis.started, analysis.started.definition
    plan = started.events[0]["plan"]
    rows = [
        ("test", f"{definition.test}, alpha {definition.alpha:g}, power {definition.power:g}"),
        ("mode", definition.mode),
        ("units an arm", f"{started.planned:,} needed, {analysis.known:,} known"),
        ("treatment's share", f"{started.share:g} % of all {analysis.counted}"),
        ("split", f"p {analysis.ratio_p_value:.2g} that the arms are equally large"),
    ]
    if analysis.primary.explained:
        rows.append(("covariate", f"took out {analysis.primary.explained:.0%} of the variance"))
    if plan.get("underpowered"):
        rows.append(("started though too small", plan["underpowered"]))
    return rows


def _event(event: dict[str, object]) -> tuple[str, ...]:
    said = event.get("reason") or (f"{event['share']:g} %" if "share" in event else "")
    return str(event["time"])[:16].replace("T", " "), str(event["event"]), str(event.get("by", "")), str(said)


def _notes(analysis: Analysis) -> list[str]:
    notes = [
        "A unit is a row: the table doesn't say whom it is about. One that is asked about twice counts once."
        if analysis.counted == "rows"
        else "A unit is a subject (where requests name nobody, what they say): its rows are averaged first, so that "
        "people with many rows don't count as many."
    ]
    if analysis.left_out:
        notes.append(f"{analysis.left_out} rows of {analysis.counted} who objected or were erased are left out.")
    if analysis.failed:
        notes.append(f"The treatment failed to answer {analysis.failed} times; the control answered instead.")
    if not analysis.speaks:
        notes.append("A fixed test is read at its end: until then its numbers are not shown.")
    return notes
