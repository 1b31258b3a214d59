"""How a state says that there is nothing: Terraform's SDK v2 writes zeros where Read found none.

Read in terraform-plugin-sdk v2.40.1 (helper/schema/{field_writer_map,field_reader,resource_data,grpc_provider}.go): a
plain value that Read sets to nothing is "", 0 or false; in a block all are that Read has not set; what Read never sets
stays as it was planned. A collection that was planned as null or as empty is that, a set that was planned whole too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast.provider.reads import Reads, reads
from landfast.provider.tree import Block, Nested, ResourceType, SchemaAttribute
from landfast.provider.values import Object, Type, canonical_set
from landfast.rehearsal.doors.terraform.values import UNKNOWN, has_unknown

ZEROS: Mapping[str, Any] = {"string": "", "number": 0, "bool": False}
NOTHING: tuple[Any, ...] = (None, "", 0, [], {})
# Terraform's own: SDK v2 takes them from the plan.
OWN = ("id", "timeouts")


def read_back(
    type_: ResourceType, found: Object, known: Object, *, applied: bool, told: Object | None = None
) -> Object:
    """What stands, as SDK v2 writes it into a state.

    `known`: what was planned, if it was `applied`; else the state before. UNKNOWN in it is what only the cloud says.
    `told`: what the API says where the reader can't tell it: a secret that is another one.
    """
    facts = reads(type_.name)
    return found if facts is None else _Writer(facts, applied, told or found).state(type_.block, found, known)


def read_data_back(type_: ResourceType, found: Object, config: Object) -> Object:
    """What a data source read, as SDK v2 writes it."""
    facts = reads(f"data.{type_.name}")
    if facts is None:
        return found
    held = {name: config.get(name) for name in facts.unread.difference(OWN)}
    return {name: held.get(name) if name in held else _filled(type_.block, name, one) for name, one in found.items()}


def as_stored(type_: ResourceType, values: Object, stored: Object) -> Object:
    """The values of a call. What is nothing on both sides is as it is stored: a zero of a state is no change. What only
    the cloud says, and a state does not tell, is as it is stored, too.
    """
    computed = {name for name, one in type_.block.attributes.items() if one.computed}
    untold = {name: stored.get(name) for name, value in values.items() if value is None and name in computed}
    return resembling(type_, {**values, **untold}, stored)


def resembling(type_: ResourceType, values: Object, other: Object) -> Object:
    """The values, with nothing said as the other says it."""
    found: Object = _resembling_block(type_.block, values, other)
    return found


def is_nothing(value: Any) -> bool:
    return value is not UNKNOWN and value in NOTHING


class _Writer:
    def __init__(self, facts: Reads, applied: bool, told: Object) -> None:
        self._facts = facts
        self._applied = applied
        self._told = told

    def state(self, block: Block, found: Object, known: Object) -> Object:
        return {name: self._top(block, name, value, known.get(name)) for name, value in found.items()}

    def _top(self, block: Block, name: str, value: Any, known: Any) -> Any:
        attribute = block.attributes.get(name)
        if name in OWN or (attribute is not None and attribute.write_only):
            return value
        if name in self._facts.unread or (name in self._facts.sometimes and is_nothing(self._told.get(name))):
            held = _known(known)
            return self._facts.unset.get(name) if held is None else held
        return self._normal(attribute or block.blocks[name], _filled(block, name, value), known)

    def _normal(self, item: SchemaAttribute | Nested, value: Any, known: Any) -> Any:
        """As the SDK's normalizeNullValues does: where the plan knew of nothing, it is the same nothing."""
        if known is UNKNOWN:
            return value
        if isinstance(value, list | dict) and not value:
            return known if is_nothing(known) else value
        if not isinstance(value, list) or not isinstance(known, list) or not known:
            return value
        if _is_set(item):
            return self._set(item, value, known)
        if isinstance(item, Nested) and len(value) == len(known):
            return [self._block(item.block, one, other) for one, other in zip(value, known, strict=True)]
        return value

    def _set(self, item: SchemaAttribute | Nested, value: list[Any], known: list[Any]) -> list[Any]:
        if self._applied:
            return value if has_unknown(known) else known
        found: list[Any] = _resembling(item, value, known)
        return found

    def _block(self, block: Block, value: Object, known: Any) -> Object:
        if not isinstance(known, dict):
            return value
        return {
            name: self._normal(block.attributes.get(name) or block.blocks[name], one, known.get(name))
            for name, one in value.items()
        }


def _known(value: Any) -> Any:
    """What was planned, with nothing where the plan waited for the cloud and nobody reads what it says."""
    if isinstance(value, dict):
        return {name: _known(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_known(inner) for inner in value]
    return None if value is UNKNOWN else value


def _filled(block: Block, name: str, value: Any) -> Any:
    """Zeros in the place of nulls. A map of the first level that is not there is none."""
    if name in block.blocks:
        return _filled_blocks(block.blocks[name], value)
    return _filled_value(block.attributes[name].type, value)


def _filled_blocks(nested: Nested, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    items = [_filled_block(nested.block, item) for item in value]
    return canonical_set(items) if nested.nesting == "set" else items


def _filled_block(block: Block, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    found = {name: _filled(block, name, one) for name, one in value.items()}
    return {name: {} if one is None and _is_map(block, name) else one for name, one in found.items()}


def _filled_value(type_: Type, value: Any) -> Any:
    if isinstance(type_, str):
        return ZEROS.get(type_) if value is None else value
    kind, inner = type_
    if kind in ("list", "set") and isinstance(inner, list):
        items = [_filled_value(inner, item) for item in value or []]
        return canonical_set(items) if kind == "set" else items
    if kind == "object" and isinstance(value, dict):
        return {name: _filled_value(inner[name], one) for name, one in value.items()}
    return [] if value is None and kind in ("list", "set") else value


def _is_map(block: Block, name: str) -> bool:
    attribute = block.attributes.get(name)
    return attribute is not None and attribute.type[0] == "map"


def _is_set(item: SchemaAttribute | Nested) -> bool:
    return item.nesting == "set" if isinstance(item, Nested) else item.type[0] == "set"


def _resembling_block(block: Block, value: Any, other: Any) -> Any:
    if not isinstance(value, dict) or not isinstance(other, dict):
        return value
    return {
        name: _resembling(block.attributes.get(name) or block.blocks.get(name), one, other.get(name))
        for name, one in value.items()
    }


def _resembling(item: SchemaAttribute | Nested | None, value: Any, other: Any) -> Any:
    """The value, with nothing said as the other says it."""
    if item is None or value is UNKNOWN:
        return value
    if is_nothing(value) and is_nothing(other):
        return other
    if not isinstance(value, list) or not isinstance(other, list):
        return value
    if _is_set(item):
        return canonical_set([_nearest(item, one, other) for one in value])
    return [
        _resembling_element(item, one, other[index]) if index < len(other) else one for index, one in enumerate(value)
    ]


def _resembling_element(item: SchemaAttribute | Nested, value: Any, other: Any) -> Any:
    if isinstance(item, Nested):
        return _resembling_block(item.block, value, other)
    if not isinstance(value, dict) or not isinstance(other, dict):
        return value
    return {
        name: other.get(name) if is_nothing(one) and is_nothing(other.get(name)) else one for name, one in value.items()
    }


def _nearest(item: SchemaAttribute | Nested, value: Any, others: list[Any]) -> Any:
    """The element that differs in nothing else than in how it says nothing; else the value itself."""
    return next((other for other in others if _resembling_element(item, value, other) == other), value)
