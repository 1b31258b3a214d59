"""Networks that are peered with Google's own: who may, what stands in them, and what the provider never sends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import REGION, Client, RefusedError

SERVICE = "servicenetworking.googleapis.com"
POOL = "google_cloudbuild_worker_pool"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    made = Client(tmp_path)
    made.project("compute", "servicenetworking", "cloudbuild", "orgpolicy")
    return made


def network(client: Client) -> str:
    return str(client.create("google_compute_network", name="n", auto_create_subnetworks=False)["id"])


def peering(client: Client, net: str) -> dict[str, Any]:
    asked = {"purpose": "VPC_PEERING", "address_type": "INTERNAL", "prefix_length": 20}
    client.create("google_compute_global_address", name="r", network=net, **asked)
    ranges = {"service": SERVICE, "reserved_peering_ranges": ["r"]}
    return client.create("google_service_networking_connection", network=net, **ranges)


def pool(net: str) -> dict[str, Any]:
    wanted = {"peered_network": net, "peered_network_ip_range": "10.48.16.0/24"}
    return {"name": "builds", "location": REGION, "network_config": [wanted]}


def test_a_pool_stands_in_a_network_that_is_peered(client: Client) -> None:
    net = network(client)
    with pytest.raises(RefusedError, match=r"Error 400: peered network .* has no private connection"):
        client.create(POOL, **pool(net))
    peering(client, net)
    made = client.create(POOL, **pool(net))
    assert client.plan(POOL, client.config(POOL, pool(net)), made).replace == ()


def test_a_network_attachment_of_a_pool_never_arrives_and_replaces_it_ever_after(client: Client) -> None:
    wanted = {
        "name": "builds",
        "location": REGION,
        "private_service_connect": [{"network_attachment": f"projects/p/regions/{REGION}/networkAttachments/a"}],
    }
    made = client.create(POOL, **wanted)
    assert made["private_service_connect"] == []
    again = client.plan(POOL, client.config(POOL, wanted), made)
    assert {path[0] for path in again.replace} == {"private_service_connect"}


def test_names_are_peered_after_the_networks(client: Client) -> None:
    names = {"name": "googleapis-com", "dns_suffix": "googleapis.com.", "network": "n"}
    net = network(client)
    with pytest.raises(RefusedError, match="has no private connection to servicenetworking"):
        client.create("google_service_networking_peered_dns_domain", **names)
    peering(client, net)
    assert client.create("google_service_networking_peered_dns_domain", **names)


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        ({"deny_all": "TRUE"}, False),
        ({"values": [{"allowed_values": ["under:organizations/123456789012"]}]}, False),
        ({"values": [{"allowed_values": ["under:organizations/433637338589"]}]}, True),
    ],
)
def test_peering_is_with_googles_own_networks(client: Client, rule: dict[str, Any], allowed: bool) -> None:
    client.policy("compute.restrictVpcPeering", **rule)
    net = network(client)
    if allowed:
        assert peering(client, net)
        return
    with pytest.raises(RefusedError, match=r"Error 412: .*compute\.restrictVpcPeering violated"):
        peering(client, net)
