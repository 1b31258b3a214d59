"""What comes in by the wire and goes out again: HTTP without a socket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from landfast.gcp.universes import GOOGLE, served
from landfast.provider.values import Object

JSON = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Request:
    """`host` is Google's (`storage.googleapis.com`, in whichever universe), empty if the client did not say it; `path`
    is percent-encoded and starts after the slash. Headers are in lower case.
    """

    verb: str
    host: str
    path: str
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def of(cls, verb: str, url: str, headers: Mapping[str, str], body: bytes) -> Request:
        """`url`: `/HOST/PATH?QUERY` as it comes over a socket, or Google's own `https://HOST/PATH?QUERY`."""
        parts = urlsplit(url)
        path, host = parts.path.lstrip("/"), parts.hostname or ""
        first, _slash, rest = path.partition("/")
        if not host and _is_googles(first):
            host, path = first, rest
        found = headers.get("host", "").partition(":")[0]
        if not host and _is_googles(found):
            host = found
        query: dict[str, tuple[str, ...]] = {}
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            query[name] = (*query.get(name, ()), value)
        return cls(verb, served(host), path, query, headers, body)

    def parameter(self, name: str) -> str:
        """The last value of a parameter of the query, empty if it is not there."""
        return self.query.get(name, ("",))[-1]


def _is_googles(host: str) -> bool:
    return served(host).endswith(f".{GOOGLE}")


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Object, status: int = 200, *, pretty: bool = True) -> Response:
        text = json.dumps(content, indent=2 if pretty else None, ensure_ascii=False, default=float)
        return cls(status, text.encode() + b"\n")

    # As `requests` has it.
    @property
    def status_code(self) -> int:
        return self.status

    @property
    def content(self) -> bytes:
        return self.body

    def json(self) -> Any:
        return json.loads(self.body)
