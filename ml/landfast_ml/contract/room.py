"""The closed room: the ways out that a canary tries, and how a job of Vertex AI stands in an environment's network.

Jobs of Vertex AI run in a network of Google's. An attachment gives them addresses of the environment's own, and takes
nothing from them: that they don't reach the internet is the work of an enforced perimeter (VPC Service Controls).
https://cloud.google.com/vertex-ai/docs/training/psc-i-egress
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from landfast_ml.contract.facts import EnvironmentFacts


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


def interface(facts: EnvironmentFacts) -> dict[str, Any] | None:
    """How a job stands in the network (PscInterfaceConfig); None where the environment has no attachment.

    The names of regional secrets and of MLflow's server lead to addresses that only the network knows.
    """
    if not facts.job_attachment:
        return None
    domains = [f"{facts.host(f'{facts.region}.rep')}."] if facts.regional_hosts else []
    domains += ["run.app."] if facts.tracking_uri else []
    target = {"target_project": facts.network_project or facts.project, "target_network": facts.network}
    return {
        "network_attachment": facts.job_attachment,
        "dns_peering_configs": [{"domain": domain, **target} for domain in domains],
    }
