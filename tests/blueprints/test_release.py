"""Releases as in the cloud: Google's own storage client against buckets over HTTP, and programs of the names of crane
and docker that keep manifests in a folder."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import generated
import pytest

pytestmark = pytest.mark.heavy

# Manifests are files named by image and tag; a digest is that of the file, as in a registry.
PROGRAM = """#!/usr/bin/env python3
import hashlib, json, os, sys
from pathlib import Path

def path(image):
    name, _, reference = image.replace("@", ":", 1).partition(":")
    folder = Path(os.environ["MANIFESTS"]) / name
    if reference.startswith("sha256:"):
        for found in folder.glob("*") if folder.is_dir() else ():
            if digest(found) == reference:
                return found
    return folder / reference

def digest(file):
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()

program, command, *words = Path(sys.argv[0]).name, *sys.argv[1:]
if (program, command) == ("docker", "build"):
    arguments = [b for a, b in zip(words, words[1:]) if a == "--build-arg"]
    assert any(a.startswith("BASE_IMAGE=") and "@sha256:" in a for a in arguments), arguments
    labels = dict(b.split("=", 1) for a, b in zip(words, words[1:]) if a == "--label")
    file = path(words[words.index("--tag") + 1])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"config": {"Labels": labels}}))
elif program == "crane":
    file = path(words[0])
    if not file.is_file():
        sys.exit("MANIFEST_UNKNOWN: no such manifest")
    if command == "digest":
        print(digest(file))
    elif command == "config":
        print(file.read_text())
    elif command == "copy":
        target = path(words[1])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
"""


class Storage(BaseHTTPRequestHandler):
    """The part of Cloud Storage's JSON API that releases use: `.../b/BUCKET/o/NAME`."""

    objects: dict[str, bytes]

    def name(self) -> str:
        """`BUCKET/NAME` of the address; the name is empty for all of them."""
        bucket, _, name = urlsplit(self.path).path.partition("/b/")[2].partition("/o")
        return f"{bucket}/{unquote(name.removeprefix('/'))}"

    def query(self, name: str) -> str:
        return parse_qs(urlsplit(self.path).query).get(name, [""])[0]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        wrapped = b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + body
        described, content = (part.get_payload(decode=True) for part in message_from_bytes(wrapped).get_payload())
        name = self.name() + json.loads(described)["name"]
        if self.query("ifGenerationMatch") == "0" and name in self.objects:
            self.answer(412, {"error": {"code": 412, "message": "conditionNotMet"}})
            return
        self.objects[name] = content
        self.answer(200, {"name": name, "generation": "1"})

    def do_GET(self) -> None:
        name = self.name()
        if name.endswith("/"):
            found = (one.removeprefix(name) for one in self.objects if one.startswith(name + self.query("prefix")))
            self.answer(200, {"items": [{"name": one} for one in found]})
        elif name in self.objects:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.objects[name])
        else:
            self.answer(404, {"error": {"code": 404, "message": "not found"}})

    def answer(self, code: int, document: Any) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[tuple[dict[str, bytes], dict[str, str]]]:
    """What the buckets hold, and the environment variables that lead there."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("crane", "docker"):
        (programs / name).write_text(PROGRAM)
        (programs / name).chmod(0o755)
    objects: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Filled", (Storage,), {"objects": objects}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environ = {
        "STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{server.server_port}",
        "MANIFESTS": str(tmp_path / "manifests"),
        "PATH": f"{programs}:{os.environ['PATH']}",
    }
    yield objects, environ
    server.shutdown()


def test_build_promote_and_back(
    cloud: tuple[dict[str, bytes], dict[str, str]], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    objects, environ = cloud
    folder = generated.generate(tmp_path / "ml", tracking="mlflow", host="github")
    python = generated.cloud(tmp_path_factory, folder) / "python"

    def release(*words: str) -> str:
        return generated.run(folder, python, "-m", generated.PACKAGE, "release", *words, "--target", "cloud", **environ)

    with pytest.raises(AssertionError, match="not mirrored yet"):
        release("build")
    pinned = dict.fromkeys(("python", "beam", "uv", "crane", "docker", "cloud-sql-proxy"), "sha256:" + "a" * 64)
    (folder / "images.json").write_text(json.dumps(pinned))

    built = release("build").strip()
    digest = built.partition("@")[2]
    release("promote", "v1.0.0", "--environment", "dev")
    release("promote", "v1.0.0", "--environment", "prod", "--approved-by", "ana")
    spec = objects["diagnosis-prod-models/releases/diagnosis/v1.0.0/vertex/pipeline.yaml"].decode()
    assert f"diagnosis-prod/containers/diagnosis@{digest}" in spec

    settings = folder / "settings.toml"
    settings.write_text(settings.read_text().replace("seed = 20", "seed = 21"))
    with pytest.raises(AssertionError, match="was never built"):
        release("promote", "v2.0.0", "--environment", "test")
    release("build")
    release("promote", "v2.0.0", "--environment", "prod", "--approved-by", "ana")
    release("rollback", "--environment", "prod", "--approved-by", "ben")
    entries = json.loads(release("list", "--environment", "prod", "--output", "json"))
    assert [(entry["kind"], entry["version"], entry["approved_by"]) for entry in entries][:3] == [
        ("rollback", "v1.0.0", "ben"),
        ("release", "v2.0.0", "ana"),
        ("release", "v1.0.0", "ana"),
    ]
    assert entries[0]["digest"] == digest
