"""The picture of the flows: what holds data on the left, who moves it in the middle, what runs on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from landfast.graph.colours import ACTORS
from landfast.graph.kinds import Part
from landfast.graph.model import Flow, Node, Picture

WIDTH = 1180
GAP = 8
LETTER = 7.4  # Width of a letter at 13 px, on the safe side.
TOP = 30
HEADING = 24
BOX, ACTOR_BOX = 30, 46
# x and width of each column.
COLUMNS: Mapping[Part, tuple[float, float]] = {"store": (2, 330), "actor": (465, 230), "service": (848, 330)}
TITLES: Mapping[Part, str] = {"store": "Holds data", "actor": "Moves data", "service": "Runs and serves"}


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A box of the picture; `does` is its second line, `colour` the number of an actor's, `touches` its arrows."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    label: str
    does: str = ""
    colour: int | None = None
    touches: tuple[int, ...] = ()

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A heading of the picture."""

    x: float
    y: float
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A curve; data goes from its beginning to its end, and back if `both`."""

    path: str
    colour: int | None
    both: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn, in units of a page `width` wide."""

    width: float
    height: float
    nodes: tuple[DrawnNode, ...]
    texts: tuple[DrawnText, ...]
    arrows: tuple[Arrow, ...]


def drawing(picture: Picture) -> Drawing | None:
    """What has flows; None if nothing has."""
    flowing = {address for flow in picture.flows for address in (flow.source, flow.target)}
    parts = {part: _flowing(picture, part, flowing) for part in COLUMNS}
    if not any(parts.values()):
        return None
    texts = [DrawnText(x, 14, TITLES[part], "title") for part, (x, _) in COLUMNS.items() if parts[part]]
    boxes: dict[str, DrawnNode] = {}
    bottoms = []
    for part in ("store", "service"):
        below, headings = _list(part, parts[part], boxes)
        texts += headings
        bottoms.append(below)
    actors = [node for nodes in parts["actor"].values() for node in nodes]
    bottom = max(*bottoms, TOP + len(actors) * (ACTOR_BOX + GAP))
    _spread(picture, actors, bottom, boxes)
    arrows = _arrows(picture, boxes)
    touched = tuple(_touching(box, picture, boxes) for box in boxes.values())
    return Drawing(WIDTH, bottom, touched, tuple(texts), tuple(arrows))


def _flowing(picture: Picture, part: Part, flowing: set[str]) -> dict[str, list[Node]]:
    found = {name: [node for node in nodes if node.address in flowing] for name, nodes in picture.part(part).items()}
    return {name: nodes for name, nodes in found.items() if nodes}


def cut(label: str, width: float) -> str:
    """`label`, or as much of it as fits; the whole name stands in the list of resources."""
    most = int((width - 24) / LETTER)
    return label if len(label) <= most else label[: most - 1] + "…"


def _list(
    part: Part, groups: Mapping[str, Sequence[Node]], boxes: dict[str, DrawnNode]
) -> tuple[float, list[DrawnText]]:
    """Groups one below the other; the y below the last, and their headings."""
    x, width = COLUMNS[part]
    y, headings = float(TOP), []
    for heading, nodes in groups.items():
        headings.append(DrawnText(x, y + 14, heading, "heading"))
        y += HEADING
        for node in nodes:
            boxes[node.address] = DrawnNode(node, x, y, width, BOX, cut(node.label, width))
            y += BOX + GAP
        y += 6
    return y, headings


def _spread(picture: Picture, actors: list[Node], bottom: float, boxes: dict[str, DrawnNode]) -> None:
    """Actors over the height of what they touch, each near the middle of its arrows."""
    ends = {node.address: [boxes[end].middle for end in _others(picture, node) if end in boxes] for node in actors}
    actors.sort(key=lambda node: sum(ends[node.address]) / max(len(ends[node.address]), 1))
    step = (bottom - TOP) / max(len(actors), 1)
    x, width = COLUMNS["actor"]
    for number, node in enumerate(actors):
        y = TOP + number * step + (step - ACTOR_BOX) / 2
        does = does_of(picture, node)
        box = DrawnNode(node, x, y, width, ACTOR_BOX, cut(node.label, width), does, number % ACTORS)
        boxes[node.address] = box


def does_of(picture: Picture, node: Node) -> str:
    """`service account, reads 3, writes 2`."""
    what = "log sink" if node.kind.heading == "Log sinks" else "service account"
    stores = {store.address for nodes in picture.part("store").values() for store in nodes}
    own = [flow for flow in picture.flows if {flow.source, flow.target} & stores]
    own = [flow for flow in own if node.address in (flow.source, flow.target)]
    counts = {
        "reads": sum(flow.both or flow.target == node.address for flow in own),
        "writes": sum(flow.both or flow.source == node.address for flow in own),
    }
    return ", ".join((what, *(f"{does} {count}" for does, count in counts.items() if count)))


def _others(picture: Picture, node: Node) -> list[str]:
    """What the flows of a node go to or come from."""
    flows = [flow for flow in picture.flows if node.address in (flow.source, flow.target)]
    return [flow.target if flow.source == node.address else flow.source for flow in flows]


def _shown(picture: Picture, boxes: Mapping[str, DrawnNode]) -> list[Flow]:
    return [flow for flow in picture.flows if flow.source in boxes and flow.target in boxes]


def _touching(box: DrawnNode, picture: Picture, boxes: Mapping[str, DrawnNode]) -> DrawnNode:
    flows, address = _shown(picture, boxes), box.node.address
    touches = tuple(number for number, flow in enumerate(flows) if address in (flow.source, flow.target))
    return DrawnNode(box.node, box.x, box.y, box.width, box.height, box.label, box.does, box.colour, touches)


def _arrows(picture: Picture, boxes: Mapping[str, DrawnNode]) -> list[Arrow]:
    flows = _shown(picture, boxes)
    fans: dict[tuple[str, bool], list[Flow]] = {}
    for flow in flows:
        for end, other in ((flow.source, flow.target), (flow.target, flow.source)):
            fans.setdefault((end, boxes[other].x < boxes[end].x), []).append(flow)
    for (end, _left), fan in fans.items():
        fan.sort(key=lambda flow: boxes[flow.target if flow.source == end else flow.source].middle)
    found = []
    for flow in flows:
        colours = (boxes[flow.source].colour, boxes[flow.target].colour)
        colour = next((one for one in colours if one is not None), None)
        (x1, y1), (x2, y2) = _attach(boxes, flow, flow.source, fans), _attach(boxes, flow, flow.target, fans)
        bend = (x2 - x1) * 0.5
        path = f"M{x1:g} {y1:.1f}C{x1 + bend:g} {y1:.1f} {x2 - bend:g} {y2:.1f} {x2:g} {y2:.1f}"
        hint = f"{flow.source} {'⇄' if flow.both else '→'} {flow.target}"
        found.append(Arrow(path, colour, flow.both, hint))
    return found


def _attach(
    boxes: Mapping[str, DrawnNode], flow: Flow, end: str, fans: Mapping[tuple[str, bool], Sequence[Flow]]
) -> tuple[float, float]:
    """Where the arrow meets the box: on the side of the other end, its own place among the others there."""
    box = boxes[end]
    left = boxes[flow.target if flow.source == end else flow.source].x < box.x
    fan = fans[end, left]
    share = (fan.index(flow) + 1) / (len(fan) + 1)
    return (box.x - 2 if left else box.x + box.width + 2), box.y + box.height * share
