"""Patterns of the generated JavaScript: classes, the functions that write HCL, and the flags in comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

CLASS = re.compile(r"^class (\w+) extends cdktn\.(\w+) \{\n(.*?)^\}", re.S | re.M)
HCL_FUNCTION = re.compile(r"^function (\w+)ToHclTerraform\(struct\) \{\n(.*?)^\}", re.S | re.M)
FLAGS = re.compile(
    r"^\s*// ([a-z0-9_]+) - computed: (true|false), optional: (true|false), required: (true|false)\s*$", re.M
)
NEW_REFERENCE = re.compile(r'_\w+ = new (?:\w+\.)?(\w+)\(this, "[a-z0-9_]+"(?:, (true|false))?\)')
HCL_FIELD = re.compile(
    r'^ {8,12}"?([a-z0-9_]+)"?: \{\s*value: (.*?),\s*isBlock: (true|false),\s*type: "(\w+)",'
    r'\s*storageClassType: "(\w+)",?\s*\}',
    re.S | re.M,
)
RETURN = re.compile(r"return ([^\n;]*)")
RESOURCE_TYPE = re.compile(r'static tfResourceType = "([a-z0-9_]+)"')


@dataclass(frozen=True, slots=True)
class Hcl:
    """How one field is written as HCL: expression of its value, block or attribute, `list`/`set`/..., storage class."""

    value: str
    is_block: bool
    kind: str
    storage: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a class: name, flags and the code of its accessors."""

    name: str
    computed: bool
    optional: bool
    required: bool
    code: str

    @property
    def reference(self) -> tuple[str, bool] | None:
        """(class of the nested reference, wraps a set) if the field is an object or a map."""
        found = NEW_REFERENCE.search(self.code.split("\n    get ", 1)[0])
        return (found[1], found[2] == "true") if found else None

    @property
    def getter(self) -> str:
        found = RETURN.search(self.code)
        return found[1] if found else ""


@dataclass(frozen=True)
class BindingsCode:
    """The code of one resource or data source folder."""

    text: str

    @cached_property
    def classes(self) -> dict[str, tuple[str, str]]:
        """Class name -> (base class, body)."""
        return {found[1]: (found[2], found[3]) for found in CLASS.finditer(self.text)}

    @cached_property
    def hcl_functions(self) -> dict[str, str]:
        return {found[1]: found[2] for found in HCL_FUNCTION.finditer(self.text)}

    def struct_hcl(self, struct: str) -> dict[str, Hcl]:
        return hcl_fields(self.hcl_functions.get(struct[0].lower() + struct[1:], ""))


def hcl_fields(code: str) -> dict[str, Hcl]:
    return {m[1]: Hcl(m[2], m[3] == "true", m[4], m[5]) for m in HCL_FIELD.finditer(code)}


def fields(body: str) -> list[Field]:
    """Fields of a class in the order of its code."""
    found = list(FLAGS.finditer(body))
    ends = [match.start() for match in found[1:]] + [len(body)] if found else []
    return [
        Field(m[1], m[2] == "true", m[3] == "true", m[4] == "true", body[m.end() : end])
        for m, end in zip(found, ends, strict=True)
    ]
