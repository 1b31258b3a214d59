"""Cloud DNS: zones, what is in them, and how networks ask. A change of several records is done whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.records import clock
from landfast.rehearsal.cloud.refusal import Refusal, already_exists, not_found, precondition_failed
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import changed_fields, content_of, sent_fields
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service
from landfast.rehearsal.doors.wire.links import linked
from landfast.rehearsal.doors.wire.methods import update
from landfast.rehearsal.doors.wire.pages import paged

ZONE, RECORD = "google_dns_managed_zone", "google_dns_record_set"
# Rows of changes, which the provider's schema has no kind for.
CHANGE = "dns_change"
# https://cloud.google.com/dns/docs/records-overview: a zone has these from the start.
START = "{server} cloud-dns-hostmaster.google.com. 1 21600 3600 259200 300"
GIVEN_TTL = 21600
NETWORKS = (
    "networks.networkUrl",
    "privateVisibilityConfig.networks.networkUrl",
    "peeringConfig.targetNetwork.networkUrl",
)


def _zone_content(_fields: Object, content: Object) -> None:
    linked(content, NETWORKS)
    if "id" in content:
        content["id"] = str(content["id"])


def _zones(asked: Asked) -> Object:
    wanted = asked.parameter("dnsName")
    contents = (content_of(asked, item) for item in asked.store.list(ZONE, asked.project))
    found = [each for each in contents if wanted in ("", each["dnsName"])]
    return {"kind": "dns#managedZonesListResponse", **_page(asked, "managedZones", found)}


def _page(asked: Asked, name: str, contents: Iterable[Object]) -> Object:
    page, more = paged(asked, contents, _key)
    return {name: page, **more}


def _key(content: Object) -> str:
    return f"{content['name']} {content.get('type') or ''}"


def _update_policy(asked: Asked) -> Object:
    return {"policy": update(asked)}


def _zone(asked: Asked) -> StoredResource:
    """Raises: Refusal (404)."""
    name = asked.values["managedZone"]
    found = asked.store.get(ZONE, f"projects/{asked.project}/managedZones/{name}", asked.project)
    if found is None:
        raise not_found(f"The 'parameters.managedZone' resource named '{name}' does not exist.")
    return found


def _records(asked: Asked) -> Object:
    zone, name, type_ = _zone(asked), asked.parameter("name"), asked.parameter("type")
    own = asked.store.under(RECORD, f"{zone.name}/rrsets", asked.project)
    contents = [*_given(zone, own), *(content_of(asked, item, RECORDS) for item in own)]
    found = [each for each in contents if name in ("", each["name"]) and type_ in ("", each["type"])]
    return {"kind": "dns#resourceRecordSetsListResponse", **_page(asked, "rrsets", found)}


def _given(zone: StoredResource, own: Sequence[StoredResource]) -> Iterator[Object]:
    """What a zone has of its own accord, until somebody sets it."""
    servers = list(zone.fields.get("name_servers") or [""])
    for type_, data in (("NS", servers), ("SOA", [START.format(server=servers[0])])):
        name = str(zone.fields["dns_name"])
        if all((item.fields["name"], item.fields["type"]) != (name, type_) for item in own):
            record = {"name": name, "type": type_, "ttl": GIVEN_TTL, "rrdatas": data}
            yield {"kind": "dns#resourceRecordSet", **record}


def _get_record(asked: Asked) -> Object:
    zone, wanted = _zone(asked), (asked.values["name"], asked.values["type"])
    found = asked.find()
    if found is not None:
        return content_of(asked, found)
    given = next((each for each in _given(zone, ()) if (each["name"], each["type"]) == wanted), None)
    if given is None:
        raise not_found(f"The 'parameters.name' resource named '{wanted[0]} ({wanted[1]})' does not exist.")
    return given


def _create_record(asked: Asked) -> Object:
    return content_of(asked, _added(asked, _zone(asked), "entity.rrset", asked.body))


def _added(asked: Asked, zone: StoredResource, where: str, record: Object) -> StoredResource:
    path = _path(zone, record)
    if asked.store.get(RECORD, path, asked.project) is not None:
        raise already_exists(f"The resource '{where}' named '{_title(record)}' already exists")
    fields = {**sent_fields(asked, RECORDS, record, path), "managed_zone": zone.fields["name"]}
    return asked.cloud.answer(Call("create", kind(RECORD), fields=fields))


def _path(zone: StoredResource, record: Object) -> str:
    return f"{zone.name}/rrsets/{record.get('name')}/{record.get('type')}"


def _title(record: Object) -> str:
    return f"{record.get('name')} ({record.get('type')})"


def _change(asked: Asked) -> Object:
    """https://cloud.google.com/dns/docs/reference/rest/v1/changes/create"""
    zone = _zone(asked)
    additions, deletions = list(asked.body.get("additions") or ()), list(asked.body.get("deletions") or ())
    if not additions and not deletions:
        raise Refusal(400, "INVALID_ARGUMENT", "The 'entity.change' parameter is required but was missing.", "required")
    standing = {_path(zone, each): _deleted(asked, zone, place, each) for place, each in enumerate(deletions)}
    for place, record in enumerate(additions):
        before = standing.pop(_path(zone, record), None)
        if before is None:
            _added(asked, zone, f"entity.change.additions[{place}]", record)
        else:
            _replaced(asked, before, record)
    for item in filter(None, standing.values()):
        asked.cloud.answer(Call("delete", kind(RECORD), item.name, item.project))
    return _noted(asked, zone, {"additions": additions, "deletions": deletions})


def _deleted(asked: Asked, zone: StoredResource, place: int, record: Object) -> StoredResource | None:
    """What a deletion means; None for what the zone has of its own accord. Raises: Refusal, if it says otherwise."""
    where, own = f"entity.change.deletions[{place}]", asked.store.get(RECORD, _path(zone, record), asked.project)
    given = (each for each in _given(zone, ()) if _title(each) == _title(record))
    content = next(given, None) if own is None else content_of(asked, own, RECORDS)
    if content is None:
        raise not_found(f"The '{where}' resource named '{_title(record)}' does not exist.")
    if any(_said(content, name) != _said(record, name) for name in ("ttl", "rrdatas", "routingPolicy")):
        raise precondition_failed(f"Precondition not met for '{where}'")
    return own


def _said(record: Object, name: str) -> Any:
    value = record.get(name)
    return sorted(value) if isinstance(value, list) else value or None


def _replaced(asked: Asked, before: StoredResource, record: Object) -> None:
    fields = changed_fields(asked, before, record, RECORDS)
    asked.cloud.answer(Call("update", kind(RECORD), before.name, before.project, fields))


def _noted(asked: Asked, zone: StoredResource, done: Object) -> Object:
    above = f"{zone.name}/changes"
    number = 1 + len(asked.store.under(CHANGE, above, asked.project))
    said = {name: records for name, records in done.items() if records}
    change = {"kind": "dns#change", "id": str(number), "status": "done", "startTime": clock(), **said}
    asked.store.put(StoredResource(CHANGE, f"{above}/{number}", asked.project, change))
    return change


_STEERED = {
    "routing_policy.geo": "geo.items",
    "routing_policy.wrr": "wrr.items",
    "routing_policy.enable_geo_fencing": "geo.enableFencing",
    "routing_policy.primary_backup.backup_geo": "backupGeoTargets.items",
    "routing_policy.primary_backup.enable_geo_fencing_for_backups": "backupGeoTargets.enableFencing",
    "routing_policy.primary_backup.primary": "primaryTargets",
    "routing_policy.primary_backup.trickle_ratio": "trickleTraffic",
}
RECORDS = Collection("resourceRecordSets", RECORD, short=True, only=("patch", "delete"), differs=Differences(_STEERED))
SERVICE = Service(
    "dns.v1",
    (
        Collection(
            "managedZones",
            ZONE,
            short=True,
            differs=Differences({"managed_zone_id": "id"}, to_api=_zone_content),
        ),
        Collection("policies", "google_dns_policy", short=True, differs=Differences(to_api=_zone_content)),
        RECORDS,
        Collection("changes", CHANGE, only=("get", "list")),
    ),
    handlers={
        "managedZones.list": _zones,
        "policies.patch": _update_policy,
        "policies.update": _update_policy,
        "changes.create": _change,
        "resourceRecordSets.list": _records,
        "resourceRecordSets.get": _get_record,
        "resourceRecordSets.create": _create_record,
    },
    classic=True,
)
