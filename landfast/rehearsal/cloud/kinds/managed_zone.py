"""Zones of Cloud DNS: their number, the servers that answer for a public one, and the records that hold them."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import Grants
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.stable import digest, number
from landfast.rehearsal.cloud.store import Store, StoredResource

PRIVATE = ["ns-gcp-private.googledomains.com."]
SHARDS = "abcde"
RECORD, GIVEN = "google_dns_record_set", ("NS", "SOA")


def _computed(call: Call) -> Object:
    shard = SHARDS[int(digest(call.name), 16) % len(SHARDS)]
    public = [f"ns-cloud-{shard}{place}.googledomains.com." for place in range(1, 5)]
    servers = PRIVATE if call.text("visibility") == "private" else public
    return {"managed_zone_id": int(number(18, "zone", call.name)), "name_servers": servers}


def _empty(call: Call, store: Store) -> None:
    """https://github.com/tetratelabs/tetrate-service-bridge-sandbox/issues/256; with `force` its records go first."""
    if call.verb == "delete" and not call.fields.get("force") and any(_records(call, store)):
        last = call.name.rsplit("/", 1)[-1]
        raise bad_request(
            f"The resource named '{last}' cannot be deleted because it contains one or more 'resource records'.",
            "containerNotEmpty",
        )


def _records(call: Call, store: Store) -> Iterator[StoredResource]:
    """Without those that a zone has of its own accord, though somebody may have set them."""
    for item in store.under(RECORD, f"{call.name}/rrsets", call.project):
        if item.fields.get("type") not in GIVEN or item.fields.get("name") != (call.before or {}).get("dns_name"):
            yield item


def _gone(call: Call, store: Store) -> None:
    store.delete(StoredResource(call.type, call.name, call.project, {}))
    for item in store.under(RECORD, f"{call.name}/rrsets", call.project):
        store.delete(item)
    Grants(store).remove(call.type, call.name)


BEHAVIOURS = {"google_dns_managed_zone": Behaviour(computed=_computed, refuses=(_empty,), deleted=_gone)}
