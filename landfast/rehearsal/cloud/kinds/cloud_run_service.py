"""Cloud Run services: their addresses and revisions."""

from __future__ import annotations

from landfast.gcp.run_hosts import region_code
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.stable import digest, number
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import SERVERLESS_ADDRESS

LATEST = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"


def _computed(call: Call) -> Object:
    fields = call.fields
    region = str(fields["location"])
    numbered = f"https://{fields['name']}-{project_number(fields['project'])}.{region}.run.app"
    # https://cloud.google.com/run/docs/triggering/https-request: the hash is the project's.
    letters = str.maketrans("0123456789", "ghijkmnpqr")
    short = digest("run", fields["project"])[:10].translate(letters)
    code = region_code(region)
    uri = f"https://{fields['name']}-{short}-{code}.a.run.app" if code else numbered
    revision = f"{call.name}/revisions/{fields['name']}-00001-{digest(call.name)[:3]}"
    return {
        "uri": uri,
        "urls": sorted({numbered, uri}),
        "traffic": [{"type": LATEST, "percent": 100}],
        "traffic_statuses": [{"percent": 100, "revision": "", "tag": "", "type": LATEST, "uri": ""}],
        "terminal_condition": [{"type": "Ready", "state": "CONDITION_SUCCEEDED"}],
        "generation": "1",
        "observed_generation": "1",
        "latest_ready_revision": revision,
        "latest_created_revision": revision,
        "launch_stage": "GA",
    }


def _addresses(call: Call, store: Store) -> None:
    """What a service sends into a network has addresses there, which are Cloud Run's own to give back.

    https://cloud.google.com/run/docs/configuring/vpc-direct-vpc#direct-vpc-ip-allocation
    """
    for block in blocks(call.fields, "template", "vpc_access", "network_interfaces"):
        place = f"projects/{call.project}/regions/{call.fields['location']}/addresses"
        name = f"{place}/serverless-ipv4-{number(19, call.name, block.get('subnetwork'))}"
        until = "1970-01-01T00:00:00+00:00"
        fields = {"service": call.name, "subnetwork": block.get("subnetwork"), "until": until}
        store.put(StoredResource(SERVERLESS_ADDRESS, name, call.project, fields))


BEHAVIOURS = {"google_cloud_run_v2_service": Behaviour(computed=_computed, then=_addresses)}
