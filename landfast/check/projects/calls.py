"""Calls of Google's libraries that say where something is, and what they take where the code doesn't."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from landfast.check.projects.resolve import chain
from landfast.check.projects.scopes import PythonModule
from landfast.policies.facts.tables import table

_GOOGLE = (
    "google.",
    "vertexai",
    "google_cloud_pipeline_components.",
    "apache_beam.",
    "airflow.providers.google.",
    "kfp.",
)
# A client of one version of an API, one that waits for nothing, and one that is given its account, ask where all do.
_VERSION = re.compile(r"_v[0-9]+(?:p[0-9]+)?(?:(?:alpha|beta)[0-9]*)?(?=\.)")
_CLIENT = re.compile(r"(?:Async)?Client(?:\.from_service_account_(?:file|info|json))?$")


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """A call that is placed. The fields are explained in `policies/data/project.json`."""

    argument: str
    absent: str
    codes: str = ""
    position: int = -1
    after: str = ""
    needs: str = ""


@cache
def _known() -> Mapping[str, PlacedCall]:
    return {name: PlacedCall(**raw) for name, raw in table("project")["calls"].items()}


def qualified(node: ast.expr, module: PythonModule) -> str:
    """The full name of what is called, `google.cloud.aiplatform.init`; empty if it comes from no import."""
    steps = chain(node)
    origin = module.imports.get(steps[0]) if steps else None
    return ".".join([origin, *steps[1:]]) if origin else ""


def is_google(name: str) -> bool:
    """Whether a full name is one of Google's libraries or of their adapters."""
    return name.startswith(_GOOGLE)


def call_of(node: ast.Call, name: str, module: PythonModule) -> PlacedCall | None:
    """What is known of a call by its full name, or by its last one alone."""
    data: Mapping[str, Any] = table("project")
    found = _known().get(name) or _known().get(_CLIENT.sub("Client", _VERSION.sub("", name)))
    if found:
        return found
    last = name.rsplit(".", 1)[-1]
    if name.startswith(data["components"]["module"]) and last.endswith("Op") and last not in data["without_location"]:
        return PlacedCall("location", data["components"]["absent"])
    for package, absent in data["clients"].items():
        if name.startswith(f"{package}.") and last.endswith("Client"):
            return PlacedCall("client_options", absent)
    if isinstance(node.func, ast.Attribute) and node.func.attr in data["methods"]:
        raw = dict(data["methods"][node.func.attr])
        package = raw.pop("module")
        if any(origin.startswith(package) for origin in module.imports.values()):
            return PlacedCall(**raw)
    return None
