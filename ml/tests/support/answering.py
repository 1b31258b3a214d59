"""A server on this machine that answers as a Google API would, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError

# (status, document) for a method, a path and a body.
Answer = Callable[[str, str, Any], tuple[int, Any]]


@dataclass
class Asked:
    """Where the server is, and each (method, path, body)."""

    root: str
    requests: list[tuple[str, str, Any]] = field(default_factory=list)


@contextmanager
def answering(answer: Answer) -> Iterator[Asked]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._answer(json.loads(self.rfile.read(length)) if length else None)

        def _answer(self, body: Any) -> None:
            asked.requests.append((self.command, self.path, body))
            status, document = answer(self.command, self.path, body)
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    asked = Asked(f"http://127.0.0.1:{server.server_port}/v1")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield asked
    finally:
        server.shutdown()
        server.server_close()


class Response:
    def __init__(self, status: int, content: bytes) -> None:
        self.status_code = status
        self.text = content.decode()

    def json(self) -> Any:
        return json.loads(self.text)


class PlainSession:
    """As google.auth's AuthorizedSession, without an identity."""

    def get(self, url: str, **_more: Any) -> Response:
        return self._ask(urllib.request.Request(url))

    def post(self, url: str, json: Any = None, **_more: Any) -> Response:
        return self._ask(urllib.request.Request(url, data=_encoded(json), method="POST"))

    def _ask(self, request: urllib.request.Request) -> Response:
        try:
            with urllib.request.urlopen(request, timeout=5) as found:
                return Response(found.status, found.read())
        except HTTPError as error:
            with error:
                return Response(error.code, error.read())


def _encoded(document: Any) -> bytes:
    return json.dumps(document).encode()
