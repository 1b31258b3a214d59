"""What Compute Engine says of each of its resources: its number, fingerprints, and whole URLs of what it names."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.records import record_of
from landfast.rehearsal.cloud.refusal import precondition_failed
from landfast.rehearsal.cloud.stable import digest, number
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Differences, Handler
from landfast.rehearsal.doors.wire.links import linked, whole
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.methods import create, update

LINKS = ("network", "subnetwork", "subnetworks", "subnetworks.name", "natIps", "nextHopGateway", "attachmentTarget",
         "properties.networkInterfaces.network", "properties.networkInterfaces.subnetwork")  # fmt: skip
GATEWAY = "default-internet-gateway"
FINGERPRINTS = {"fingerprint": "whole", "labelFingerprint": "labels"}


def _to_api(fields: Object, content: Object) -> None:
    link = str(fields.get("self_link") or "")
    linked(content, LINKS)
    content["id"] = str(fields.get("network_id") or fields.get("forwarding_rule_id") or number(19, link))
    if fields.get("region"):
        path = f"projects/{fields.get('project')}/regions/{str(fields['region']).rsplit('/', 1)[-1]}"
        content["region"] = whole(path)
    content |= {name: _fingerprint(fields, link, what) for name, what in FINGERPRINTS.items()}


def _fingerprint(fields: Object, link: str, what: str) -> str:
    """Another one after each change; of labels, after each of theirs."""
    said = fields.get("labels") if what == "labels" else record_of(fields).get("revision")
    return base64.b64encode(bytes.fromhex(digest(what, link, said))[:8]).decode()


def in_paths(value: Any) -> Any:
    """A content as the cloud keeps it: URLs of Compute Engine's are paths, whatever host its client was told."""
    if isinstance(value, str):
        before, marker, path = value.partition("/compute/v1/projects/")
        return f"projects/{path}" if marker and before.startswith("http") else value
    if isinstance(value, dict):
        return {name: in_paths(inner) for name, inner in value.items()}
    return [in_paths(inner) for inner in value] if isinstance(value, list) else value


def made(asked: Asked) -> Object | Response:
    return create(replace(asked, body=in_paths(asked.body)))


def changed(asked: Asked) -> Object | Response:
    check_fingerprint(asked)
    return update(replace(asked, body=in_paths(asked.body)))


def set_labels(asked: Asked) -> Object | Response:
    """https://cloud.google.com/compute/docs/reference/rest/v1/globalAddresses/setLabels"""
    check_fingerprint(asked)
    return update(replace(asked, body={"labels": asked.body.get("labels") or None}))


def check_fingerprint(asked: Asked) -> None:
    """Raises: Refusal (412), if what was read before has changed."""
    for name in FINGERPRINTS:
        given = asked.body.get(name)
        if given and given != content_of(asked, asked.standing()).get(name):
            raise precondition_failed(f"{'Labels f' if name != 'fingerprint' else 'F'}ingerprint is invalid or stale.")


def _gateway_to_api(fields: Object, content: Object) -> None:
    if content.get("nextHopGateway") == GATEWAY:
        content["nextHopGateway"] = f"projects/{fields.get('project')}/global/gateways/{GATEWAY}"
    _to_api(fields, content)


def _gateway_to_fields(fields: Object, _content: Object) -> None:
    if str(fields.get("next_hop_gateway") or "").endswith(f"/{GATEWAY}"):
        fields["next_hop_gateway"] = GATEWAY


def _subnetwork(fields: Object, content: Object) -> None:
    _to_api(fields, content)
    if fields.get("log_config"):
        content["logConfig"]["enable"] = True
    content["enableFlowLogs"] = bool(fields.get("log_config"))


def _without_logs(fields: Object, content: Object) -> None:
    logs = content.get("logConfig")
    if isinstance(logs, dict) and logs.get("enable") is False:
        fields.pop("log_config", None)


def _rule(fields: Object, content: Object) -> None:
    _to_api(fields, content)
    # A bundle of Google's APIs is reached by an endpoint of Private Service Connect.
    if str(fields.get("target")) in ("all-apis", "vpc-sc"):
        content["pscConnectionId"] = number(17, "connection", fields.get("self_link"))


LINKED = Differences(to_api=_to_api)
_BALANCED = {"ip_address": "IPAddress", "ip_protocol": "IPProtocol", "network_tier": "networkTier"}
DIFFERENCES: Mapping[str, Differences] = {
    "google_compute_firewall": Differences({"allow": "allowed", "deny": "denied"}, to_api=_to_api),
    "google_compute_disk": Differences({"size": "sizeGb"}, to_api=_to_api),
    "google_compute_network": Differences(
        {
            "routing_mode": "routingConfig.routingMode",
            "bgp_best_path_selection_mode": "routingConfig.bgpBestPathSelectionMode",
            "bgp_always_compare_med": "routingConfig.bgpAlwaysCompareMed",
            "bgp_inter_region_cost": "routingConfig.bgpInterRegionCost",
        },
        to_api=_to_api,
    ),
    "google_compute_subnetwork": Differences(
        {"secondary_ip_range": "secondaryIpRanges"}, to_api=_subnetwork, to_fields=_without_logs
    ),
    "google_compute_route": Differences(to_api=_gateway_to_api, to_fields=_gateway_to_fields),
    "google_compute_forwarding_rule": Differences(_BALANCED, to_api=_rule),
    "google_compute_global_forwarding_rule": Differences(_BALANCED, to_api=_rule),
}


def differences(type_: str) -> Differences:
    return DIFFERENCES.get(type_, LINKED)


WRITING: Mapping[str, Handler] = {"insert": made, "patch": changed, "setLabels": set_labels}
