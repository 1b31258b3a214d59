"""What a look found as one HTML page: alarms first, then every feature with its distance."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from landfast_ml.monitoring.drift import Drift
from landfast_ml.monitoring.look import Look
from landfast_ml.page import page


def report(found: Look) -> str:
    """Needs nothing else, and holds no row."""
    model = f"model version {found.version}" if found.version else "no model yet"
    about = f"{found.time} · {model} · newest row {found.newest or 'none'} · {found.rows} predictions"
    parts = [f'<p class="soft">{escape(about)}</p>', _alarms(found), _quality(found)]
    parts += [_features("Raw table against what the model learned from", found.moved)]
    parts += [_features("Predictions asked for against what the model learned from", found.asked)]
    return page(f"Monitoring of {found.environment}", parts)


def _alarms(found: Look) -> str:
    if not found.alarms:
        return '<p class="good">Nothing is wrong.</p>'
    rows = "".join(
        f"<tr><td>{escape(alarm.cause)}</td><td>{escape(alarm.where)}</td><td>{escape(alarm.text)}</td></tr>"
        for alarm in found.alarms
    )
    next_step = "<p>Training anew on the new data may mend it.</p>" if found.retrain else ""
    return f'<h2 class="bad">{len(found.alarms)} alarms</h2><table>{rows}</table>{next_step}'


def _quality(found: Look) -> str:
    quality = found.quality
    if quality is None:
        return ""
    tone = "bad" if quality.worse else "good"
    return (
        f'<h2>Quality</h2><p class="{tone}">{escape(quality.metric)} {quality.value:.4f} '
        f"({quality.low:.4f} to {quality.high:.4f}) on {quality.rows} outcomes; at least {quality.expected_low:.4f} "
        "was expected.</p>"
    )


def _features(title: str, found: Sequence[Drift]) -> str:
    if not found:
        return ""
    head = "<tr><th>feature</th><th>distance</th><th></th><th>stability index</th><th>missing, then and now</th></tr>"
    return f"<h2>{escape(title)}</h2><table>{head}{''.join(map(_feature, found))}</table>"


def _feature(one: Drift) -> str:
    width = round(min(one.distance, 1) * 100, 1)
    tone = ' class="bad"' if one.reasons else ""
    meter = f'<div class="track"><div class="fill" style="width:{width}%"></div></div>'
    return (
        f"<tr{tone}><td>{escape(one.feature)}</td><td>{one.distance:.3f}</td><td>{meter}</td>"
        f"<td>{one.stability:.3f}</td><td>{one.missing[0]:.1%} · {one.missing[1]:.1%}</td></tr>"
    )
