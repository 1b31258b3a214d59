"""Regional endpoints of Google's APIs: an address of the subnetwork for a name of the same region."""

from __future__ import annotations

import re

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.stable import address
from landfast.rehearsal.cloud.store import Store

TARGET = re.compile(r"[a-z0-9-]+\.(?P<region>[a-z0-9-]+)\.(?:p\.)?rep\.googleapis\.com")


def _computed(call: Call) -> Object:
    forwarding = f"projects/{call.fields['project']}/regions/{call.fields['location']}/forwardingRules"
    return {"address": address(call.name), "psc_forwarding_rule": f"{forwarding}/{call.fields['name']}"}


def _names_its_region(call: Call, _store: Store) -> None:
    target, location = call.text("target_google_api"), call.text("location")
    found = TARGET.fullmatch(target)
    if call.verb == "create" and (found is None or found["region"] != location):
        raise bad_request(
            f"invalid target_google_api '{target}': must be of the form API.{location}.rep.googleapis.com"
        )


BEHAVIOURS = {
    "google_network_connectivity_regional_endpoint": Behaviour(computed=_computed, refuses=(_names_its_region,))
}
