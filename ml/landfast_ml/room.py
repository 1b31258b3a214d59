"""The closed room: where jobs run that have no way out, how they stand in the environment's network, and the canary.

Jobs of Vertex AI run in a network of Google's. An attachment gives them addresses of the environment's own, and takes
nothing from them: that they don't reach the internet is the work of an enforced perimeter (VPC Service Controls).
https://cloud.google.com/vertex-ai/docs/training/psc-i-egress
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError

SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class WayOut:
    """A place outside, and what would get there."""

    what: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.what} to {self.host}:{self.port}"


# By address and by name, on two networks that are nobody's and everybody's. The metadata server is not among them: it
# is where a job has its identity from. Nor is the machine's own resolver, which Google answers for: it is DNS of one's
# own that carries data out.
WAYS_OUT = (
    WayOut("HTTPS", "1.1.1.1", 443),
    WayOut("HTTPS", "example.com", 443),
    WayOut("DNS", "8.8.8.8", 53),
    WayOut("DNS", "9.9.9.9", 53),
)


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


def interface(job: Job) -> dict[str, Any] | None:
    """How a job of Vertex AI stands in the network (PscInterfaceConfig); None where the environment has no attachment.

    The names of regional secrets and of MLflow's server lead to addresses that only the network knows.
    """
    facts = job.environment
    if not facts.job_attachment:
        return None
    domains = [f"{facts.region}.rep.googleapis.com."]
    domains += ["run.app."] if facts.tracking_uri else []
    target = {"target_project": facts.project, "target_network": facts.network}
    return {
        "network_attachment": facts.job_attachment,
        "dns_peering_configs": [{"domain": domain, **target} for domain in domains],
    }
