"""What a rehearsal finds standing: the project that the spec says stands, and what the ticket asks others for.

The ticket is taken for done, as far as it can be before the first `up`: what is rehearsed is landfast's part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from landfast.rehearsal.given import GivenResource
from landfast.stacks.spec import Spec

if TYPE_CHECKING:
    from landfast.modules.shared_network import SharedNetwork
    from landfast.synth import Synthesis

BILLING, ORGANIZATION = "000000-000000-000000", "123456789012"


SERVICE = "google_project_service"
# Of a project whose network is lent: what the parts of a network are made with.
OF_A_NETWORK = ("compute", "dns", "networkconnectivity")
RANGE, POD_RANGE, SERVICE_RANGE = "10.100.0.0/20", "10.104.0.0/14", "10.108.0.0/20"


def given_in(synthesis: Synthesis) -> tuple[GivenResource, ...]:
    """Nothing where landfast makes all of it."""
    if synthesis.ticket is None:
        return ()
    names = Spec.model_validate(synthesis.spec).names(synthesis.environment)
    (provider,) = synthesis.ticket.read()["provider"]["google"]
    network = _network(names.shared, provider["region"]) if names.shared else ()
    return (_project(names.project_id), *network, *_asked(synthesis.ticket.read(), names.project_id))


def _project(name: str) -> GivenResource:
    fields = {"project_id": name, "name": name, "org_id": ORGANIZATION, "billing_account": BILLING}
    return GivenResource("google_project", fields)


def _network(shared: SharedNetwork, region: str) -> Iterator[GivenResource]:
    yield _project(shared.project)
    within = {"project": shared.project}
    for service in OF_A_NETWORK:
        yield GivenResource(SERVICE, {**within, "service": f"{service}.googleapis.com"})
    yield GivenResource("google_compute_shared_vpc_host_project", within)
    network = {"name": shared.network, "auto_create_subnetworks": False}
    yield GivenResource("google_compute_network", {**within, **network})
    ranges = ((shared.pod_range, POD_RANGE), (shared.service_range, SERVICE_RANGE))
    subnetwork = {
        "name": shared.subnetwork,
        "region": region,
        "network": f"projects/{shared.project}/global/networks/{shared.network}",
        "ip_cidr_range": RANGE,
        "private_ip_google_access": True,
        "secondary_ip_range": [{"range_name": name, "ip_cidr_range": held} for name, held in ranges],
    }
    yield GivenResource("google_compute_subnetwork", {**within, **subnetwork})


def _asked(ticket: Mapping[str, Any], project: str) -> Iterator[GivenResource]:
    services_first = sorted(ticket["resource"].items(), key=lambda named: named[0] != SERVICE)
    for kind, instances in services_first:
        for body in instances.values():
            # What waits for `up`, or names what only Google knows, is not there yet, or is nothing that rules look at.
            if "count" not in body and "${" not in json.dumps(body):
                yield GivenResource(kind, {"project": project, **body})
