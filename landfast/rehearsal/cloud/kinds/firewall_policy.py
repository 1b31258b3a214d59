"""Firewall policies: their number and links, and the rules that each has from the start."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import number

ROOT = "https://www.googleapis.com/compute/v1/"
# https://cloud.google.com/firewall/docs/firewall-policies-rule-details#predefined: traffic goes on to the next rules.
LAST = 2147483647
EVERYWHERE = (("EGRESS", "::/0"), ("INGRESS", "::/0"), ("EGRESS", "0.0.0.0/0"), ("INGRESS", "0.0.0.0/0"))


def _computed(call: Call) -> Object:
    own = number(19, "firewall policy", call.name)
    above = call.name.rpartition("/")[0]
    return {"self_link_with_id": f"{ROOT}{above}/{own}", "network_firewall_policy_id": own}


def _short_name(call: Call) -> Object:
    """Of the policy: https://cloud.google.com/compute/docs/reference/rest/v1/networkFirewallPolicies#FirewallPolicyAssociation"""
    return {"short_name": call.text("firewall_policy").rsplit("/", 1)[-1]}


def _with_rules(call: Call) -> Object:
    rules = [_predefined(LAST - place, *side) for place, side in enumerate(reversed(EVERYWHERE))]
    return {**_computed(call), "predefined_rules": rules[::-1]}


def _predefined(priority: int, direction: str, cidr: str) -> Object:
    side = "dest_ip_ranges" if direction == "EGRESS" else "src_ip_ranges"
    match = {side: [cidr], "layer4_config": [{"ip_protocol": "all"}]}
    return {"priority": priority, "action": "goto_next", "direction": direction, "match": [match]}


BEHAVIOURS = {
    "google_compute_network_firewall_policy": Behaviour(computed=_computed),
    "google_compute_network_firewall_policy_with_rules": Behaviour(computed=_with_rules),
    "google_compute_network_firewall_policy_association": Behaviour(computed=_short_name),
    "google_compute_region_network_firewall_policy_association": Behaviour(computed=_short_name),
    "google_compute_region_network_firewall_policy": Behaviour(computed=_computed),
    "google_compute_region_network_firewall_policy_with_rules": Behaviour(computed=_with_rules),
}
