"""Slims Google's discovery documents to what the wire checks: `python -m tools.discovery` writes them anew.

They come from google-api-python-client (Apache-2.0), which holds them all, 110 MB: what it says of names, types,
values and paths is kept, its prose is left out.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from landfast.core.files import write
from landfast.rehearsal.doors.wire.documents import FOLDER
from landfast.rehearsal.doors.wire.services import SERVICES

PACKAGE = "google-api-python-client"
SCHEMA_KEYS = ("$ref", "type", "format", "enum", "pattern", "minimum", "maximum", "readOnly", "default")
PARAMETER_KEYS = (*SCHEMA_KEYS, "location", "required", "repeated")
# Differences of the files are `API.VERSION.json`, as there.
Json = Mapping[str, Any]


def documents() -> dict[Path, bytes]:
    """Each file, with the content that it should have."""
    source = resources.files("googleapiclient") / "discovery_cache" / "documents"
    found = {}
    for name in sorted({service.document for service in SERVICES}):
        document = json.loads((source / f"{name}.json").read_text(encoding="utf-8"))
        text = json.dumps(slim(document), separators=(",", ":"), sort_keys=True)
        found[FOLDER / f"{name}.json.gz"] = gzip.compress(text.encode(), 9, mtime=0)
    return found


def slim(document: Json) -> dict[str, Any]:
    """One document: its methods by their ids, its schemas, and the parameters that every method takes."""
    return {
        "name": document["name"],
        "version": document["version"],
        "revision": document["revision"],
        "root": document["rootUrl"],
        "path": document["servicePath"],
        "parameters": {name: _parameter(each) for name, each in document.get("parameters", {}).items()},
        "methods": dict(_methods(document)),
        "schemas": {name: _schema(each) for name, each in document.get("schemas", {}).items()},
    }


def _methods(resource: Json, prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, method in resource.get("methods", {}).items():
        yield prefix + name, _method(method)
    for name, inner in resource.get("resources", {}).items():
        yield from _methods(inner, f"{prefix}{name}.")


def _method(method: Json) -> dict[str, Any]:
    kept = {
        "verb": method["httpMethod"],
        "path": method["path"],
        "parameters": {name: _parameter(each) for name, each in method.get("parameters", {}).items()},
        "request": method.get("request", {}).get("$ref"),
        "response": method.get("response", {}).get("$ref"),
        "upload": method.get("supportsMediaUpload"),
        "download": method.get("supportsMediaDownload"),
    }
    return {key: value for key, value in kept.items() if value}


def _parameter(parameter: Json) -> dict[str, Any]:
    return {key: parameter[key] for key in PARAMETER_KEYS if key in parameter}


def _schema(schema: Json) -> dict[str, Any]:
    kept: dict[str, Any] = {key: schema[key] for key in SCHEMA_KEYS if key in schema}
    for key in ("items", "additionalProperties"):
        if key in schema:
            kept[key] = _schema(schema[key])
    if "properties" in schema:
        kept["properties"] = {name: _schema(each) for name, each in schema["properties"].items()}
    return kept


def main() -> None:
    for path, content in documents().items():
        write(path, content)
    print(f"{len(documents())} documents of {PACKAGE} {metadata.version(PACKAGE)}")


if __name__ == "__main__":
    main()
