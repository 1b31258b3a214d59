"""The rehearsal cloud over HTTP: how soon it answers, reads and creates one after the other, lists of a full store."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.bench.commands import LANDFAST
from tools.bench.measure import Figure, tree_memory

PROJECT = "bench-project"
READS, CREATES, LISTS, FULL = 1500, 750, 20, 10_000
TOPICS = f"/pubsub.googleapis.com/v1/projects/{PROJECT}/topics"
PAGE = f"{TOPICS}?pageSize=100"


@dataclass(frozen=True)
class _Served:
    """One connection that is kept, as Google's clients keep theirs."""

    connection: http.client.HTTPConnection
    token: str
    seconds: float
    process: int

    @property
    def memory(self) -> float:
        """Megabytes of the server."""
        return tree_memory(self.process) / 1e6

    def ask(self, verb: str, path: str, content: Any = None) -> Any:
        body = None if content is None else json.dumps(content)
        self.connection.request(verb, path, body, {"Authorization": f"Bearer {self.token}"})
        response = self.connection.getresponse()
        said = response.read()
        if response.status != 200:
            raise SystemExit(f"bench: {verb} {path}: {response.status} {said[:500]!r}")
        return json.loads(said)

    def taken(self, times: int, verb: str, path: str, content: Any = None) -> float:
        """Seconds of so many; `{}` in the path is which one."""
        begin = time.perf_counter()
        for number in range(times):
            self.ask(verb, path.format(number), content)
        return time.perf_counter() - begin


def wire_figures(folder: Path) -> Iterator[Figure]:
    """One after the other over one connection: what one core of the server does, while the client has another."""
    with _served(folder) as served:
        yield Figure("wire, start until it listens", served.seconds, served.memory, "0.5 s")
        project = {"projectId": PROJECT, "parent": "organizations/123456789012"}
        served.ask("POST", "/cloudresourcemanager.googleapis.com/v3/projects", project)
        enabled = f"/serviceusage.googleapis.com/v1/projects/{PROJECT}/services/pubsub.googleapis.com:enable"
        served.ask("POST", enabled, {})
        seconds = served.taken(CREATES, "PUT", f"{TOPICS}/t-{{}}", {"labels": {"purpose": "bench"}})
        yield Figure(f"wire, {CREATES:,} creates", seconds, served.memory, f"{CREATES / 150:.0f} s (150 a second)")
        seconds = served.taken(READS, "GET", f"{TOPICS}/t-0")
        yield Figure(f"wire, {READS:,} reads", seconds, served.memory, f"{READS / 300:.0f} s (300 a second)")
        before = served.taken(LISTS, "GET", PAGE)
        yield Figure(f"wire, {LISTS} pages of 100, {CREATES:,} stand", before, served.memory)
        served.taken(FULL - CREATES, "PUT", f"{TOPICS}/u-{{}}", {})
        after = served.taken(LISTS, "GET", PAGE)
        yield Figure(
            f"wire, {LISTS} pages of 100, {FULL:,} stand", after, served.memory, f"{2 * before:.2f} s (2 times)"
        )


@contextmanager
def _served(folder: Path) -> Iterator[_Served]:
    begin = time.perf_counter()
    command = (LANDFAST, "rehearsal", "serve")
    process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        said = {}
        for line in process.stdout or ():
            name, _equals, value = line.removeprefix("export ").rstrip("\n").partition("=")
            said[name] = value.strip("'")
            if line.startswith("# Ctrl-C"):
                break
        seconds = time.perf_counter() - begin
        host = said["GOOGLE_PUBSUB_CUSTOM_ENDPOINT"].removeprefix("http://").partition("/")[0]
        yield _Served(http.client.HTTPConnection(host), said["GOOGLE_OAUTH_ACCESS_TOKEN"], seconds, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
