"""Derives the provider's schema, in the shape of `terraform providers schema -json`, from the bindings' code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from landfast.provider.javascript import RESOURCE_TYPE, BindingsCode, Field, Hcl, fields, hcl_fields

Schema = dict[str, Any]
Type = str | list[Any]

KINDS = {
    "TerraformProvider": "provider",
    "TerraformResource": "resource",
    "TerraformDataSource": "data_source",
    "TerraformEphemeralResource": "ephemeral_resource",
}
# Longest names first: the first one found in a getter is its type.
GETTERS: tuple[tuple[str, Type], ...] = (
    ("getNumberListAttribute", ["list", "number"]),
    ("getNumberMapAttribute", ["map", "number"]),
    ("getBooleanMapAttribute", ["map", "bool"]),
    ("getStringMapAttribute", ["map", "string"]),
    ("getListAttribute", ["list", "string"]),
    ("getStringAttribute", "string"),
    ("getNumberAttribute", "number"),
    ("getBooleanAttribute", "bool"),
)
MAPS: dict[str, Type] = {
    "StringMap": ["map", "string"],
    "NumberMap": ["map", "number"],
    "BooleanMap": ["map", "bool"],
    "StringMapList": ["list", ["map", "string"]],
    "NumberMapList": ["list", ["map", "number"]],
    "BooleanMapList": ["list", ["map", "bool"]],
}
STORAGE: dict[str, Type] = {
    "string": "string",
    "number": "number",
    "boolean": "bool",
    "stringMap": ["map", "string"],
}
NESTING = {"struct": "single"}


class UnreadableBindingsError(ValueError):
    """The code is not of the form that this module reads: the bindings' generator has changed."""


def schemas(text: str) -> Iterator[tuple[str, str, Schema]]:
    """(kind, Terraform type, schema) of each top class in one folder's code; kind is a value of `KINDS`."""
    source = BindingsCode(text)
    reader = SchemaReader(source)
    for base, body in source.classes.values():
        if base not in KINDS:
            continue
        head, mark, tail = body.partition("synthesizeHclAttributes() {")
        name = RESOURCE_TYPE.search(body)
        block = reader.block(head, hcl_fields(mark + tail))
        yield KINDS[base], name[1] if name else "", {"version": 0, "block": block}


class SchemaReader:
    def __init__(self, source: BindingsCode) -> None:
        self.source = source
        self._structs: dict[str, Schema] = {}

    def block(self, body: str, hcl: dict[str, Hcl]) -> Schema:
        attributes, blocks = dict[str, Any](), dict[str, Any]()
        for field in fields(body):
            spec = hcl.get(field.name)
            nested = self._nested(field, spec)
            if nested is not None:
                blocks[field.name] = nested
            else:
                attributes[field.name] = {"type": self._type(field, spec), **_flags(field)}
        parts = {"attributes": attributes, "block_types": blocks}
        return {key: value for key, value in parts.items() if value}

    def _nested(self, field: Field, spec: Hcl | None) -> Schema | None:
        """The nested block of a field, None if it is an attribute."""
        if spec is None or not spec.is_block or (field.computed and not (field.optional or field.required)):
            return None
        if field.reference is None:
            return self._provider_block(spec)
        if field.reference[0] in MAPS or re.search(r"MapperHcl\([^()]*, false\)", spec.value):
            return None
        kind, struct = self._struct_of(field.reference[0])
        nesting = NESTING.get(spec.kind, spec.kind)
        block: Schema = {"nesting_mode": nesting, "block": self._struct(struct)}
        if kind == "ComplexObject" and nesting in ("list", "set"):
            block["max_items"] = 1
        if field.required:
            block["min_items"] = 1
        return block

    def _provider_block(self, spec: Hcl) -> Schema:
        """The provider's own blocks have no reference class, only the function that writes them."""
        function = re.search(r"(\w+)ToHclTerraform", spec.value)
        code = self.source.hcl_functions.get(function[1], "") if function else ""
        attributes = {
            name: {"type": _storage_type(inner), "optional": True} for name, inner in hcl_fields(code).items()
        }
        block: Schema = {"nesting_mode": spec.kind, "block": {"attributes": attributes}}
        return block if "listMapper" in spec.value else block | {"max_items": 1}

    def _type(self, field: Field, spec: Hcl | None) -> Type:
        if field.reference is not None:
            return self._reference_type(field.reference, spec)
        found = next((type_ for name, type_ in GETTERS if name in field.getter), None)
        if found is None and spec is not None:
            found = _storage_type(spec)
        if found is None:
            raise UnreadableBindingsError(f"field {field.name} has no type that can be read")
        is_set = "tolist(" in field.getter or (spec is not None and spec.kind == "set")
        return ["set", found[1]] if is_set and isinstance(found, list) else found

    def _reference_type(self, reference: tuple[str, bool], spec: Hcl | None) -> Type:
        name, wraps_set = reference
        if name in MAPS:
            return ["set", MAPS[name][1]] if wraps_set else MAPS[name]
        kind, struct = self._struct_of(name)
        element: Type = ["object", _object_fields(self._struct(struct))]
        if kind == "ComplexObject":
            return element
        if kind == "ComplexMap":
            return ["map", element]
        return ["set" if wraps_set or (spec is not None and spec.kind == "set") else "list", element]

    def _struct_of(self, name: str) -> tuple[str, str]:
        """(base class of a reference class, name of the struct behind it)."""
        kind = self.source.classes[name][0]
        suffix = {"ComplexObject": "OutputReference", "ComplexList": "List"}.get(kind, "Map")
        return kind, name.removesuffix(suffix)

    def _struct(self, struct: str) -> Schema:
        if struct not in self._structs:
            # A struct that holds itself ends here: Terraform's schemas are finite, the bindings' classes are not.
            self._structs[struct] = {}
            body = self.source.classes[struct + "OutputReference"][1]
            self._structs[struct] = self.block(body, self.source.struct_hcl(struct))
        return self._structs[struct]


def _flags(field: Field) -> dict[str, bool]:
    flags = {"computed": field.computed, "optional": field.optional, "required": field.required}
    return {name: True for name, value in flags.items() if value}


def _storage_type(spec: Hcl) -> Type:
    lists: dict[str, Type] = {"stringList": [spec.kind, "string"], "numberList": [spec.kind, "number"]}
    found = STORAGE.get(spec.storage) or lists.get(spec.storage)
    if found is None:
        raise UnreadableBindingsError(f"storage class {spec.storage} is not known")
    return found


def _object_fields(block: Schema) -> dict[str, Type]:
    inner = {name: spec["type"] for name, spec in block.get("attributes", {}).items()}
    for name, nested in block.get("block_types", {}).items():
        inner[name] = [nested["nesting_mode"], ["object", _object_fields(nested["block"])]]
    return inner
