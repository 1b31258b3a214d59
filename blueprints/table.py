"""Where the table that a project learns from comes from; its declaration is the library's, rules and all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Self

from landfast_ml.contract.columns import Columns
from landfast_ml.contract.columns_document import checked_columns
from landfast_ml.contract.project import Source
from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from landfast.blueprints.base import Frozen, Line


def _declared(given: Any) -> Columns:
    return checked_columns(given.to_json() if isinstance(given, Columns) else given)


class DataSource(Frozen):
    """The table, and what its columns are. `origin` is the BigQuery table that it comes from (`PROJECT.DATASET.TABLE`).
    `horizon`: how many times ahead its series are forecast; 0 where nothing is. `frequency`: how often they have a
    value, as a person said it; empty where it is found.
    `not_personal`: columns of a person's own table that they said are about nobody. `special`: columns that look like
    special categories of personal data (GDPR Art. 9, 10).

    As JSON, the fields of the declaration stand beside those of the source.
    """

    kind: Source = "demo"
    description: Line
    origin: Line = ""
    horizon: Annotated[int, Field(ge=0, le=10_000)] = 0
    frequency: Line = ""
    not_personal: tuple[str, ...] = ()
    special: tuple[str, ...] = ()
    declared: Annotated[Columns, PlainValidator(_declared), PlainSerializer(Columns.to_json)]

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "declared" in given:
            return given
        own = {name: value for name, value in given.items() if name in cls.model_fields}
        return own | {"declared": {name: value for name, value in given.items() if name not in own}}

    @model_serializer(mode="wrap")
    def _together(self, inner: SerializerFunctionWrapHandler) -> dict[str, Any]:
        document: dict[str, Any] = inner(self)
        declared: dict[str, Any] = document.pop("declared")
        return document | declared

    def of_files(self, suffix: str) -> Self:
        """Another table with the same columns, that comes in files."""
        declared = replace(self.declared, table=f"{self.declared.table}_{suffix}")
        kind = "csv" if self.kind == "bigquery" else self.kind
        return self.model_copy(update={"declared": declared, "kind": kind, "origin": ""})


def demo_source(blueprint: str = "tabular") -> DataSource:
    """The table that the demo of a blueprint makes: its folder holds what is declared of it."""
    path = Path(__file__).parent / blueprint / "demo.json"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return DataSource.model_validate(document)
