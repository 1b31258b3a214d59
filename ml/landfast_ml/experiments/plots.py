"""Two charts as places in per cent: the page draws them at any width, with text that keeps its size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

TICKS = 5


@dataclass(frozen=True, slots=True)
class Axis:
    """From values to per cent of the axis."""

    low: float
    high: float

    def at(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(100 * share, 2)

    def ticks(self) -> list[float]:
        """Round numbers that divide the axis."""
        raw = (self.high - self.low) / TICKS
        size = 10 ** math.floor(math.log10(raw))
        step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= raw)
        first = math.ceil(self.low / step)
        return [round(number * step, 12) for number in range(first, math.floor(self.high / step) + 1)]


@dataclass(frozen=True, slots=True)
class Tick:
    """A round number on an axis."""

    at: float
    text: str


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


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A metric in per cent of the axis; without an interval `bounded` is false, and only its limit is drawn."""

    name: str
    tone: str
    limit: float
    bounded: bool
    value: float = 0.0
    low: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Forest:
    """Where each interval lies to 0 and to its limit."""

    zero: float
    ticks: tuple[Tick, ...]
    rows: tuple[ForestRow, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Places on a square of 100; y goes down. `band` and `line` are the points of a polygon and of a line."""

    zero: float
    effect: float
    across: tuple[Tick, ...]
    under: tuple[Tick, ...]
    band: str
    line: str


def course(points: Sequence[Point], effect: float) -> Course | None:
    """How the interval of the primary metric narrowed: bounded looks alone; the effect that matters is dashed."""
    shown = [one for one in points if math.isfinite(one.low) and math.isfinite(one.high)]
    if not shown:
        return None
    reach = max(effect * 1.5, *(max(abs(one.low), abs(one.high)) for one in shown[len(shown) // 3 :]))
    x, y = Axis(0, max(one.units for one in shown) * 1.02), Axis(-reach * 1.05, reach * 1.05)

    def down(value: float) -> float:
        return round(100 - y.at(value), 2)

    upper = [f"{x.at(one.units):g},{down(one.high):g}" for one in shown]
    lower = [f"{x.at(one.units):g},{down(one.low):g}" for one in reversed(shown)]
    return Course(
        zero=down(0),
        effect=down(effect),
        across=tuple(Tick(down(tick), _signed(tick)) for tick in y.ticks()),
        under=tuple(Tick(x.at(tick), f"{tick:,.0f}") for tick in x.ticks()),
        band=" ".join(upper + lower),
        line=" ".join(f"{x.at(one.units):g},{down(one.value):g}" for one in shown),
    )


def forest(bars: Sequence[Bar]) -> Forest | None:
    """All metrics at once; None if no interval has an end."""
    bounded = [one for one in bars if math.isfinite(one.low) and math.isfinite(one.high)]
    if not bounded:
        return None
    reach = min(max(1.5, *(max(abs(one.low), abs(one.high)) for one in bounded)), 8.0) * 1.05
    axis = Axis(-reach, reach)
    rows = []
    for bar in bars:
        row = ForestRow(bar.name, bar.tone, axis.at(bar.limit), bounded=False)
        if bar in bounded:
            low, high = axis.at(bar.low), axis.at(bar.high)
            row = ForestRow(bar.name, bar.tone, axis.at(bar.limit), True, axis.at(bar.value), low, round(high - low, 2))
        rows.append(row)
    return Forest(axis.at(0), tuple(Tick(axis.at(tick), _signed(tick)) for tick in axis.ticks()), tuple(rows))


def _signed(value: float) -> str:
    return f"{value:+g}" if value else "0"
