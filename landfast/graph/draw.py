"""The shapes of the picture as SVG: chips, headings, frames and arrows."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

CHIP = 30
GAP = 8
LETTER = 7.1  # Width of a letter at 13 px, on the safe side.

KEY_COLOURS = {
    "content": "#e8590c",
    "derived": "#1971c2",
    "models": "#7048e8",
    "software": "#2f9e44",
    "secrets": "#c2255c",
    "logs": "#868e96",
}
SEVERITY_COLOURS = {"CRITICAL": "#c92a2a", "ERROR": "#e8590c", "WARNING": "#f08c00"}
ACTOR_COLOURS = (
    "#1864ab",
    "#a61e4d",
    "#2b8a3e",
    "#d9480f",
    "#5f3dc4",
    "#0b7285",
    "#862e9c",
    "#5c940d",
    "#c92a2a",
    "#364fc7",
    "#087f5b",
    "#b36200",
)
PLAIN = "#adb5bd"


@dataclass(frozen=True, slots=True)
class Box:
    """Where something was drawn."""

    x: float
    y: float
    width: float
    height: float = CHIP

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def cut(label: str, width: float) -> str:
    """`label`, or as much of it as fits."""
    most = int(width / LETTER)
    return label if len(label) <= most else label[: most - 1] + "…"


def width_of(label: str) -> float:
    """Of a chip that holds all of `label`."""
    return len(label) * LETTER + 30


def text(x: float, y: float, words: str, class_: str = "", fill: str = "") -> str:
    style = f' fill="{fill}"' if fill else ""
    return f'<text x="{x:g}" y="{y:g}" class="{class_}"{style}>{escape(words)}</text>'


def chip(box: Box, label: str, hint: str, colour: str = PLAIN, *, below: str = "", wrong: bool = False) -> str:
    """A named thing; `colour` is the stripe on its left, `below` a second line, `wrong`: it stands elsewhere."""
    edge = "wrong" if wrong else ""
    line = box.middle + (-4 if below else 4.5)
    second = text(box.x + 16, line + 17, below, "small") if below else ""
    return (
        f'<g class="chip {edge}"><title>{escape(hint)}</title>'
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="7"/>'
        f'<rect class="stripe" x="{box.x:g}" y="{box.y + 5:g}" width="5" height="{box.height - 10:g}" rx="2.5"'
        f' style="fill:{colour}"/>' + text(box.x + 16, line, cut(label, box.width - 22)) + second + "</g>"
    )


def frame(box: Box, class_: str) -> str:
    return f'<rect class="{class_}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="14"/>'


def marker(name: str, colour: str) -> str:
    """An arrow head; SVG gives each colour its own."""
    return (
        f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7"'
        f' orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>'
    )


def arrow(start: tuple[float, float], end: tuple[float, float], colour: str, hint: str, *, both: bool) -> str:
    """A curve from `start` to `end`, with a second head if data goes back too."""
    (x1, y1), (x2, y2) = start, end
    bend = (x2 - x1) * 0.5
    head = f"head-{colour.lstrip('#')}"
    back = f' marker-start="url(#{head})"' if both else ""
    return (
        f'<g class="flow"><title>{escape(hint)}</title>'
        f'<path d="M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}" stroke="{colour}"'
        f' marker-end="url(#{head})"{back}/></g>'
    )
