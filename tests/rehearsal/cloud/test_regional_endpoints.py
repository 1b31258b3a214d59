"""What the cloud refuses of regional endpoints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import PROJECT, REGION, Client, RefusedError

TYPE = "google_network_connectivity_regional_endpoint"


def endpoint(target: str, **more: Any) -> dict[str, Any]:
    return {"name": "e", "location": REGION, "access_type": "REGIONAL", "target_google_api": target, **more}


def test_an_endpoint_is_of_an_api_in_its_own_region_and_stands_in_a_subnetwork(tmp_path: Path) -> None:
    client = Client(tmp_path)
    client.project("compute", "networkconnectivity")
    own = f"secretmanager.{REGION}.rep.googleapis.com"
    for target in ("secretmanager.europe-west1.rep.googleapis.com", "secretmanager.googleapis.com"):
        with pytest.raises(RefusedError, match="invalid target_google_api"):
            client.create(TYPE, **endpoint(target))
    inside = {"subnetwork": f"projects/{PROJECT}/regions/{REGION}/subnetworks/s"}
    with pytest.raises(RefusedError, match="referenced subnetwork resource cannot be found"):
        client.create(TYPE, **endpoint(own, **inside))
    net = client.create("google_compute_network", name="n", auto_create_subnetworks=False)["id"]
    made = client.create("google_compute_subnetwork", name="s", network=net, region=REGION, ip_cidr_range="10.0.0.0/20")
    assert client.create(TYPE, **endpoint(own, **inside))["address"]
    with pytest.raises(RefusedError, match="is already being used by"):
        client.destroy("google_compute_subnetwork", made)
