"""Two pictures as SVG, drawn by hand: they take the page's colours, light or dark, and need no library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 760, 150, 24, 16, 36
TICKS = 5


@dataclass(frozen=True, slots=True)
class Axis:
    """From values to places on the paper."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> list[float]:
        """Round numbers that divide the axis."""
        raw = (self.high - self.low) / TICKS
        size = 10 ** math.floor(math.log10(raw))
        step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= raw)
        first = math.ceil(self.low / step)
        return [round(number * step, 12) for number in range(first, math.floor(self.high / step) + 1)]


@dataclass(frozen=True, slots=True)
class Point:
    """The interval of a gain after so many units."""

    units: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bar:
    """The interval of a metric, in multiples of its `limit`'s size: 1 is a primary metric's effect, -1 a margin."""

    name: str
    value: float
    low: float
    high: float
    limit: float
    tone: str


def course(points: Sequence[Point], effect: float) -> str:
    """How the interval of the primary metric narrowed: bounded looks alone; the effect that matters is dashed."""
    shown = [one for one in points if math.isfinite(one.low) and math.isfinite(one.high)]
    if not shown:
        return ""
    height = 280
    reach = max(effect * 1.5, *(max(abs(one.low), abs(one.high)) for one in shown[len(shown) // 3 :]))
    x = Axis(0, max(one.units for one in shown) * 1.02, 70, WIDTH - RIGHT)
    y = Axis(-reach * 1.05, reach * 1.05, height - BOTTOM, TOP)
    upper = [f"{x.at(one.units)},{y.at(one.high)}" for one in shown]
    lower = [f"{x.at(one.units)},{y.at(one.low)}" for one in reversed(shown)]
    line = " ".join(f"{x.at(one.units)},{y.at(one.value)}" for one in shown)
    parts = [
        *(_across(y.at(tick), 70, _signed(tick)) for tick in y.ticks()),
        *(_under(x.at(tick), height, f"{tick:,.0f}") for tick in x.ticks()),
        f'<line class="zero" x1="70" x2="{WIDTH - RIGHT}" y1="{y.at(0)}" y2="{y.at(0)}"/>',
        f'<line class="limit" x1="70" x2="{WIDTH - RIGHT}" y1="{y.at(effect)}" y2="{y.at(effect)}"/>',
        f'<polygon class="band" points="{" ".join(upper + lower)}"/>',
        f'<polyline class="line" points="{line}"/>',
        f'<text class="label" x="{WIDTH - RIGHT}" y="{height - 4}" text-anchor="end">units</text>',
    ]
    return _svg(height, "interval of the gain after so many units", parts)


def forest(bars: Sequence[Bar]) -> str:
    """All metrics at once: where each interval lies to 0 and to its limit."""
    bounded = [one for one in bars if math.isfinite(one.low) and math.isfinite(one.high)]
    if not bounded:
        return ""
    height = TOP + 40 * len(bars) + BOTTOM
    reach = min(max(1.5, *(max(abs(one.low), abs(one.high)) for one in bounded)), 8.0) * 1.05
    x = Axis(-reach, reach, LEFT, WIDTH - RIGHT)
    bottom = height - BOTTOM
    parts = [_under(x.at(tick), height, _signed(tick)) for tick in x.ticks()]
    parts.append(f'<line class="zero" x1="{x.at(0)}" x2="{x.at(0)}" y1="{TOP}" y2="{bottom}"/>')
    for number, bar in enumerate(bars):
        y = TOP + 40 * number + 20
        place = x.at(bar.limit)
        parts.append(f'<text class="name" x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(bar.name)}</text>')
        parts.append(f'<line class="limit" x1="{place}" x2="{place}" y1="{y - 16}" y2="{y + 16}"/>')
        if bar in bounded:
            parts.append(
                f'<line class="bar {bar.tone}" x1="{x.at(bar.low)}" x2="{x.at(bar.high)}" y1="{y}" y2="{y}"/>'
                f'<circle class="dot {bar.tone}" cx="{x.at(bar.value)}" cy="{y}" r="5"/>'
            )
    return _svg(height, "intervals of all metrics", parts)


def _signed(value: float) -> str:
    return f"{value:+g}" if value else "0"


def _across(y: float, left: float, text: str) -> str:
    return (
        f'<line class="grid" x1="{left}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'
        f'<text class="label" x="{left - 8}" y="{y + 4}" text-anchor="end">{text}</text>'
    )


def _under(x: float, height: int, text: str) -> str:
    bottom = height - BOTTOM
    return (
        f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP}" y2="{bottom}"/>'
        f'<text class="label" x="{x}" y="{bottom + 18}" text-anchor="middle">{text}</text>'
    )


def _svg(height: int, title: str, parts: Sequence[str]) -> str:
    inside = "\n".join(parts)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg">\n{inside}\n</svg>'
    )
