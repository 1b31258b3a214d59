"""What answers in Google's place, as the user names it, and the token that it is asked with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from landfast.core.errors import InputError, Problem
from landfast.provider.endpoints import ENDPOINT, TOKEN

if TYPE_CHECKING:
    from landfast.google.api import GoogleApi

__all__ = ["ENDPOINT", "TOKEN", "api_at", "checked_endpoint"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def checked_endpoint(endpoint: str) -> str:
    """With one slash at its end. Raises: InputError if a token may not be sent there, or there is none."""
    problems = _problems(endpoint, os.environ)
    if problems:
        raise InputError(problems)
    return f"{endpoint.rstrip('/')}/"


def api_at(endpoint: str, acts_as: str = "") -> GoogleApi:
    """A way there with the token of the environment: as whoever it belongs to, or a service account that they may act
    as. Raises: InputError."""
    from landfast.google.api import GoogleApi

    return GoogleApi(endpoint=checked_endpoint(endpoint), acts_as=acts_as)


def _may_have_a_token(endpoint: str) -> bool:
    """Whether nobody on the way reads it. By the host, not by how it begins: `localhost.example` is elsewhere."""
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _problems(endpoint: str, environ: Mapping[str, str]) -> list[Problem]:
    found = []
    if not _may_have_a_token(endpoint):
        step = "a token goes over https, or stays on this machine: http://127.0.0.1:PORT/"
        found.append(Problem("--endpoint", "is no address that a token may be sent to", endpoint, next_step=step))
    if not environ.get(TOKEN):
        step = "`landfast rehearsal serve` prints the line that sets it"
        found.append(Problem(TOKEN, "is not set, and --endpoint is asked with it", next_step=step))
    return found
