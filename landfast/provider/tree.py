"""A resource type as the provider sees it: the schema joined with the facts, path by path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from landfast.provider.facts import AttributeFacts, TypeFacts, facts
from landfast.provider.schema import Schema, data_source_schema, provider_schema, resource_schema
from landfast.provider.values import Object, Type, canonical_set, conform, is_placeholder

NO_FACTS: AttributeFacts = {}


@dataclass(frozen=True, slots=True)
class SchemaAttribute:
    """One attribute; `path` has no indexes (`versioning.enabled`)."""

    name: str
    path: str
    type: Type
    required: bool
    optional: bool
    computed: bool
    facts: AttributeFacts

    @property
    def configurable(self) -> bool:
        return self.required or self.optional

    @property
    def force_new(self) -> bool:
        return bool(self.facts.get("force_new"))

    @property
    def sensitive(self) -> bool:
        return bool(self.facts.get("sensitive"))

    @property
    def write_only(self) -> bool:
        return bool(self.facts.get("write_only"))


@dataclass(frozen=True, slots=True)
class Nested:
    """One nested block type. `computed`: the cloud fills it when the configuration has none."""

    name: str
    path: str
    nesting: str
    block: Block
    min_items: int
    max_items: int
    computed: bool
    facts: AttributeFacts

    @property
    def force_new(self) -> bool:
        return bool(self.facts.get("force_new"))


@dataclass(frozen=True, slots=True)
class Block:
    attributes: Mapping[str, SchemaAttribute]
    blocks: Mapping[str, Nested]

    def conform(self, value: Any) -> Any:
        """The value with every attribute present and every collection in its one form."""
        if value is None or is_placeholder(value):
            return value
        whole: Object = {name: conform(attribute.type, value.get(name)) for name, attribute in self.attributes.items()}
        for name, nested in self.blocks.items():
            whole[name] = _conform_nested(nested, value.get(name))
        return whole

    def walk(self) -> Iterator[SchemaAttribute | Nested]:
        yield from self.attributes.values()
        for nested in self.blocks.values():
            yield nested
            yield from nested.block.walk()


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A resource type or data source with all that is known of it."""

    name: str
    block: Block
    facts: TypeFacts

    def has(self, attribute: str) -> bool:
        return attribute in self.block.attributes


def _conform_nested(nested: Nested, value: Any) -> Any:
    if value is not None and is_placeholder(value):
        return value
    if nested.nesting in ("single", "group"):
        return nested.block.conform(value)
    if nested.nesting == "map":
        return {key: nested.block.conform(element) for key, element in (value or {}).items()}
    elements = [nested.block.conform(element) for element in value or []]
    return canonical_set(elements) if nested.nesting == "set" else elements


@lru_cache(maxsize=512)
def resource_type(name: str) -> ResourceType:
    """Raises UnknownTypeError."""
    known = facts(name)
    return ResourceType(name, _block(resource_schema(name)["block"], "", known.attributes.get), known)


@lru_cache(maxsize=512)
def data_source(name: str) -> ResourceType:
    """Raises UnknownTypeError. Facts of the resource of the same name tell what its attributes are."""
    known = facts(name)
    return ResourceType(name, _block(data_source_schema(name)["block"], "", lambda _path: None), known)


@lru_cache(maxsize=1)
def provider_block() -> Block:
    return _block(provider_schema()["block"], "", lambda _path: None)


def _block(schema: Schema, prefix: str, facts_of: Callable[[str], AttributeFacts | None]) -> Block:
    attributes = {
        name: _attribute(name, prefix + name, spec, facts_of(prefix + name) or NO_FACTS)
        for name, spec in schema.get("attributes", {}).items()
    }
    blocks = {
        name: _nested(name, prefix + name, spec, facts_of) for name, spec in schema.get("block_types", {}).items()
    }
    return Block(attributes, blocks)


def _attribute(name: str, path: str, spec: Schema, known: AttributeFacts) -> SchemaAttribute:
    required, optional, computed = (bool(spec.get(flag)) for flag in ("required", "optional", "computed"))
    return SchemaAttribute(name, path, spec["type"], required, optional, computed, known)


def _nested(name: str, path: str, spec: Schema, facts_of: Callable[[str], AttributeFacts | None]) -> Nested:
    known = facts_of(path) or NO_FACTS
    return Nested(
        name=name,
        path=path,
        nesting=spec["nesting_mode"],
        block=_block(spec["block"], path + ".", facts_of),
        min_items=max(spec.get("min_items", 0), known.get("min_items", 0)),
        max_items=known.get("max_items") or spec.get("max_items", 0),
        computed=known.get("mode") == "OC",
        facts=known,
    )
