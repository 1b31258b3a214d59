"""Writes the picture as one page that needs nothing else: no script, no font, no image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from landfast_ml.pages.rendering import rendered

from landfast import DOCUMENTATION, __version__
from landfast.graph.colours import ACTORS, KEYS, SEVERITIES, stripe
from landfast.graph.flows import does_of, drawing
from landfast.graph.kinds import Part, noun
from landfast.graph.model import Flow, Node, Picture
from landfast.graph.places import place, places

TEMPLATES = Path(__file__).parent / "templates"
# Of the provider that the stacks are written for; each type of resource has its page there.
DOCS = "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/"
BANDS: Mapping[Part, str] = {
    "keys": "Keys and logs",
    "store": "What holds data",
    "actor": "What moves data",
    "service": "What runs and serves",
    "network": "The network",
    "guard": "Rules that have no place: they hold for the whole project",
    "watch": "What is watched",
}


@dataclass(frozen=True, slots=True)
class _Chip:
    """A resource by its name, which leads to its line in the list. `elsewhere` is its place if that isn't home."""

    label: str
    noun: str
    anchor: str
    stripe: str
    hint: str
    elsewhere: str
    tone: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A resource in the list of all."""

    anchor: str
    label: str
    address: str
    docs: str
    key: str
    place: str
    tone: str


@dataclass(frozen=True, slots=True)
class _Mover:
    """Who moves data, and what."""

    chip: _Chip
    does: str
    reads: tuple[_Chip, ...]
    writes: tuple[_Chip, ...]
    serves: tuple[_Chip, ...]


def page(picture: Picture, area: str, about: Sequence[tuple[str, str]] = ()) -> str:
    """The page as HTML, for a residency area; `about` is what else its head says, as (name, value)."""
    chips = {node.address: _chip(picture, node, area) for node in picture.nodes}
    bands = {BANDS[part]: _groups(picture, part, chips) for part in BANDS}
    return rendered(
        "graph.html.j2",
        TEMPLATES,
        title=picture.title,
        total=sum(picture.stacks.values()),
        stacks=picture.stacks,
        about=about,
        drawing=drawing(picture),
        movers=_movers(picture, chips),
        bands={title: groups for title, groups in bands.items() if groups},
        anchors={address: chip.anchor for address, chip in chips.items()},
        stripes={node.address: stripe(node) for node in picture.nodes},
        places=places(picture, area),
        keys=KEYS,
        severities=[name.lower() for name in SEVERITIES],
        actors=ACTORS,
        lists={stack: _lines(picture, stack, chips) for stack in picture.stacks},
        documentation=DOCUMENTATION,
        version=__version__,
    )


def _chip(picture: Picture, node: Node, area: str) -> _Chip:
    where = place(node.place, picture.region, area)
    elsewhere = node.place if where.tone in ("warn", "bad") else ""
    key = f", key {node.key}" if node.key else ""
    at = f", {node.place}" if node.place else ""
    hint = f"{node.address}, stack {node.stack}{key}{at}"
    number = picture.nodes.index(node) + 1
    return _Chip(node.label, noun(node.type), f"resource-{number}", stripe(node), hint, elsewhere, where.tone)


def _groups(picture: Picture, part: Part, chips: Mapping[str, _Chip]) -> list[tuple[str, bool, list[_Chip]]]:
    """(heading, whether they are a number rather than a list, chips) of a part."""
    groups = picture.part(part).items()
    return [(heading, nodes[0].kind.counted, [chips[node.address] for node in nodes]) for heading, nodes in groups]


def _lines(picture: Picture, stack: str, chips: Mapping[str, _Chip]) -> list[_Line]:
    nodes = [node for node in picture.nodes if node.stack == stack]
    return [_line(node, chips[node.address]) for node in nodes]


def _line(node: Node, chip: _Chip) -> _Line:
    type_ = node.type
    docs = DOCS + type_.removeprefix("google_") if type_.startswith("google_") and type_.isidentifier() else ""
    return _Line(chip.anchor, node.label, node.address, docs, node.key, node.place, chip.tone)


def _movers(picture: Picture, chips: Mapping[str, _Chip]) -> list[_Mover]:
    """Each account and sink with what it reads and writes: the picture in words, for any width and any reader."""
    stores = {node.address for nodes in picture.part("store").values() for node in nodes}
    actors = [node for nodes in picture.part("actor").values() for node in nodes]
    found = []
    for node in actors:
        own = [flow for flow in picture.flows if node.address in (flow.source, flow.target)]
        reads = [flow.source if flow.target == node.address else flow.target for flow in own if _reads(flow, node)]
        writes = [flow.target if flow.source == node.address else flow.source for flow in own if _writes(flow, node)]
        serves = [address for address in writes if address not in stores]
        writes = [address for address in writes if address in stores]
        told = [tuple(chips[one] for one in each if one in chips) for each in (reads, writes, serves)]
        found.append(_Mover(chips[node.address], does_of(picture, node), *told))
    return [one for one in found if one.reads or one.writes or one.serves]


def _reads(flow: Flow, node: Node) -> bool:
    return flow.both or flow.target == node.address


def _writes(flow: Flow, node: Node) -> bool:
    return flow.both or flow.source == node.address
