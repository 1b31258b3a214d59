"""The provider's schema as the protobuf message that Terraform asks for, cached beside the derived schema."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from tf.gen import tfplugin_pb2 as pb

from landfast.core import cache
from landfast.provider import bindings, schema
from landfast.provider.facts import AttributeFacts, facts
from landfast.provider.schema import Schema

FORMAT = 1
NESTING = {"single": 1, "list": 2, "set": 3, "map": 4, "group": 5}
# Field 11 (`write_only`) of Schema.Attribute, newer than the generated messages: tag 0x58, value 1.
WRITE_ONLY = b"\x58\x01"
CHECKSUM_BYTES = 4

CAPABILITIES = pb.ServerCapabilities(plan_destroy=True, get_provider_schema_optional=True, move_resource_state=True)


def schema_response(types: frozenset[str] | None = None) -> bytes:
    """GetProviderSchema.Response, serialized: of every type, or of the given ones only."""
    return _whole() if types is None else _serialize(types)


@lru_cache(maxsize=1)
def _whole() -> bytes:
    name = f"schema-{bindings.version()}-{schema.FORMAT}.{FORMAT}.pb"
    return cache.entry(name, _build, _is_sound).read_bytes()[CHECKSUM_BYTES:]


def _build(path: Path) -> None:
    body = _serialize(None)
    path.write_bytes(_checksum(body) + body)


def _is_sound(path: Path) -> bool:
    content = path.read_bytes()
    return content[:CHECKSUM_BYTES] == _checksum(content[CHECKSUM_BYTES:])


def _checksum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(CHECKSUM_BYTES, "big")


def _serialize(types: frozenset[str] | None) -> bytes:
    response = pb.GetProviderSchema.Response(
        provider=_message(schema.provider_schema(), {}),
        resource_schemas={name: _message(spec, facts(name).attributes) for name, spec in _rows("resource", types)},
        data_source_schemas={name: _message(spec, {}) for name, spec in _rows("data_source", types)},
        server_capabilities=CAPABILITIES,
    )
    body: bytes = response.SerializeToString(deterministic=True)
    return body


def _rows(kind: schema.Kind, types: frozenset[str] | None) -> Iterable[tuple[str, Schema]]:
    for name, body in schema.rows(kind):
        if types is None or name in types:
            yield name, json.loads(body)


def _message(spec: Schema, known: dict[str, AttributeFacts] | object) -> pb.Schema:
    attribute_facts = known if isinstance(known, dict) else {}
    return pb.Schema(version=spec["version"], block=_block(spec["block"], attribute_facts, ""))


def _block(block: Schema, known: dict[str, AttributeFacts], prefix: str) -> pb.Schema.Block:
    return pb.Schema.Block(
        attributes=[
            _attribute(name, spec, known.get(prefix + name, {})) for name, spec in block.get("attributes", {}).items()
        ],
        block_types=[_nested(name, spec, known, prefix + name) for name, spec in block.get("block_types", {}).items()],
    )


def _attribute(name: str, spec: Schema, known: AttributeFacts) -> pb.Schema.Attribute:
    attribute = pb.Schema.Attribute(
        name=name,
        type=json.dumps(spec["type"]).encode(),
        required=spec.get("required", False),
        optional=spec.get("optional", False),
        computed=spec.get("computed", False),
        sensitive=bool(known.get("sensitive")),
    )
    if known.get("write_only"):
        attribute.MergeFromString(WRITE_ONLY)
    return attribute


def _nested(name: str, spec: Schema, known: dict[str, AttributeFacts], path: str) -> pb.Schema.NestedBlock:
    limited = spec["nesting_mode"] in ("list", "set")
    limits = known.get(path, {})
    return pb.Schema.NestedBlock(
        type_name=name,
        block=_block(spec["block"], known, path + "."),
        nesting=NESTING[spec["nesting_mode"]],
        min_items=max(spec.get("min_items", 0), limits.get("min_items", 0)) if limited else 0,
        max_items=(spec.get("max_items") or limits.get("max_items", 0)) if limited else 0,
    )
