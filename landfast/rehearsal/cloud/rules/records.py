"""Cloud DNS: names in their zone, data of the record's type, and no zone twice on one network."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any

from landfast.gcp.tables import table
from landfast.rehearsal.cloud.addresses import network_path
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import Refusal, already_exists, bad_request
from landfast.rehearsal.cloud.store import Store, StoredResource

ZONE, RECORDS = "google_dns_managed_zone", "google_dns_record_set"
LABEL = r"(?:[a-z0-9_*](?:[a-z0-9_-]{0,61}[a-z0-9_])?)"
NAME = re.compile(rf"(?=.{{1,254}}$)(?:{LABEL}\.)*{LABEL}\.")
# Zones that nobody but their registry has: https://cloud.google.com/dns/docs/zones
TOP_LEVEL = 2


def check(call: Call, store: Store) -> None:
    if not call.writes:
        return
    if call.type == ZONE:
        _check_zone(call, store)
    elif call.type == RECORDS:
        _check_records(call, store)


def _check_zone(call: Call, store: Store) -> None:
    name = call.text("dns_name").lower()
    public = call.text("visibility") != "private"
    if not NAME.fullmatch(name) or "*" in name or (public and name.count(".") < TOP_LEVEL):
        raise _invalid("entity.managedZone.dnsName", call.text("dns_name"))
    forwards = any(blocks(call.fields, "forwarding_config")) or any(blocks(call.fields, "peering_config"))
    if public and (forwards or any(blocks(call.fields, "private_visibility_config"))):
        raise bad_request("Forwarding, peering and private visibility are of private zones only.", "invalid")
    if not public and any(
        block.get("state") not in (None, "", "off") for block in blocks(call.fields, "dnssec_config")
    ):
        raise bad_request("DNSSEC is of public zones only.", "invalid")
    for target in blocks(call.fields, "forwarding_config", "target_name_servers"):
        if target.get("ipv4_address") and not _is_address(str(target["ipv4_address"]), 4):
            raise _invalid("entity.managedZone.forwardingConfig", str(target["ipv4_address"]))
    mine = _networks(call.fields, call.project)
    for other in store.list(ZONE):
        same = str(other.fields.get("dns_name")).lower() == name and other.name != call.name
        shared = mine & _networks(other.fields, other.project)
        if same and shared and not public:
            raise already_exists(
                f"Network '{min(shared)}' is already bound to a private zone of the DNS name '{name}' ({other.name}): "
                "overlapping zones.",
                "networkBindingConflict",
            )


def _networks(fields: Any, project: str) -> set[str]:
    found = blocks(fields, "private_visibility_config", "networks")
    return {network_path(str(block.get("network_url")), project) for block in found}


def _check_records(call: Call, store: Store) -> None:
    name, kind = call.text("name").lower(), call.text("type").upper()
    zone = store.get(ZONE, call.name.partition("/rrsets/")[0])
    if not NAME.fullmatch(name) or "*" in name.removeprefix("*."):
        raise _invalid("entity.change.additions[0].name", call.text("name"))
    if zone is not None:
        _check_in_zone(call, store, zone, name, kind)
    data = list(_data(call))
    if not data:
        raise _invalid("entity.change.additions[0].rrdatas", "")
    if kind == "CNAME" and len(data) > 1 and not call.fields.get("routing_policy"):
        raise _invalid("entity.change.additions[0].rrdatas", ", ".join(data))
    for text in data:
        if data.count(text) > 1 and not call.fields.get("routing_policy"):
            raise _invalid("entity.change.additions[0].rrdatas", ", ".join(data))
        if not _is_of_type(kind, text):
            raise _invalid("entity.change.additions[0].rrdata[0]", text)


def _check_in_zone(call: Call, store: Store, zone: StoredResource, name: str, kind: str) -> None:
    above = str(zone.fields.get("dns_name")).lower()
    if name != above and not name.endswith(f".{above}"):
        raise _invalid("entity.change.additions[0].name", call.text("name"))
    if kind == "SOA" and name != above:
        raise bad_request(
            f"The resource record set '{name}' of the type SOA is at the apex of its zone only.", "invalid"
        )
    if kind == "CNAME" and name == above:
        raise bad_request(
            f"The resource record set '{name}' of the type CNAME can't be at the apex of its zone.", "invalid"
        )
    for other in store.under(RECORDS, f"{zone.name}/rrsets/{name}", zone.project):
        if other.name != call.name and "CNAME" in (kind, str(other.fields.get("type")).upper()):
            raise bad_request(
                f"The resource record set '{name}' is invalid because a CNAME can't stand beside other records.",
                "cnameResourceRecordSetConflict",
            )


def _data(call: Call) -> Iterator[str]:
    yield from (str(text) for text in call.fields.get("rrdatas") or [])
    for policy in blocks(call.fields, "routing_policy"):
        for name in ("wrr", "geo"):
            for item in blocks(policy, name):
                yield from (str(text) for text in item.get("rrdatas") or [])
                if any(blocks(item, "health_checked_targets")):
                    yield "192.0.2.1"
        if any(blocks(policy, "primary_backup")):
            yield "192.0.2.1"


def _is_of_type(kind: str, text: str) -> bool:
    known = table("dns_types")
    if kind in ("A", "AAAA"):
        return _is_address(text, 4 if kind == "A" else 6)
    if kind in known["names"]:
        return NAME.fullmatch(text.lower()) is not None
    pattern = known["patterns"].get(kind)
    return pattern is not None and re.fullmatch(pattern, text) is not None


def _is_address(text: str, version: int) -> bool:
    try:
        return ipaddress.ip_address(text).version == version
    except ValueError:
        return False


def _invalid(field: str, value: str) -> Refusal:
    return bad_request(f"Invalid value for '{field}': '{value}'", "invalid")
