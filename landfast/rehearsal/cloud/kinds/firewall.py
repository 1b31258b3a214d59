"""Firewall policies: how much a rule takes."""

from __future__ import annotations

from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/firewall/docs/firewall-policies-rule-details#fqdn-objects
MOST_NAMES = 100


def _few_names(call: Call, _store: Store) -> None:
    for match in blocks(call.fields, "rule", "match") if call.writes else ():
        for field in ("dest_fqdns", "src_fqdns"):
            count = len(match.get(field) or [])
            if count > MOST_NAMES:
                raise bad_request(f"Invalid value for field '{field}': {count} names, {MOST_NAMES} at most.", "invalid")


BEHAVIOURS = {"google_compute_network_firewall_policy_with_rules": Behaviour(refuses=(_few_names,))}
