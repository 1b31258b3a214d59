"""A Cloud Storage that keeps Terraform states: the part of its JSON API that the engine's `gcs` backend speaks."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

BUCKET = "clinic-tfstate"


class States(ThreadingHTTPServer):
    """`objects`: name -> content and generation."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, tuple[bytes, int]] = {}
        self.generation = 0

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/storage/v1/"

    def put(self, name: str, content: bytes) -> None:
        self.generation += 1
        self.objects[name] = (content, self.generation)


class _Handler(BaseHTTPRequestHandler):
    server: States

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path.endswith("/o"):
            prefix = parse_qs(url.query).get("prefix", [""])[0]
            items = [self._resource(name) for name in self.server.objects if name.startswith(prefix)]
            self._json({"items": items})
        elif self._name(url.path) not in self.server.objects:
            self._json({"error": {"code": 404, "message": "not found"}}, 404)
        elif "/o/" in url.path and "alt=media" not in url.query:
            self._json(self._resource(self._name(url.path)))
        else:
            content, generation = self.server.objects[self._name(url.path)]
            self._answer(200, content, {"X-Goog-Generation": str(generation)})

    def do_POST(self) -> None:
        body = self._body()
        query = parse_qs(urlsplit(self.path).query)
        if query.get("uploadType") == ["media"]:
            self.server.put(query["name"][0], body)
            self._json(self._resource(query["name"][0]))
            return
        boundary = (re.search('boundary="?([^";]+)', self.headers["Content-Type"]) or [""])[1].encode()
        head, content = (part.partition(b"\r\n\r\n")[2] for part in body.split(b"--" + boundary)[1:3])
        name = json.loads(head)["name"]
        if "ifGenerationMatch=0" in self.path and name in self.server.objects:
            self._json({"error": {"code": 412, "message": "conditionNotMet"}}, 412)
            return
        self.server.put(name, content.removesuffix(b"\r\n"))
        self._json(self._resource(name))

    def do_DELETE(self) -> None:
        url = urlsplit(self.path)
        name = self._name(url.path)
        wanted = parse_qs(url.query).get("ifGenerationMatch")
        if name not in self.server.objects and not wanted:
            self._json({"error": {"code": 404, "message": "No such object"}}, 404)
            return
        if name not in self.server.objects or (wanted and int(wanted[0]) != self.server.objects[name][1]):
            self._json({"error": {"code": 412, "message": "conditionNotMet"}}, 412)
            return
        del self.server.objects[name]
        self._answer(204, b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Quiet."""

    def _name(self, path: str) -> str:
        return unquote(path.partition("/o/")[2] or path.partition(f"{BUCKET}/")[2])

    def _resource(self, name: str) -> dict[str, str]:
        content, generation = self.server.objects[name]
        digest = base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()
        size = str(len(content))
        return {"name": name, "bucket": BUCKET, "generation": str(generation), "size": size, "md5Hash": digest}

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _json(self, content: object, status: int = 200) -> None:
        self._answer(status, json.dumps(content).encode(), {"Content-Type": "application/json"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def states() -> Iterator[States]:
    """A running one, on this machine."""
    with States() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
