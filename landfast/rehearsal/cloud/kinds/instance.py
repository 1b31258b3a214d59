"""Virtual machines of Compute Engine."""

from __future__ import annotations

import re

from landfast.gcp.locations import region_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.addresses import network_path, subnetwork_path
from landfast.rehearsal.cloud.agents import account_stands
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.stable import number, public_address
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/compute/docs/metadata/setting-custom-metadata#limitations
METADATA_KEY = re.compile(r"[a-zA-Z0-9-_]{1,128}")
METADATA_BYTES = 262144


def _computed(call: Call) -> Object:
    return {"cpu_platform": "Intel Broadwell", "current_status": "RUNNING", "instance_id": number(19, call.name)}


def _reached(call: Call) -> Object:
    """An address outside is given where one is asked for without saying which."""
    interfaces = [
        {**block, "access_config": [_outside(call, access) for access in blocks(block, "access_config")]}
        for block in blocks(call.fields, "network_interface")
    ]
    return {"network_interface": interfaces} if interfaces else {}


def _outside(call: Call, access: Object) -> Object:
    return {**access, "nat_ip": access.get("nat_ip") or public_address(call.name)}


def _beside_its_subnetworks(call: Call, _store: Store) -> None:
    region = region_of(call.text("zone"))
    for block in blocks(call.fields, "network_interface") if call.verb == "create" else ():
        path = subnetwork_path(str(block.get("subnetwork") or ""), call.project, region)
        if path.rpartition("/regions/")[2].partition("/")[0] != region:
            raise bad_request(
                f"Invalid value for field 'resource.networkInterfaces[0].subnetwork': '{path}'. It is not in the "
                f"region of the zone, '{region}'.",
                "invalid",
            )


def _in_a_subnetwork(call: Call, store: Store) -> None:
    """https://cloud.google.com/vpc/docs/vpc#subnet-ranges: a network of custom mode chooses no subnetwork by itself."""
    for block in blocks(call.fields, "network_interface") if call.verb == "create" else ():
        if block.get("subnetwork") or block.get("network_attachment") or not block.get("network"):
            continue
        network = store.get("google_compute_network", network_path(str(block["network"]), call.project))
        if network is not None and not network.fields.get("auto_create_subnetworks"):
            raise bad_request(
                "Network interface must specify a subnet if the network resource is in custom subnet mode.", "invalid"
            )


def _as_an_account(call: Call, store: Store) -> None:
    for block in blocks(call.fields, "service_account") if call.writes and call.changed("service_account") else ():
        email = str(block.get("email") or "default")
        if email != "default" and not account_stands(store, email):
            raise bad_request(
                f"The user does not have access to service account '{email}'.", "SERVICE_ACCOUNT_ACCESS_DENIED"
            )


def _described(call: Call, _store: Store) -> None:
    for name, value in (call.fields.get("metadata") or {}).items() if call.writes else ():
        if not METADATA_KEY.fullmatch(name):
            raise bad_request(
                f"Invalid value for field 'resource.metadata.items[0].key': '{name}'. Must be a match of regex "
                f"'{METADATA_KEY.pattern}'.",
                "invalid",
            )
        if len(str(value).encode()) > METADATA_BYTES:
            raise bad_request(f"The value of metadata '{name}' is too large: {METADATA_BYTES} bytes.", "invalid")


BEHAVIOURS = {
    "google_compute_instance": Behaviour(
        computed=_computed,
        inside=_reached,
        refuses=(_beside_its_subnetworks, _in_a_subnetwork, _as_an_account, _described),
    ),
    "google_compute_instance_template": Behaviour(refuses=(_described,)),
}
