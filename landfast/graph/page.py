"""Lays the picture out and writes it as one page that needs nothing else: no script, no font, no image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from textwrap import wrap

from landfast.graph import draw
from landfast.graph.draw import CHIP, GAP, Box
from landfast.graph.model import Flow, Node, Picture

WIDTH = 1500
EDGE = 28
HEADING = 190
PADDING = 20
# The three columns of the region: what holds data, what moves it, what is served with it.
COLUMNS = {"store": Box(56, 0, 372), "actor": Box(640, 0, 250), "service": Box(1090, 0, 354)}
COLUMN_TITLES = {"store": "What holds data", "actor": "What moves data", "service": "What runs and serves"}
ACTOR_HEIGHT = 50
SMALL_LETTER = 6.3

STYLE = """
body{margin:0;background:#f1f3f5}
svg{display:block;margin:0 auto;font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:#fff}
text{fill:#212529}.title{font-size:27px;font-weight:700}.sub{font-size:14px;fill:#495057}
.band{fill:#f8f9fa;stroke:#dee2e6}.region{fill:#f1f8ff;stroke:#74c0fc;stroke-width:2}
.heading{font-weight:600;fill:#343a40}.column{font-size:15px;font-weight:700;fill:#1c7ed6}
.small{font-size:12px;fill:#868e96}.pill{fill:#e7f5ff;stroke:#a5d8ff}.place{font-size:16px;font-weight:700;fill:#1864ab}
.chip rect{fill:#fff;stroke:#ced4da}.chip .stripe{stroke:none}.chip.wrong rect{stroke:#c92a2a;stroke-width:2}
.flow path{fill:none;stroke-width:1.7;opacity:.72}.flow:hover path{stroke-width:4;opacity:1}
.actor rect{stroke-width:2}
"""


class Sheet:
    """The page while it is drawn from top to bottom; remembers where each node is."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.shapes: list[str] = []
        self.behind: list[str] = []
        self.boxes: dict[str, Box] = {}
        self.y = 0.0

    def node(self, node: Node, box: Box, colour: str, below: str = "") -> None:
        wrong = bool(node.place) and not node.place.startswith(self.picture.region)
        label = f"{node.label} ({node.place})" if wrong else node.label
        self.shapes.append(draw.chip(box, label, _hint(node), colour, below=below, wrong=wrong))
        self.boxes[node.address] = box


def page(picture: Picture, place: str, note: str = "") -> str:
    """The page as HTML. `place` says where the region is and in which residency area; `note` goes under the title."""
    sheet = Sheet(picture)
    _header(sheet, note)
    _band(sheet, "Rules that have no place: they hold for the whole project", picture.part("guard"))
    _region(sheet, place)
    _band(sheet, "What is watched", picture.part("watch"))
    _legend(sheet)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{sheet.y:g}"'
        f' viewBox="0 0 {WIDTH} {sheet.y:g}" role="img" aria-label="{escape(picture.title)}">'
        f"<defs>{''.join(_markers())}</defs>{''.join(sheet.behind)}{''.join(sheet.shapes)}</svg>"
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(picture.title)}</title>'
        f"<style>{STYLE}</style></head><body>{svg}</body></html>\n"
    )


def _header(sheet: Sheet, note: str) -> None:
    picture = sheet.picture
    total = sum(picture.stacks.values())
    sheet.shapes += [
        draw.text(EDGE, 52, picture.title, "title"),
        draw.text(
            EDGE, 78, f"{total} resources in {len(picture.stacks)} stacks, one Terraform state each{note}", "sub"
        ),
    ]
    x = float(EDGE)
    for stack, count in picture.stacks.items():
        words = f"{stack}  {count}"
        box = Box(x, 94, draw.width_of(words) - 6, 26)
        sheet.shapes += [draw.frame(box, "pill"), draw.text(x + 12, box.middle + 4.5, words)]
        x += box.width + GAP
    sheet.y = 140


def _band(sheet: Sheet, title: str, groups: Mapping[str, Sequence[Node]]) -> None:
    if not groups:
        return
    top = sheet.y
    sheet.shapes.append(draw.text(EDGE + PADDING, top + 28, title, "column"))
    sheet.y = top + 44
    for heading, nodes in groups.items():
        _row(sheet, heading, nodes)
    sheet.y += 6
    sheet.behind.append(draw.frame(Box(EDGE, top, WIDTH - 2 * EDGE, sheet.y - top), "band"))
    sheet.y += 22


def _row(sheet: Sheet, heading: str, nodes: Sequence[Node]) -> None:
    """A heading, and beside it chips that wrap."""
    left, right = EDGE + PADDING + HEADING, WIDTH - EDGE - PADDING
    sheet.shapes.append(draw.text(EDGE + PADDING, sheet.y + 19, draw.cut(heading, HEADING), "heading"))
    if nodes[0].kind.counted:
        words = f"{len(nodes)}: {', '.join(node.label for node in nodes)}"
        for line in wrap(words, int((right - left) / SMALL_LETTER)):
            sheet.shapes.append(draw.text(left, sheet.y + 19, line, "small"))
            sheet.y += 19
        sheet.y += 11
        return
    x = float(left)
    for node in nodes:
        width = draw.width_of(node.label)
        if x + width > right:
            x, sheet.y = left, sheet.y + CHIP + GAP
        sheet.node(node, Box(x, sheet.y, width), _stripe(node))
        x += width + GAP
    sheet.y += CHIP + GAP + 4


def _region(sheet: Sheet, place: str) -> None:
    top = sheet.y
    sheet.shapes.append(draw.text(EDGE + PADDING, top + 32, place, "place"))
    sheet.y = top + 52
    for heading, nodes in sheet.picture.part("keys").items():
        _row(sheet, heading, nodes)
    sheet.y += 10
    _columns(sheet)
    for heading, nodes in sheet.picture.part("network").items():
        _row(sheet, heading, nodes)
    sheet.y += 6
    sheet.behind.insert(0, draw.frame(Box(EDGE, top, WIDTH - 2 * EDGE, sheet.y - top), "region"))
    sheet.y += 22


def _columns(sheet: Sheet) -> None:
    top = sheet.y
    for part, column in COLUMNS.items():
        sheet.shapes.append(draw.text(column.x, top + 14, COLUMN_TITLES[part], "column"))
    flowing = {address for flow in sheet.picture.flows for address in (flow.source, flow.target)}
    stores = sheet.picture.part("store")
    # What nothing flows to or from comes last: the arrows stay short.
    order = sorted(stores.items(), key=lambda item: not any(node.address in flowing for node in item[1]))
    bottom = _list(sheet, COLUMNS["store"], order, top + 34)
    services = _list(sheet, COLUMNS["service"], list(sheet.picture.part("service").items()), top + 34)
    drawn = [box.y + box.height for address, box in sheet.boxes.items() if address in flowing]
    actors = [node for nodes in sheet.picture.part("actor").values() for node in nodes if node.address in flowing]
    _spread(sheet, actors, top + 34, max(drawn, default=bottom))
    least = top + 34 + len(actors) * (ACTOR_HEIGHT + GAP)
    _flows(sheet, actors)
    sheet.y = max(bottom, services, least) + 14


def _list(sheet: Sheet, column: Box, groups: Sequence[tuple[str, Sequence[Node]]], y: float) -> float:
    """Groups of chips one below the other; the y below the last."""
    flowing = {address for flow in sheet.picture.flows for address in (flow.source, flow.target)}
    for heading, nodes in groups:
        sheet.shapes.append(draw.text(column.x, y + 12, heading, "heading"))
        y += 20
        across = 1 if any(node.address in flowing for node in nodes) else 2
        width = (column.width - GAP * (across - 1)) / across
        for number, node in enumerate(nodes):
            line, place = divmod(number, across)
            box = Box(column.x + place * (width + GAP), y + line * (CHIP + GAP), width)
            sheet.node(node, box, _stripe(node))
        y += -(-len(nodes) // across) * (CHIP + GAP) + 10
    return y


def _spread(sheet: Sheet, actors: list[Node], top: float, bottom: float) -> None:
    """Actors over the height of what they touch, each near the middle of its arrows."""
    ends = {node.address: [sheet.boxes[end].middle for end in _others(sheet, node)] for node in actors}
    actors.sort(key=lambda node: sum(ends[node.address]) / max(len(ends[node.address]), 1))
    step = max((bottom - top) / max(len(actors), 1), ACTOR_HEIGHT + GAP)
    column = COLUMNS["actor"]
    for number, node in enumerate(actors):
        y = top + number * step + (step - ACTOR_HEIGHT) / 2
        box = Box(column.x, y, column.width, ACTOR_HEIGHT)
        sheet.node(node, box, draw.ACTOR_COLOURS[number % len(draw.ACTOR_COLOURS)], _does(sheet, node))


def _does(sheet: Sheet, node: Node) -> str:
    what = "log sink" if node.kind.heading == "Log sinks" else "service account"
    stores = {store.address for nodes in sheet.picture.part("store").values() for store in nodes}
    own = [flow for flow in sheet.picture.flows if {flow.source, flow.target} & stores]
    own = [flow for flow in own if node.address in (flow.source, flow.target)]
    reads = sum(flow.both or flow.target == node.address for flow in own)
    writes = sum(flow.both or flow.source == node.address for flow in own)
    counts = {"reads": reads, "writes": writes}
    return ", ".join((what, *(f"{does} {count}" for does, count in counts.items() if count)))


def _others(sheet: Sheet, node: Node) -> list[str]:
    """What the flows of a node go to or come from, as far as it is drawn already."""
    flows = [flow for flow in sheet.picture.flows if node.address in (flow.source, flow.target)]
    ends = [flow.target if flow.source == node.address else flow.source for flow in flows]
    return [end for end in ends if end in sheet.boxes]


def _flows(sheet: Sheet, actors: Sequence[Node]) -> None:
    colours = {node.address: draw.ACTOR_COLOURS[number % len(draw.ACTOR_COLOURS)] for number, node in enumerate(actors)}
    drawn = [flow for flow in sheet.picture.flows if flow.source in sheet.boxes and flow.target in sheet.boxes]
    fans: dict[tuple[str, bool], list[Flow]] = {}
    for flow in drawn:
        for end, other in ((flow.source, flow.target), (flow.target, flow.source)):
            fans.setdefault((end, sheet.boxes[other].x < sheet.boxes[end].x), []).append(flow)
    for (end, _left), fan in fans.items():
        fan.sort(key=lambda flow: sheet.boxes[flow.target if flow.source == end else flow.source].middle)
    for flow in drawn:
        colour = colours.get(flow.source) or colours.get(flow.target) or draw.PLAIN
        start, to = _attach(sheet, flow, flow.source, fans), _attach(sheet, flow, flow.target, fans)
        hint = f"{flow.source} {'⇄' if flow.both else '→'} {flow.target}"
        sheet.behind.append(draw.arrow(start, to, colour, hint, both=flow.both))


def _attach(sheet: Sheet, flow: Flow, end: str, fans: Mapping[tuple[str, bool], Sequence[Flow]]) -> tuple[float, float]:
    """Where the arrow meets the box: on the side of the other end, its own place among the others there."""
    box = sheet.boxes[end]
    other = sheet.boxes[flow.target if flow.source == end else flow.source]
    left = other.x < box.x
    fan = fans[end, left]
    share = (fan.index(flow) + 1) / (len(fan) + 1)
    return (box.x - 2 if left else box.x + box.width + 2), box.y + box.height * share


def _legend(sheet: Sheet) -> None:
    x, y = float(EDGE), sheet.y + 8
    entries = [(f"key: {name}", colour) for name, colour in draw.KEY_COLOURS.items()]
    entries += [(f"alert: {name.lower()}", colour) for name, colour in draw.SEVERITY_COLOURS.items()]
    for words, colour in entries:
        sheet.shapes.append(f'<rect x="{x:g}" y="{y - 10:g}" width="5" height="14" rx="2.5" fill="{colour}"/>')
        sheet.shapes.append(draw.text(x + 12, y + 1.5, words, "small"))
        x += len(words) * 6.3 + 34
    words = (
        "Arrows: where data may go, read from the grants; a head at both ends reads and writes. Point at one for names."
    )
    sheet.shapes.append(draw.text(EDGE, y + 24, words, "small"))
    sheet.y = y + 44


def _markers() -> list[str]:
    return [draw.marker(f"head-{colour.lstrip('#')}", colour) for colour in (*draw.ACTOR_COLOURS, draw.PLAIN)]


def _stripe(node: Node) -> str:
    if node.address.startswith("google_kms_crypto_key."):
        return draw.KEY_COLOURS.get(node.label, draw.PLAIN)
    return draw.KEY_COLOURS.get(node.key) or draw.SEVERITY_COLOURS.get(node.severity) or draw.PLAIN


def _hint(node: Node) -> str:
    key = f", key {node.key}" if node.key else ""
    place = f", {node.place}" if node.place else ""
    return f"{node.address}, stack {node.stack}{key}{place}"
