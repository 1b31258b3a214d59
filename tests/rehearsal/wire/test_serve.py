"""`landfast rehearsal serve`: a cloud on loopback for other programs, for who has the token, until it is ended."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from landfast.core.children import child_environ
from landfast.provider.facts import custom_endpoints
from landfast.rehearsal import RehearsalCloud

LANDFAST = [sys.executable, "-m", "landfast"]


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*LANDFAST, "rehearsal", "serve", *words], cwd=folder, stdout=subprocess.PIPE, text=True, env=child_environ()
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        if process.stdout:
            process.stdout.close()


def lines(process: subprocess.Popen[str], last: str) -> list[str]:
    assert process.stdout is not None
    found = []
    for line in process.stdout:
        found.append(line.rstrip("\n"))
        if line.startswith(last):
            break
    return found


def test_what_is_printed_leads_there_and_what_is_made_is_kept(tmp_path: Path) -> None:
    with serving(tmp_path) as process:
        said = lines(process, "# Ctrl-C")
        assert said[0].startswith("# rehearsal: ")
        exported = dict(line.removeprefix("export ").split("=", 1) for line in said if line.startswith("export "))
        environ = {name: value.strip("'") for name, value in exported.items()}
        # Also of what is not answered: it is refused here, and Google is never asked.
        endpoints = {f"GOOGLE_{argument.upper()}" for argument in custom_endpoints()}
        assert len(endpoints) > 150
        assert endpoints <= environ.keys()
        kms = environ["GOOGLE_KMS_CUSTOM_ENDPOINT"]
        assert kms.startswith("http://127.0.0.1:")
        assert kms.endswith("/cloudkms.googleapis.com/v1/")
        wire = kms.removesuffix("cloudkms.googleapis.com/v1/")
        url = f"{wire}cloudresourcemanager.googleapis.com/v3/projects"
        body = {"projectId": "clinic-dev", "parent": "organizations/123456789012"}
        assert requests.post(url, json=body, timeout=20).status_code == 401
        bearer = {"Authorization": f"Bearer {environ['GOOGLE_OAUTH_ACCESS_TOKEN']}"}
        assert requests.post(url, json=body, headers=bearer, timeout=20).json()["done"]
    names = [item.name for item in RehearsalCloud(tmp_path / ".landfast/rehearsal").resources()]
    assert names == ["projects/clinic-dev"]


def test_json_is_one_document_and_the_port_is_the_one_asked_for(tmp_path: Path) -> None:
    with serving(tmp_path, "--json", "--stand-in") as process:
        document: dict[str, Any] = json.loads("\n".join(lines(process, "}")))
        port = document["result"]["url"].rsplit(":", 1)[1].strip("/")
        taken = subprocess.run(
            [*LANDFAST, "rehearsal", "serve", "--port", port, "--json"], cwd=tmp_path, capture_output=True, text=True,
            env=child_environ(), check=False,
        )  # fmt: skip
    assert document["command"] == "rehearsal serve"
    told = document["result"]["environ"]
    assert told["LANDFAST_ENDPOINT"] == document["result"]["url"]
    assert "registry.terraform.io/hashicorp/google" in json.loads(told["TF_REATTACH_PROVIDERS"])
    assert (taken.returncode, "choose another with --port" in taken.stdout) == (1, True)
