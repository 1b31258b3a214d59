"""What a container is told by where it runs: Vertex AI's variables, Cloud Run's and GKE's `PORT`, or nothing here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from landfast_ml.errors import UsageError

DEFAULT_PORT = 8080


@dataclass(frozen=True, slots=True)
class Contract:
    """Where to listen and what to load: the folder `storage_uri` (`gs://`) of a `version`, else from the registry."""

    host: str
    port: int
    health: str
    predict: str
    storage_uri: str
    version: str


def contract(environ: Mapping[str, str], port: int | None = None) -> Contract:
    """From the environment's variables; `port` goes before them. UsageError names every wrong one."""
    # Where nobody gives a port this is somebody's machine, and nobody else has business there.
    contained = any(name in environ for name in ("AIP_HTTP_PORT", "PORT"))
    given = str(port) if port is not None else environ.get("AIP_HTTP_PORT", environ.get("PORT", str(DEFAULT_PORT)))
    routes = {
        "AIP_HEALTH_ROUTE": environ.get("AIP_HEALTH_ROUTE", "/health"),
        "AIP_PREDICT_ROUTE": environ.get("AIP_PREDICT_ROUTE", "/predict"),
    }
    problems = [f"{name} is {route!r}, must begin with /" for name, route in routes.items() if route[:1] != "/"]
    if not given.isdigit() or int(given) > 65_535:
        problems.append(f"port is {given!r}, must be a number up to 65535")
    uri = environ.get("AIP_STORAGE_URI", "")
    if uri and not uri.startswith("gs://"):
        problems.append(f"AIP_STORAGE_URI is {uri!r}, must begin with gs://")
    if problems:
        raise UsageError("; ".join(problems))
    health, predict = routes.values()
    return Contract(
        "0.0.0.0" if contained else "127.0.0.1", int(given), health, predict, uri, environ.get("MODEL_VERSION", "")
    )
