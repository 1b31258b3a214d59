"""Between the API's JSON and the cloud's fields, which have the same names in snake case."""

from __future__ import annotations

import json
import re
from typing import Any

from landfast.provider.facts import VARIABLE
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import Kind
from landfast.rehearsal.cloud.store import StoredResource

CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
# Maps whose keys are a person's own.
OWN_KEYS = ("labels", "trafficSplit")
# What the provider keeps as a text, and the API has as an object.
TEXTS = ("traffic_split",)


def fields_of(kind: Kind, path: str, body: Object) -> Object:
    """The fields of a new resource at a path: what the path says of it, and the body."""
    return {**_snake(body), **_in_path(kind.name_format, path)}


def answer_of(api: str, item: StoredResource) -> Object:
    """A resource as an API of that name answers with it."""
    found: Object = _camel({name: value for name, value in item.fields.items() if value is not None})
    for name in TEXTS:
        text = found.pop(_camel_name(name), None)
        if text:
            found[_camel_name(name)] = json.loads(text)
    # Compute Engine has the last of the path for a name.
    short = item.name.rsplit("/", 1)[-1]
    if api == "dataflow":
        return {**found, "id": short}
    return {**found, "name": short if api == "compute" else item.name}


def _in_path(name_format: str, path: str) -> Object:
    pattern = VARIABLE.sub(lambda match: f"(?P<{match[1]}>[^/]+)", name_format)
    found = re.fullmatch(pattern, path)
    return dict(found.groupdict()) if found else {}


def _snake(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            CAPITAL.sub("_", name).lower(): inner if name in OWN_KEYS else _snake(inner)
            for name, inner in value.items()
        }
    return [_snake(inner) for inner in value] if isinstance(value, list) else value


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {_camel_name(name): inner if name in OWN_KEYS else _camel(inner) for name, inner in value.items()}
    return [_camel(inner) for inner in value] if isinstance(value, list) else value


def _camel_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
