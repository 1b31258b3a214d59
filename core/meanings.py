"""The text under each field of a model: what its JSON schema and a refusal say of it.

Read from the source where somebody asks: pydantic itself (`use_attribute_docstrings`) parses the source of every model
at every start, which takes as long as all else of building them.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from landfast.core.document import schema_head


@cache
def meanings(section: type[BaseModel]) -> Mapping[str, str]:
    """Of each field that has a text, also those that it has from what it is based on.

    A class whose source is not there, such as one made at run time, has what it says itself: `Field(description=...)`.
    """
    found: dict[str, str] = {}
    for base in reversed(section.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            found |= dict(_texts(base))
    given = {name: field.description for name, field in section.model_fields.items() if field.description}
    return {name: text for name, text in (found | given).items() if name in section.model_fields}


def _texts(section: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """A text stands as a statement of its own after the field."""
    try:
        source = inspect.getsource(section)
    except (OSError, TypeError):
        return
    body = next(node for node in ast.walk(ast.parse(dedent(source))) if isinstance(node, ast.ClassDef)).body
    for field, after in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match after:
                case ast.Expr(ast.Constant(str() as text)):
                    yield field.target.id, inspect.cleandoc(text)


class DescribedSchema(GenerateJsonSchema):
    """A JSON schema with the text of each field as its description."""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        found = super().model_schema(schema)
        properties: dict[str, Any] = found.get("properties", {})
        of: type[BaseModel] = schema["cls"]
        for name, text in meanings(of).items():
            properties[of.model_fields[name].alias or name].setdefault("description", text)
        return found


def published_schema(of: type[BaseModel], name: str) -> dict[str, Any]:
    """JSON schema (2020-12) of a model, as it is published under a name."""
    return {**schema_head(name), **of.model_json_schema(schema_generator=DescribedSchema)}
