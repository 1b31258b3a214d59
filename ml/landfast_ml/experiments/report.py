"""The report of an experiment: one HTML file that needs nothing else, for whoever decides or asks later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from landfast_ml.experiments import plots
from landfast_ml.experiments.analysis import Analysis, Result
from landfast_ml.experiments.decision import MEANING, Decision
from landfast_ml.experiments.definition import ARMS, Guardrail
from landfast_ml.page import page

TONES = {"better": "good", "held": "good", "worse": "bad", "broken": "bad", "open": "open"}
VERDICT_TONES = {"ship": "good", "keep": "bad", "invalid": "bad"}


def report(analysis: Analysis, decision: Decision) -> str:
    """HTML; numbers of a fixed test that is not at its end are left out, so that nobody decides by them."""
    started, definition = analysis.started, analysis.started.definition
    results = (analysis.primary, *analysis.guardrails) if analysis.speaks else ()
    sections = [
        _list("Why", decision.reasons),
        _table(
            "Arms",
            ("arm", "version", "subjects"),
            [(arm, started.versions[arm], f"{analysis.units[arm]:,}") for arm in ARMS],
        ),
        _table(
            "Metrics",
            ("metric", "control", "treatment", "gain", f"interval ({1 - definition.alpha:.0%})", "p", "limit", ""),
            [_row(one) for one in results],
        ),
        _figure(
            "Gain against its limit",
            "In multiples of the least effect that matters (primary metric) or of the margin (guardrails); right is "
            "better, the dashed mark is the limit.",
            plots.forest([_bar(analysis, one) for one in results]),
        ),
        _figure(
            f"How the interval of {definition.primary.metric} narrowed",
            "It holds at all looks together. Dashed: the least effect that is worth a change.",
            plots.course(_points(analysis.primary), definition.primary.effect) if results else "",
        ),
        _table("As planned", ("what", "value"), _plan(analysis)),
        _table("What happened", ("time", "event", "by", ""), [_event(event) for event in started.events]),
        _list("To keep in mind", _notes(analysis)),
    ]
    tone = VERDICT_TONES.get(decision.verdict, "open")
    verdict = f'<span class="verdict {tone}">{escape(decision.verdict)}</span>{escape(MEANING[decision.verdict])}'
    head = [
        f"<p>{escape(definition.hypothesis)}</p>",
        f"<p>{verdict}</p>",
        f'<p class="soft">{datetime.now(UTC):%Y-%m-%d %H:%M} UTC</p>',
    ]
    return page(f"Experiment {started.name}", [*head, *sections])


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
        ("treatment's share", f"{started.share:g} % of all subjects"),
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
        "A unit is a subject (where requests name nobody, what they say): its rows are averaged first, so that people "
        "with many rows don't count as many."
    ]
    if analysis.left_out:
        notes.append(f"{analysis.left_out} rows of subjects who objected or were erased are left out.")
    if analysis.failed:
        notes.append(f"The treatment failed to answer {analysis.failed} times; the control answered instead.")
    if not analysis.speaks:
        notes.append("A fixed test is read at its end: until then its numbers are not shown.")
    return notes


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    header = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2>\n<div class='wide'><table><tr>{header}</tr>\n{lines}</table></div>"


def _list(title: str, items: Sequence[str]) -> str:
    lines = "\n".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<h2>{escape(title)}</h2>\n<ul>{lines}</ul>" if items else ""


def _figure(title: str, caption: str, picture: str) -> str:
    if not picture:
        return ""
    return f"<h2>{escape(title)}</h2>\n<figure>{picture}<figcaption>{escape(caption)}</figcaption></figure>"
