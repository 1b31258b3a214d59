"""Zones of Cloud DNS: their number, and the servers that answer for a public one."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import digest, number

PRIVATE = ["ns-gcp-private.googledomains.com."]
SHARDS = "abcde"


def _computed(call: Call) -> Object:
    shard = SHARDS[int(digest(call.name), 16) % len(SHARDS)]
    public = [f"ns-cloud-{shard}{place}.googledomains.com." for place in range(1, 5)]
    servers = PRIVATE if call.text("visibility") == "private" else public
    return {"managed_zone_id": int(number(18, "zone", call.name)), "name_servers": servers}


BEHAVIOURS = {"google_dns_managed_zone": Behaviour(computed=_computed)}
