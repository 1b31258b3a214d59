"""How Google's clients are told where to ask: at Google, else what LANDFAST_ENDPOINT says answers in its place.

`landfast rehearsal serve` prints both variables. Who has no client asks by `landfast_ml.vertex_ai`.
"""

from __future__ import annotations

import os
from typing import Any

ENDPOINT = "LANDFAST_ENDPOINT"
TOKEN = "GOOGLE_OAUTH_ACCESS_TOKEN"  # the name of a variable


def endpoint() -> str:
    """`http://127.0.0.1:8086/`, which stands before the host of an API; empty: Google itself."""
    return os.environ.get(ENDPOINT, "")


def at_storage() -> dict[str, Any]:
    """Arguments of Cloud Storage's client."""
    return _at("storage.googleapis.com")


def at_bigquery() -> dict[str, Any]:
    """Arguments of BigQuery's client."""
    return _at("bigquery.googleapis.com")


def _at(host: str) -> dict[str, Any]:
    """Of a client that speaks REST by itself."""
    return {"client_options": {"api_endpoint": f"{endpoint()}{host}"}, **_token()} if endpoint() else {}


def at_place(host: str) -> str:
    """The `api_endpoint` of an API with an address of its own in each place."""
    return f"{endpoint()}{host}"


def by_rest() -> dict[str, Any]:
    """Arguments of a client that speaks gRPC unless it is told otherwise: what answers in Google's place does not."""
    return {**_token(), "transport": "rest"} if endpoint() else {}


def _token() -> dict[str, Any]:
    return {"credentials": credentials()}


def credentials() -> Any:
    """What is asked with at the endpoint: nobody's own credentials are sent there."""
    from google.oauth2.credentials import Credentials

    return Credentials(os.environ.get(TOKEN, ""))
