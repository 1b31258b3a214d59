"""Some of Google's REST APIs on this machine: collections that list page by page, projects that can be restored."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Apis(ThreadingHTTPServer):
    """`answers`: path with its host -> content and status; a list is given two items a page."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _ApisHandler)
        self.answers: dict[str, tuple[Any, int]] = {}
        self.asked: list[str] = []

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def lists(self, path: str, key: str, *items: Any) -> None:
        self.answers[path] = ({key: list(items)}, 200)


class _ApisHandler(BaseHTTPRequestHandler):
    server: Apis

    def do_GET(self) -> None:
        self._answer(*self.server.answers.get(self._path(), ({"error": {"code": 404}}, 404)))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        project, _colon, _verb = self._path().partition(":")
        content, _status = self.server.answers[project]
        self.server.answers[project] = ({**content, "state": "ACTIVE"}, 200)
        self.server.answers["cloudresourcemanager.googleapis.com/v3/operations/1"] = ({"done": True}, 200)
        self._answer({"name": "operations/1"}, 200)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Quiet."""

    def _path(self) -> str:
        self.server.asked.append(f"{self.command} {urlsplit(self.path).path.lstrip('/')}")
        return urlsplit(self.path).path.lstrip("/")

    def _answer(self, content: Any, status: int) -> None:
        start = int(parse_qs(urlsplit(self.path).query).get("pageToken", ["0"])[0])
        page = {key: value[start : start + 2] if isinstance(value, list) else value for key, value in content.items()}
        if any(isinstance(value, list) and len(value) > start + 2 for value in content.values()):
            page["nextPageToken"] = str(start + 2)
        body = json.dumps(page).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def google_apis() -> Iterator[Apis]:
    """Running ones."""
    with Apis() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
