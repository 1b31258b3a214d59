"""What the cloud does and refuses of endpoints that answer in a network alone."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from left_behind import VERTEX, Calls, Told
from rehearsal_client import PROJECT, REGION, Client, RefusedError

from landfast.google.api import GoogleApi
from landfast.google.leftovers import GoogleLeftovers
from landfast.rehearsal.doors.wire import WireSession

ENDPOINT, POLICY = "google_vertex_ai_endpoint", "google_network_connectivity_service_connection_policy"
NETWORK, SUBNETWORK = "google_compute_network", "google_compute_subnetwork"
NET = f"projects/{PROJECT}/global/networks/n"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    made = Client(tmp_path)
    made.project("aiplatform", "compute", "networkconnectivity")
    made.create(NETWORK, name="n", auto_create_subnetworks=False)
    made.create(SUBNETWORK, name="s", network=NET, region=REGION, ip_cidr_range="10.0.0.0/20")
    return made


@pytest.fixture
def calls(client: Client) -> Calls:
    return Calls(WireSession(lambda: nullcontext(client.store)))


def connected(network: str = NET, **changed: Any) -> dict[str, Any]:
    automation = {"project_id": PROJECT, "network": network}
    config = {"enable_private_service_connect": True, "project_allowlist": [PROJECT], **changed}
    return {
        "name": "1", "display_name": "models", "location": REGION, "region": REGION,
        "private_service_connect_config": [{**config, "psc_automation_configs": [automation]}],
    }  # fmt: skip


def policy(**changed: Any) -> dict[str, Any]:
    config = {"limit": "16", "subnetworks": [f"projects/{PROJECT}/regions/{REGION}/subnetworks/s"]}
    own = {"name": "p", "location": REGION, "service_class": "gcp-vertexai", "network": NET, "psc_config": [config]}
    return own | changed


def connection(calls: Calls) -> dict[str, Any]:
    shown = calls.ask("GET", f"{VERTEX}/endpoints/1")["privateServiceConnectConfig"]["pscAutomationConfigs"]
    return dict(shown[0])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (connected(project_allowlist=["another"]), "is not in projectAllowlist"),
        (connected("projects/123456/global/networks/n"), "by the id of its project"),
        (connected(f"projects/{PROJECT}/global/networks/gone"), "referenced network resource cannot be found"),
    ],
    ids=["not allowed", "by number", "no network"],
)
def test_who_connects_must_be_allowed_and_stand(client: Client, given: dict[str, Any], words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        client.create(ENDPOINT, **given)


def test_a_network_has_one_policy_for_a_service_of_a_region(client: Client) -> None:
    client.create(POLICY, **policy())
    client.create(POLICY, **policy(name="q", service_class="gcp-memorystore-redis"))
    with pytest.raises(RefusedError, match="already exists"):
        client.create(POLICY, **policy(name="r"))
    with pytest.raises(RefusedError, match="not in the region"):
        client.create(POLICY, **policy(name="r", location="europe-west1"))


def test_the_address_comes_with_the_first_model_and_goes_with_the_last(client: Client, calls: Calls) -> None:
    consent = client.create(POLICY, **policy())
    made = client.create(ENDPOINT, **connected())
    assert "ipAddress" not in connection(calls) or not connection(calls)["ipAddress"]
    calls.deploy("1")
    assert connection(calls)["state"] == "PSC_AUTOMATION_STATE_SUCCESSFUL"
    rule = str(connection(calls)["forwardingRule"])
    assert connection(calls)["ipAddress"]
    with pytest.raises(RefusedError, match="is already being used by"):
        client.destroy(POLICY, consent)
    leftovers = GoogleLeftovers(GoogleApi(calls.session, poll_seconds=0.01))
    # Google takes it away itself: it is waited for.
    assert leftovers.seconds_until_free(SUBNETWORK, rule, Told()) == pytest.approx(0.1)
    leftovers.empty([(ENDPOINT, made)], Told())
    assert not connection(calls).get("ipAddress")
    client.destroy(POLICY, consent)


def test_without_the_networks_consent_a_model_is_deployed_and_not_reached(client: Client, calls: Calls) -> None:
    client.create(ENDPOINT, **connected())
    calls.deploy("1")
    assert connection(calls)["state"] == "PSC_AUTOMATION_STATE_FAILED"
    assert "No service connection policy for gcp-vertexai" in connection(calls)["errorMessage"]


def test_the_name_of_a_private_endpoint_stays_taken_for_a_week(client: Client) -> None:
    client.destroy(ENDPOINT, client.create(ENDPOINT, **connected()))
    with pytest.raises(RefusedError, match="already exists"):
        client.create(ENDPOINT, **connected())
    public = {"name": "2", "display_name": "models", "location": REGION, "region": REGION}
    client.destroy(ENDPOINT, client.create(ENDPOINT, **public))
    assert client.create(ENDPOINT, **public)


def test_who_may_connect_stays(client: Client) -> None:
    made = client.create(ENDPOINT, **connected())
    with pytest.raises(RefusedError, match=r"projectAllowlist of Endpoint .* can't be changed"):
        client.change(ENDPOINT, made, **connected(project_allowlist=[PROJECT, "another"]))
