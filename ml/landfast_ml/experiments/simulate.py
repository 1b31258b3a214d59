"""Replays held-out rows as traffic through the serving application, over HTTP; what came true are the true targets.

Subjects are drawn with replacement, and each draw is a new person to the experiment: so a small table can play a large
experiment. Intervals are then those of people like these, not of how well these stand for others.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.experiments.outcomes import record_outcomes
from landfast_ml.experiments.state import require
from landfast_ml.models.held_out import HeldOut, held_out

START_SECONDS = 120
# People in one request, as a product asks for a page of them.
TOGETHER = 20


def simulate(job: Job, name: str, units: int, seed: int) -> dict[str, int]:
    """Send the requests of so many people to a server of its own, and record what came true for each answer."""
    if job.target != "local":
        raise UsageError("a simulation runs here: people's requests are what the cloud's experiments are for")
    require(documents(job, "models"), name)
    rows = held_out(job)
    people = draw(rows, units, seed)
    outcomes: dict[str, Any] = {}
    with serving(job) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for start in range(0, len(people), TOGETHER):
            asked = [(person, place) for person, places in people[start : start + TOGETHER] for place in places]
            answers = ask(connection, [_instance(job, rows, person, place) for person, place in asked])
            outcomes |= {answer["id"]: rows.outcomes[place] for answer, (_, place) in zip(answers, asked, strict=True)}
        connection.close()
    return {"units": len(people), "outcomes": record_outcomes(job, outcomes)}


def _instance(job: Job, rows: HeldOut, person: str, place: int) -> dict[str, Any]:
    """A request; where every row is by itself, nobody is named in it."""
    return rows.instances[place] if job.columns.by_row else {**rows.instances[place], job.columns.subject: person}


def draw(rows: HeldOut, units: int, seed: int) -> list[tuple[str, Sequence[int]]]:
    """(a name, the places of that person's rows) for each person who comes along."""
    _, codes = np.unique(rows.subjects, return_inverse=True)
    places = np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])
    drawn = np.random.default_rng(seed).integers(0, len(places), units)
    return [(f"{seed}-{number}-{rows.subjects[places[one][0]]}", places[one]) for number, one in enumerate(drawn)]


def ask(connection: http.client.HTTPConnection, instances: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The server's predictions. ProjectError with what it said if it can't."""
    connection.request("POST", "/predict", json.dumps({"instances": instances}), {"Content-Type": "application/json"})
    response = connection.getresponse()
    body = json.loads(response.read())
    if response.status != 200:
        raise ProjectError(f"the server refused: {'; '.join(body['error']['problems'])}")
    predictions: list[dict[str, Any]] = body["predictions"]
    return predictions


@contextmanager
def serving(job: Job) -> Iterator[int]:
    """A server of this environment on a free port, gone at the end; its log is `.local/ENVIRONMENT/serving.txt`."""
    log = job.local_store / "serving.txt"
    command = [sys.executable, "-m", job.project.package, "serve", "run", "--environment", job.environment.environment]
    # Into a file: a pipe that nobody reads would stop the server when it is full.
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen([*command, "--port", "0"], cwd=job.root, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield _port(process, log)
    finally:
        process.terminate()
        process.wait()


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    """The first line of a server says where it listens."""
    limit = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < limit:
        for line in log.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line) if line.startswith("{") and line.endswith("}") else {}
            if "port" in entry:
                return int(entry["port"])
        time.sleep(0.05)
    raise ProjectError(f"the server did not start, see {log}")
