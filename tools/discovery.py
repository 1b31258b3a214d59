"""Slims Google's discovery documents to what the wire checks: `python -m tools.discovery` writes them anew.

They come from google-api-python-client (Apache-2.0), which holds them all, 110 MB: what it says of names, types,
values and paths is kept, its prose is left out.
"""

from __future__ import annotations

import argparse
import enum
import gzip
import importlib
import json
from collections.abc import Iterator, Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from landfast.core.files import write
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.documents import FOLDER, document
from landfast.rehearsal.doors.wire.policies import GIVEN
from landfast.rehearsal.doors.wire.services import SERVICES
from landfast.rehearsal.doors.wire.translate import schema_of, translation

PACKAGE = "google-api-python-client"
SCHEMA_KEYS = ("$ref", "type", "format", "enum", "pattern", "minimum", "maximum", "readOnly", "default")
PARAMETER_KEYS = (*SCHEMA_KEYS, "location", "required", "repeated")
# Differences of the files are `API.VERSION.json`, as there.
Json = Mapping[str, Any]
# Names of an enumeration's values -> the number of each.
Numbers = Mapping[frozenset[str], Mapping[str, int]]
# Google's clients that send numbers, by the package of the API's messages.
CLIENTS = {
    "google.cloud.kms.v1": "google.cloud.kms_v1.types",
    "google.cloud.resourcemanager.v3": "google.cloud.resourcemanager_v3.types",
    "google.cloud.secretmanager.v1": "google.cloud.secretmanager_v1.types",
}


def documents() -> dict[Path, bytes]:
    """Each file, with the content that it should have."""
    source = resources.files("googleapiclient") / "discovery_cache" / "documents"
    found = {}
    packages = {service.document: service.package for service in SERVICES}
    for name in sorted(packages):
        if (FOLDER / f"{name}.json").is_file():
            # Google publishes none: it was written by hand.
            continue
        whole = json.loads((source / f"{name}.json").read_text(encoding="utf-8"))
        text = json.dumps(slim(whole, numbers_of(packages[name])), separators=(",", ":"), sort_keys=True)
        found[FOLDER / f"{name}.json.gz"] = gzip.compress(text.encode(), 9, mtime=0)
    return found


def slim(document: Json, numbers: Numbers) -> dict[str, Any]:
    """One document: its methods by their ids, its schemas, and the parameters that every method takes."""
    schemas = {name: _schema(each) for name, each in document.get("schemas", {}).items()}
    _number(schemas, numbers)
    return {
        "name": document["name"],
        "version": document["version"],
        "revision": document["revision"],
        "root": document["rootUrl"],
        "path": document["servicePath"],
        "parameters": {name: _parameter(each) for name, each in document.get("parameters", {}).items()},
        "methods": dict(_methods(document)),
        "schemas": schemas,
    }


def numbers_of(package: str) -> Numbers:
    """The numbers of the enumerations of a client's package: Google's clients send those; the documents lack them."""
    module = CLIENTS.get(package)
    if module is None:
        return {}
    types = importlib.import_module(module)
    found: dict[frozenset[str], dict[str, int]] = {}
    for each in _enums(types):
        found[frozenset(each.__members__)] = {name: int(value) for name, value in each.__members__.items()}
    return found


def _enums(types: object) -> Iterator[type[enum.IntEnum]]:
    """Those of a module, and of the messages in it."""
    for value in vars(types).values():
        if isinstance(value, type) and issubclass(value, enum.IntEnum):
            yield value
        elif isinstance(value, type) and value.__module__.startswith("google."):
            yield from (
                inner for inner in vars(value).values() if isinstance(inner, type) and issubclass(inner, enum.IntEnum)
            )


def _first(entry: tuple[int, Mapping[str, int]]) -> int:
    return entry[0]


def _number(value: Any, numbers: Numbers) -> None:
    """Notes the numbers of each enumeration, in the order of its names."""
    if isinstance(value, list):
        for each in value:
            _number(each, numbers)
    if not isinstance(value, dict):
        return
    names = value.get("enum")
    if isinstance(names, list):
        # The client may be older than the document, or newer: the one with most names; those that it lacks get none.
        shared, known = max(
            ((len(each & set(names)), own) for each, own in numbers.items()), key=_first, default=(0, {})
        )
        if shared > len(names) / 2:
            value["numbers"] = [known.get(name, -1) for name in names]
    for each in value.values():
        _number(each, numbers)


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


def differences(name: str) -> Iterator[str]:
    """Of each kind of an API: fields that have no property, and properties that have no field."""
    for service in (each for each in SERVICES if each.document == name):
        for collection in service.collections:
            if collection.is_row or collection.kind in GIVEN:
                continue
            known = translation(service, collection)
            fields, said = (
                set(kind(collection.kind).block.attributes) | set(kind(collection.kind).block.blocks),
                known.fields,
            )
            properties = document(name).schema(schema_of(service, collection)).get("properties", {})
            writable = {key for key, each in properties.items() if not each.get("readOnly")}
            yield f"{collection.path} ({collection.kind})"
            yield f"  no property: {', '.join(sorted(fields - said)) or '-'}"
            yield f"  no field: {', '.join(sorted(writable - known.properties)) or '-'}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.discovery")
    parser.add_argument(
        "--differences", metavar="API.VERSION", help="list what fields and properties have no other side"
    )
    arguments = parser.parse_args()
    if arguments.differences:
        print("\n".join(differences(arguments.differences)))
        return
    found = documents()
    for path, content in found.items():
        write(path, content)
    print(f"{len(found)} documents of {PACKAGE} {metadata.version(PACKAGE)}")


if __name__ == "__main__":
    main()
