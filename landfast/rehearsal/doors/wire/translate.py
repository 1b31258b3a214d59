"""Between the cloud's fields and the API's content: names in snake and camel case, blocks of one and objects.

Both sides are known, the fields by the provider's schema, the content by the discovery document: only what the two call
differently has to be said (`definition.Differences`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from landfast.provider.tree import Block
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.documents import NO_SCHEMA, ApiDocument, Schema, document
from landfast.rehearsal.cloud.payload import snake
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service


@dataclass(frozen=True, slots=True)
class Pair:
    """One field and its property. `inside`: those of its blocks; None for a plain value.

    `form`: `value`, `text` (JSON in a text), `one` (a block of one, an object), `many` or `keyed`.
    """

    field: str
    path: tuple[str, ...]
    schema: Schema
    form: str
    inside: tuple[Pair, ...] = ()
    key: str = ""


class Translation:
    """Of one kind in one API."""

    def __init__(self, pairs: Iterable[Pair], names: Differences) -> None:
        self._names = names
        self.pairs = tuple(pairs)
        self.fields = frozenset(pair.field for pair in self.pairs)
        self.properties = frozenset(pair.path[0] for pair in self.pairs)

    @classmethod
    def of_schema(cls, known: ApiDocument, schema: str, block: Block, names: Differences) -> Translation:
        """Of a kind whose document is known: each field with the property that the schema has."""
        return cls(_pairs(known, known.schema(schema), _fields(block), names, ""), names)

    @classmethod
    def of_names(cls, block: Block, names: Differences) -> Translation:
        """Of a kind whose document is not: each field with the property of the same name in camel case."""
        return cls(_pairs_by_name(_fields(block), names, ""), names)

    def to_api(self, fields: Object) -> Object:
        """The content that says what the fields say."""
        content: Object = {}
        _write(self.pairs, fields, content)
        if self._names.to_api is not None:
            self._names.to_api(fields, content)
        return content

    def to_fields(self, content: Object) -> Object:
        """The fields that say what the content says; those that it does not say are absent."""
        fields = _read(self.pairs, content)
        if self._names.to_fields is not None:
            self._names.to_fields(fields, content)
        return fields

    def rest(self, content: Object) -> Object:
        """What the content says, and no field can."""
        said = self.to_api(self.to_fields(content))
        return {name: value for name, value in content.items() if name not in said and value not in (None, "", [], {})}


@lru_cache(maxsize=512)
def translation(service: Service, collection: Collection) -> Translation:
    """The same one for every request."""
    schema = schema_of(service, collection)
    return Translation.of_schema(document(service.document), schema, kind(collection.kind).block, collection.differs)


def schema_of(service: Service, collection: Collection) -> str:
    """The schema of one: what `get` answers with."""
    if collection.schema:
        return collection.schema
    method = document(service.document).methods.get(f"{collection.path}.get")
    return method.response if method else ""


def _fields(block: Block) -> dict[str, Any]:
    """Name -> fields of its blocks, or of objects in a computed attribute; None for plain values."""
    found: dict[str, Any] = {name: _in_type(attribute.type) for name, attribute in block.attributes.items()}
    return found | {name: _fields(nested.block) for name, nested in block.blocks.items()}


def _in_type(type_: Any) -> dict[str, Any] | None:
    if isinstance(type_, list) and type_[0] in ("list", "set"):
        return _in_type(type_[1])
    if isinstance(type_, list) and type_[0] == "object":
        return {name: _in_type(inner) for name, inner in type_[1].items()}
    return None


def _pairs(
    known: ApiDocument, schema: Schema, fields: Mapping[str, Any], names: Differences, prefix: str
) -> Iterator[Pair]:
    properties = {snake(name): name for name in schema.get("properties", {})}
    for name, inside in fields.items():
        at = prefix + name
        text = names.paths.get(at, properties.get(name, ""))
        found = _at(known, schema, text)
        if found is None:
            continue
        if at in names.keyed:
            inner = known.resolved(found.get("additionalProperties", NO_SCHEMA))
            own = tuple(_pairs(known, inner, inside or {}, names, f"{at}."))
            yield Pair(name, tuple(text.split(".")), found, "keyed", own, names.keyed[at])
            continue
        yield _pair(known, name, text, found, inside, names, at)


def _pairs_by_name(fields: Mapping[str, Any], names: Differences, prefix: str) -> Iterator[Pair]:
    for name, inside in fields.items():
        at = prefix + name
        text = names.paths.get(at, camel(name))
        if not text:
            continue
        inner = tuple(_pairs_by_name(inside or {}, names, f"{at}."))
        yield Pair(name, tuple(text.split(".")), NO_SCHEMA, "value" if inside is None else "many", inner)


def camel(name: str) -> str:
    """`kms_key_name` as `kmsKeyName`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _pair(known: ApiDocument, name: str, text: str, found: Schema, inside: Any, names: Differences, at: str) -> Pair:
    path = tuple(text.split("."))
    if inside is None:
        return Pair(name, path, found, "text" if at in names.texts else "value")
    if found.get("type") == "array":
        inner, form = known.resolved(found["items"]), "many"
    else:
        inner, form = found, "one"
    return Pair(name, path, found, form, tuple(_pairs(known, inner, inside, names, f"{at}.")))


def _at(known: ApiDocument, schema: Schema, path: str) -> Schema | None:
    """The schema of a property, by its path through objects."""
    if not path:
        return None
    for name in path.split("."):
        inner = known.resolved(schema).get("properties", {}).get(name)
        if inner is None:
            return None
        schema = inner
    return known.resolved(schema)


def _write(pairs: tuple[Pair, ...], fields: Object, content: Object) -> None:
    for pair in pairs:
        value = fields.get(pair.field)
        if value in (None, "", []) or (value == {} and pair.form == "value"):
            continue
        found = _out(pair, value)
        if found is None:
            continue
        target = content
        for name in pair.path[:-1]:
            target = target.setdefault(name, {})
        target[pair.path[-1]] = found


def _out(pair: Pair, value: Any) -> Any:
    if pair.form == "value" and isinstance(value, bool) and _is_message(pair.schema):
        return {} if value else None
    if pair.form == "value":
        return _value_out(pair.schema, value)
    if pair.form == "text":
        return json.loads(value)
    blocks = value if isinstance(value, list) else [value]
    written = []
    for block in blocks:
        inner: Object = {}
        _write(pair.inside, block or {}, inner)
        written.append(inner)
    if pair.form == "one":
        return written[0]
    if pair.form == "keyed":
        return {str(block.get(pair.key)): inner for block, inner in zip(blocks, written, strict=True)}
    return written


def _is_message(schema: Schema) -> bool:
    """Whether a property is an object with properties of its own, or none: a plain field can say that it is there."""
    return schema.get("type") == "object" and "additionalProperties" not in schema


def _value_out(schema: Schema, value: Any) -> Any:
    kind_ = schema.get("type")
    if isinstance(value, list):
        if kind_ == "array":
            return [_value_out(schema["items"], each) for each in value]
        return _value_out(schema, value[0])
    if isinstance(value, dict):
        return value
    if kind_ == "array":
        return [value]
    if kind_ == "integer":
        return int(value)
    if kind_ == "number":
        return float(value)
    if kind_ == "boolean":
        return value is True or str(value).lower() == "true"
    return str(value) if not isinstance(value, bool) else str(value).lower()


def _read(pairs: tuple[Pair, ...], content: Object) -> Object:
    fields: Object = {}
    for pair in pairs:
        value: Any = content
        for name in pair.path:
            value = _property(value, name)
        if value is not None:
            fields[pair.field] = _in(pair, value)
    return fields


def _property(content: Any, name: str) -> Any:
    if not isinstance(content, dict):
        return None
    found = content.get(name)
    # Google takes either case.
    return content.get(snake(name)) if found is None else found


def _in(pair: Pair, value: Any) -> Any:
    if pair.form == "value" and isinstance(value, dict) and _is_message(pair.schema):
        return True
    if pair.form == "value":
        # Nulls in lists are dropped, as Google drops them.
        return [each for each in value if each is not None] if isinstance(value, list) else value
    if pair.form == "text":
        return json.dumps(value, separators=(",", ":"))
    if pair.form == "keyed":
        return [{**_read(pair.inside, inner), pair.key: key} for key, inner in value.items()]
    blocks = value if isinstance(value, list) else [value]
    return [_read(pair.inside, block) for block in blocks if block is not None]
