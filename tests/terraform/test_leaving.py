"""`down` removes what jobs, clusters and services left in the way, waits for what it can not, and names the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from left_behind import COMPUTE, VERTEX, Calls
from terraform_stacks import PROJECT, REGION, document, driver, foundation, let_through, lose_all, write_environment

from landfast.core.progress import Event, Reporter, silent
from landfast.gcp.deleting import what_to_do
from landfast.rehearsal import RehearsalCloud
from landfast.terraform import Driver, TerraformError
from landfast.terraform.access import Patience

NETWORK = f"projects/{PROJECT}/global/networks/n"
LINK = f"https://www.googleapis.com/compute/v1/{NETWORK}"
SUBNETWORK = f"projects/{PROJECT}/regions/{REGION}/subnetworks/s"
TYPES = (
    "google_project", "google_project_service", "google_vertex_ai_endpoint", "google_vertex_ai_feature_group",
    "google_compute_network", "google_compute_subnetwork", "google_compute_global_address",
    "google_service_networking_connection", "google_cloud_run_v2_service", "google_folder",
)  # fmt: skip


def environment() -> dict[str, tuple[tuple[str, ...], dict[str, Any]]]:
    """A network with a peering, models and features, and a service that stands in the network."""
    base = foundation()
    # As the stacks have it: Google disables them with the project.
    for name in ("aiplatform", "bigquery", "compute", "servicenetworking", "run"):
        base["google_project_service"][name] = {
            **base["google_project_service"]["storage"], "service": f"{name}.googleapis.com",
            "disable_on_destroy": False,
        }  # fmt: skip
    base["google_folder"] = {"own": {"display_name": PROJECT, "parent": "organizations/123456789012",
                                     "deletion_protection": False}}  # fmt: skip
    del base["google_project"]["main"]["org_id"]
    base["google_project"]["main"]["folder_id"] = "${google_folder.own.id}"
    space = {"purpose": "VPC_PEERING", "address_type": "INTERNAL", "prefix_length": 20}
    network = {
        "google_compute_network": {"n": {"name": "n", "auto_create_subnetworks": False}},
        "google_compute_subnetwork": {"s": {"name": "s", "network": "${google_compute_network.n.id}",
                                            "ip_cidr_range": "10.0.0.0/20"}},
        "google_compute_global_address": {"r": {"name": "r", "network": "${google_compute_network.n.id}", **space}},
        "google_service_networking_connection": {
            "c": {"network": "${google_compute_network.n.id}", "service": "servicenetworking.googleapis.com",
                  "reserved_peering_ranges": ["${google_compute_global_address.r.name}"], "deletion_policy": "ABANDON"}
        },
    }  # fmt: skip
    inside = [{"egress": "ALL_TRAFFIC", "network_interfaces": [{"network": NETWORK, "subnetwork": SUBNETWORK}]}]
    template = [{"containers": [{"image": "us-docker.pkg.dev/cloudrun/container/hello"}], "vpc_access": inside}]
    ml = {
        "google_vertex_ai_endpoint": {"e": {"name": "1", "display_name": "models", "location": REGION,
                                            "region": REGION}},
        "google_vertex_ai_feature_group": {"g": {"name": "g", "region": REGION}},
        "google_cloud_run_v2_service": {"s": {"name": "mlflow", "location": REGION, "deletion_protection": False,
                                              "template": template}},
    }  # fmt: skip
    return {
        "foundation": ((), document(base)),
        "network": (("foundation",), document(network)),
        "ml": (("foundation", "network"), document(ml)),
    }


@contextmanager
def standing(
    folder: Path, report: Reporter = silent, faults: Sequence[dict[str, Any]] = (), patience: float = 30.0
) -> Iterator[tuple[Driver, RehearsalCloud]]:
    """A driver over the environment, which is up, as the target has it."""
    synthesis = write_environment(folder / "dev", environment())
    path = folder / "faults.json"
    path.write_text(json.dumps(faults))
    given = Patience(leftovers=patience)
    with driver(synthesis, folder / "cloud", path, report, types=TYPES, patience=given) as (running, cloud):
        running.up(let_through, lose_all)
        yield running, cloud


def test_down_takes_all_that_is_in_the_way(tmp_path: Path) -> None:
    events: list[Event] = []
    held = {"action": "hold", "type": "google_cloud_run_v2_service", "operation": "delete", "seconds": 4}
    with standing(tmp_path, events.append, [held]) as (running, cloud):
        calls = Calls(cloud.wire)
        calls.deploy("1")
        calls.feature("g", "age")
        calls.load_balancer(LINK)
        calls.volume()
        running.down()
        assert cloud.resources() == []
        said = [event.detail for event in events if event.phase == "destroy" and event.state == "progress"]
        for words in (
            "undeploys model churn-1 from 1", "removes 1 features of g", "removes firewalls/k8s-fw-l7--475b6352, which",
            "removes disks/pvc-", "removes the peering servicenetworking-googleapis-com of n",
        ):  # fmt: skip
            assert any(line.startswith(words) for line in said), words
        assert any("for serverless-ipv4-" in line and "min more" in line for line in said)
        # The next one makes all of it again: the project is restored with its folder, and both are adopted.
        again = running.up(let_through, lose_all)
        assert again["network"].created == 4
        kinds = [item.type for item in cloud.resources()]
        assert (kinds.count("google_project"), kinds.count("google_folder")) == (1, 1)


def test_what_is_nobodys_is_named_with_the_command(tmp_path: Path) -> None:
    with standing(tmp_path) as (running, cloud):
        body = {"name": "ours", "network": LINK, "direction": "INGRESS", "sourceRanges": ["10.0.0.0/8"],
                "allowed": [{"IPProtocol": "tcp"}]}  # fmt: skip
        Calls(cloud.wire).ask("POST", f"{COMPUTE}/global/firewalls", body)
        with pytest.raises(TerraformError) as refused:
            running.down()
        assert f"`gcloud compute firewall-rules delete ours --project={PROJECT}`, then run this again" in str(
            refused.value
        )
        Calls(cloud.wire).ask("DELETE", f"{COMPUTE}/global/firewalls/ours")
        running.down()
        assert cloud.resources() == []


def test_what_is_not_given_back_in_time_is_said_and_the_next_down_goes_on(tmp_path: Path) -> None:
    held = {"action": "hold", "type": "google_cloud_run_v2_service", "operation": "delete", "seconds": 6}
    with (
        standing(tmp_path, faults=[held], patience=1.0) as (running, cloud),
        pytest.raises(
            TerraformError, match=r"s' is already being used by '.*/addresses/serverless-ipv4-.*\n.*two hours"
        ),
    ):
        running.down()
    synthesis = write_environment(tmp_path / "dev", environment())
    with driver(synthesis, tmp_path / "cloud", types=TYPES) as (running, cloud):
        running.down()
        assert cloud.resources() == []


def test_up_empties_only_what_it_was_agreed_to_lose(tmp_path: Path) -> None:
    """An endpoint that is made anew: its models are what the person was asked for."""
    with standing(tmp_path) as (_running, cloud):
        Calls(cloud.wire).deploy("1")
    moved = environment()
    moved["ml"][1]["resource"]["google_vertex_ai_endpoint"]["e"]["name"] = "2"
    synthesis = write_environment(tmp_path / "dev", moved)
    with driver(synthesis, tmp_path / "cloud", types=TYPES) as (running, cloud):
        running.up(let_through, lose_all)
        found = Calls(cloud.wire).ask("GET", f"{VERTEX}/endpoints")["endpoints"]
        assert [one["name"].rsplit("/", 1)[-1] for one in found] == ["2"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("projects/p/regions/r/addresses/a", "`gcloud compute addresses delete a --region=r --project=p`"),
        (
            "projects/p/zones/z/networkEndpointGroups/n",
            "`gcloud compute network-endpoint-groups delete n --zone=z --project=p`",
        ),
        ("projects/p/global/backendServices/b", "`gcloud compute backend-services delete b --global --project=p`"),
        ("projects/p/regions/r/addresses/serverless-ipv4-1", "one to two hours after its service went"),
        ("projects/p/global/routes/peering-route-1", "`gcloud compute networks peerings list --project=p`"),
        ("projects/p/global/networkInstances/v", ""),
        ("tenant", ""),
    ],
)
def test_a_way_out_is_known_for_what_may_be_in_the_way(path: str, words: str) -> None:
    known = what_to_do(path) or ""
    assert words in known
    assert bool(words) == bool(known)
