"""Google's discovery documents, slimmed by `python -m tools.discovery`: methods, their paths, and what they take."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from landfast.gcp.universes import project_in_path

FOLDER = Path(__file__).with_name("documents")
Json = Mapping[str, Any]
Schema = Mapping[str, Any]
NO_SCHEMA: Schema = {}

VARIABLE = re.compile(r"\{(\+?)([^}]+)\}")


@dataclass(frozen=True, slots=True)
class Method:
    """One method of an API. `id` is as the document nests it: `projects.locations.keyRings.create`.

    `path` is a template after the host, `v1/{+parent}/keyRings`; `uploads` and `downloads`: it has media, too.
    """

    id: str
    verb: str
    path: str
    parameters: Mapping[str, Schema]
    request: str = ""
    response: str = ""
    uploads: bool = False
    downloads: bool = False

    @property
    def name(self) -> str:
        """`create` of `projects.locations.keyRings.create`."""
        return self.id.rpartition(".")[2]

    @property
    def collection(self) -> str:
        return self.id.rpartition(".")[0]


@dataclass(frozen=True)
class ApiDocument:
    """One API in one version; `path` is what stands before the path of each of its methods: `storage/v1/`."""

    name: str
    version: str
    revision: str
    root: str
    path: str
    parameters: Mapping[str, Schema]
    methods: Mapping[str, Method]
    schemas: Mapping[str, Schema] = field(repr=False)

    @property
    def api(self) -> str:
        """`cloudkms.googleapis.com`."""
        return self.root.removeprefix("https://").strip("/")

    def schema(self, name: str) -> Schema:
        return self.schemas.get(name, NO_SCHEMA)

    def resolved(self, schema: Schema) -> Schema:
        """A schema, or the one that it refers to."""
        return self.schemas[schema["$ref"]] if "$ref" in schema else schema


@lru_cache(maxsize=64)
def document(name: str) -> ApiDocument:
    """By `API.VERSION`, as google-api-python-client names its file. Milliseconds; Compute Engine's 50."""
    raw = json.loads(_text(name))
    methods = {
        id_: Method(
            id_,
            each["verb"],
            raw["path"] + each["path"],
            each.get("parameters", {}),
            each.get("request", ""),
            each.get("response", ""),
            each.get("upload", False),
            each.get("download", False),
        )
        for id_, each in raw["methods"].items()
    }
    return ApiDocument(
        raw["name"],
        raw["version"],
        raw["revision"],
        raw["root"],
        raw["path"],
        raw["parameters"],
        methods,
        raw["schemas"],
    )


def _text(name: str) -> bytes:
    """One that Google publishes is derived, and compressed; one that it does not stands there as it was written."""
    derived = FOLDER / f"{name}.json.gz"
    return gzip.decompress(derived.read_bytes()) if derived.is_file() else (FOLDER / f"{name}.json").read_bytes()


def form_of(method: Method) -> re.Pattern[str]:
    """What the path of a request to a method looks like, with a group for each parameter."""
    text, end = "", 0
    for number, found in enumerate(VARIABLE.finditer(method.path)):
        text += re.escape(method.path[end : found.start()])
        end = found.end()
        known = method.parameters.get(found[2], NO_SCHEMA).get("pattern", "")
        given = known.removeprefix("^").removesuffix("$") if found[1] else ""
        inner = given or (project_in_path() if found[1] else r"[^/]+")
        text += f"(?P<p{number}>{inner})"
    return re.compile(text + re.escape(method.path[end:]))


def names_in(method: Method) -> tuple[str, ...]:
    """The parameters of a method's path, in the order of the groups of its form."""
    return tuple(found[2] for found in VARIABLE.finditer(method.path))
