"""The canary of the closed room: before a step reads anything it tries to leave."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from landfast_ml.contract.room import WAYS_OUT, WayOut
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError

SECONDS = 3.0


def check_closed(job: Job, ways: Sequence[WayOut] = WAYS_OUT) -> None:
    """The canary: tries to leave before a step has read anything. ProjectError if it gets out.

    Only where the environment says that its room is closed, and only there: a run on this machine has its network.
    """
    if job.target != "cloud" or not job.environment.closed:
        return
    found = reached(ways)
    if found:
        raise not_closed(found, "nothing was read")


def not_closed(found: Sequence[WayOut], kept: str) -> ProjectError:
    """The error of a room with ways out; `kept`: what did not happen for it."""
    ways_out = ", ".join(map(str, found))
    step = "see that the perimeter is enforced and that no host is in network.egress_hosts, then run again"
    return ProjectError(f"the room is not closed: {ways_out} is open; {kept}: {step}")


def way_out(text: str) -> WayOut:
    """Of `HOST:PORT`. UsageError if it is none."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65_536:
        raise UsageError(f"--also is {text!r}, must be HOST:PORT")
    return WayOut("a connection", host, int(port))


def reached(ways: Sequence[WayOut]) -> list[WayOut]:
    """Those that somebody answers on; all are tried at once, since most of them are silent for long."""
    with ThreadPoolExecutor(max(len(ways), 1)) as pool:
        return [way for way, answers in zip(ways, pool.map(_answers, ways), strict=True) if answers]


def _answers(way: WayOut) -> bool:
    try:
        socket.create_connection((way.host, way.port), SECONDS).close()
    except OSError:
        return False
    return True
