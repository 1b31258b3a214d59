"""What holds data, of the picture of an environment: where, for how long, and how it is taken along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import isinf

from landfast.evidence.facts import DataStore, ExitFact
from landfast.gcp.contents import holds_data
from landfast.gcp.exports import export_of
from landfast.graph.kinds import kind_of, noun
from landfast.graph.model import Node, Picture
from landfast.modules.names import Names
from landfast.policies.model import Resource
from landfast.policies.reckon.erasure import Erasure


def stores(drawn: Picture, figures: Iterable[Erasure]) -> Iterator[DataStore]:
    """What the picture shows as holding data, and whatever else keeps some by its figures."""
    by_address, shown = {one.address: one for one in figures}, set()
    for node in drawn.nodes:
        if node.address in by_address or _holds(node):
            shown.add(node.address)
            store = DataStore(node.stack, node.address, noun(node.type), node.place, node.key)
            yield _timed(store, by_address.get(node.address))
    yield from (store_of(one) for address, one in by_address.items() if address not in shown)


def _holds(node: Node) -> bool:
    """Of what is drawn as a store: with neither a key nor a place it is a rule on data, such as a policy tag."""
    if node.kind.part == "store":
        return bool(node.key or node.place)
    return node.kind.part == "service" and holds_data(node.type)


def store_of(figure: Erasure) -> DataStore:
    kind = noun(figure.address.split(".", 1)[0])
    return _timed(DataStore(figure.document, figure.address, kind, "", ""), figure)


def _timed(store: DataStore, figure: Erasure | None) -> DataStore:
    if figure is None:
        return replace(store, why="not worked out for this type")
    kept, gone = _days(figure.kept), _days(figure.lag)
    return replace(store, kept=kept, gone=gone, why=figure.unknown)


def _days(value: float) -> float | None:
    return None if isinf(value) else round(value, 2)


def exits(held: Iterable[DataStore], resources: Sequence[Resource], names: Names) -> Iterator[ExitFact]:
    """How what each store holds is taken along; one that no way is known of has neither format nor command."""
    by_address = {one.address: one for one in resources}
    for store in held:
        resource = by_address.get(store.address)
        way = export_of(resource.type, resource.values) if resource else None
        if resource is None or way is None:
            yield ExitFact(store.address)
            continue
        said = resource.values.get(kind_of(resource.type).name)
        name = said if isinstance(said, str) else "NAME"
        filled = way.command.format(
            name=name,
            place=store.place or "PLACE",
            project=names.project_id,
            path=names.universe.in_path(names.project_id),
            registry=names.universe.registry,
            domain=names.universe.domain,
        )
        yield ExitFact(store.address, way.formats, filled, way.copy_of)
