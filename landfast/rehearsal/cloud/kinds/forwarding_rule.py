"""Endpoints of Google's APIs: what they can be called."""

from __future__ import annotations

import re

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import Store

# Bundles of Google's APIs, and what their endpoints are called.
BUNDLES = ("all-apis", "vpc-sc")
ENDPOINT = re.compile(r"[a-z][a-z0-9]{0,19}")


def _address(call: Call, store: Store) -> Object:
    """What is asked for by a name is answered as the address that it has."""
    asked = call.text("ip_address")
    path = asked[asked.find("projects/") :] if "projects/" in asked else f"projects/{call.text('project')}/{asked}"
    found = store.get("google_compute_global_address", path)
    return {} if found is None else {"ip_address": str(found.fields["address"])}


def _computed(call: Call) -> Object:
    """https://cloud.google.com/compute/docs/reference/rest/v1/globalForwardingRules"""
    connected = {"psc_connection_status": "ACCEPTED"} if call.text("target") in BUNDLES else {}
    return {"forwarding_rule_id": int(number(18, "forwarding rule", call.name)), **connected}


def _short_name(call: Call, _store: Store) -> None:
    if call.verb == "create" and call.text("target") in BUNDLES and not ENDPOINT.fullmatch(call.text("name")):
        raise bad_request(
            f"Invalid value for field 'resource.name': '{call.text('name')}'. Must be 1-20 letters and digits."
        )


BEHAVIOURS = {
    "google_compute_global_forwarding_rule": Behaviour(settled=_address, computed=_computed, refuses=(_short_name,)),
}
