"""LF-OTH-001: what guards the environment and is another team's to make, is known to stand."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.causes import Cause
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import known_text

# What keeps nothing back: without it landfast stops, or nobody is told of costs.
_NO_GUARDS = frozenset(
    {"google_project_service", "google_workload_identity_service_agent", "google_billing_budget",
     "google_compute_shared_vpc_service_project",
     "google_compute_subnetwork_iam_member", "google_project_iam_member", "google_dns_record_set",
     "google_network_connectivity_regional_endpoint", "google_network_connectivity_service_connection_policy",
     "google_compute_network_attachment", "google_compute_router", "google_compute_router_nat",
     "google_compute_network_firewall_policy_association"}
)  # fmt: skip


def check(resource: Resource, _world: World) -> Iterator[Message]:
    if resource.type not in _NO_GUARDS:
        name = known_text(resource.values.get("name"))
        what = f"{name.rsplit('/', 1)[-1]} " if name else ""
        text = "is asked of another team: whether it stands, nobody can tell from here"
        yield Message("", f"{what}{text}", unknown=True, cause=Cause(f"what {text}"))


RULE = Rule(
    id="LF-OTH-001",
    name="asked_guards",
    title="Ensure what another team guards the environment with is known to stand",
    why="On a project or a network that stood before, guards are often another team's: nobody has them by silence.",
    mend=Mend(
        landfast="Hand TICKET.md, which `landfast synth` writes, to that team, and record a waiver with its ticket, "
        "owner and end; or name the part in google.manages, if landfast may change it.",
        terraform="Apply the ticket's configuration, and record a waiver with the ticket, its owner and its end.",
    ),
    articles=("5(2)", "24", "32(1)(d)"),
    severity="medium",
    check=check,
    types=frozenset({"*"}),
    modes=frozenset({"asked"}),
)
