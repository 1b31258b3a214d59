"""Endpoints of Google's APIs: what they can be called."""

from __future__ import annotations

import re

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# Bundles of Google's APIs, and what their endpoints are called.
BUNDLES = ("all-apis", "vpc-sc")
ENDPOINT = re.compile(r"[a-z][a-z0-9]{0,19}")


def _short_name(call: Call, _store: Store) -> None:
    if call.verb == "create" and call.text("target") in BUNDLES and not ENDPOINT.fullmatch(call.text("name")):
        raise bad_request(
            f"Invalid value for field 'resource.name': '{call.text('name')}'. Must be 1-20 letters and digits."
        )


BEHAVIOURS = {
    "google_compute_global_forwarding_rule": Behaviour(refuses=(_short_name,)),
}
