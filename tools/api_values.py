"""Reads values that Google's APIs take from their discovery documents: writes landfast/gcp/data/api_values.json.

`python -m tools.api_values FOLDER`, where the folder is `discovery_cache/documents` of google-api-python-client.
Only what the provider does not check itself is kept: the rest it refuses before the API is asked.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from landfast.core.files import write
from landfast.provider.facts import TypeFacts, facts, known_types
from tools import ROOT

TARGET = ROOT / "landfast/gcp/data/api_values.json"
Json = Mapping[str, Any]
# What HashiCorp's acceptance tests make (network_security_mirroring_endpoint), and the documents of v1 don't list.
MORE = {("google_network_security_mirroring_endpoint_group", "type"): ("BROKER",)}
# Patterns of names; those of other fields are about parts of them.
NAMES = ("name", "short_name")


class Documents:
    """The discovery documents of a folder, by API and version."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = sorted(file.name for file in folder.glob("*.json"))

    def of(self, known: TypeFacts) -> Json | None:
        api = known.api.removesuffix(".googleapis.com")
        stable = [f"{api}.v{number}.json" for number in (3, 2, 1)]
        preferred = [*stable, *(name for name in self._names if name.startswith(f"{api}."))]
        found = next((name for name in preferred if name in self._names), None)
        return self._read(found) if api and found else None

    @cache  # noqa: B019  # one object, for the life of the program
    def _read(self, name: str) -> Json:
        content: Json = json.loads((self._folder / name).read_text(encoding="utf-8"))
        return content


def values_of(documents: Documents) -> Iterator[tuple[str, dict[str, Json]]]:
    """(type, path -> its values or its form), sorted by type."""
    for name in known_types():
        known = facts(name)
        document = documents.of(known)
        schema = document and _schema(document, known.api_kind)
        if known.iam_kind or not document or not schema:
            continue
        found = {path: value for path in known.attributes if (value := _value(document, schema, known, path))}
        if found:
            yield name, found


def _value(document: Json, schema: Json, known: TypeFacts, path: str) -> Json | None:
    own = known.attributes[path]
    of_elements = own.get("elem", {})
    if own.get("mode") == "C" or own.get("block"):
        return None
    found = _property(document, schema, path)
    if found.get("enum") and not own.get("enum") and not of_elements.get("enum"):
        return {"enum": sorted({*found["enum"], *own.get("doc_values", ()), *MORE.get((known.type, path), ())})}
    if found.get("pattern") and not own.get("regex") and path in NAMES:
        return {"regex": found["pattern"]}
    return None


def _schema(document: Json, kind: str) -> Json | None:
    schemas = document["schemas"]
    if not kind:
        return None
    ends = sorted((name for name in schemas if name.lower().endswith(kind.lower())), key=len)
    found: Json | None = schemas[ends[0]] if ends else None
    return found


def _property(document: Json, schema: Json, path: str) -> Json:
    """The property at a path of the provider; empty where the provider has bent the API's form."""
    current = schema
    for part in path.split("."):
        properties = _resolved(document, current).get("properties", {})
        names = {name.lower(): name for name in properties}
        wanted = part.replace("_", "")
        plural = wanted.removesuffix("y") + "ies" if wanted.endswith("y") else f"{wanted}s"
        name = names.get(wanted) or names.get(plural)
        if name is None:
            return {}
        current = properties[name]
    return _resolved(document, current)


def _resolved(document: Json, schema: Json) -> Json:
    """What a reference or a list is of."""
    while "$ref" in schema or schema.get("type") == "array":
        schema = document["schemas"].get(schema["$ref"], {}) if "$ref" in schema else schema["items"]
    return schema


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    package = next(folder.parents[2].glob("google_api_python_client-*.dist-info")).name
    source = f"Google's discovery documents in {package.removesuffix('.dist-info').replace('-', ' ')}"
    lines = [f"{json.dumps(name)}: {json.dumps(found)}" for name, found in values_of(Documents(folder))]
    text = f'{{"source": {json.dumps(source)},\n"types": {{\n' + ",\n".join(lines) + "\n}}\n"
    write(TARGET, text.encode())
    print(f"{TARGET.relative_to(ROOT)}: {len(lines)} types, {len(text)} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
