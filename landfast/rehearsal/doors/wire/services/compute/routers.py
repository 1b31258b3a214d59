"""Routers, and the gateways to the internet (Cloud NAT) that are part of each."""

from __future__ import annotations

from dataclasses import replace

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.router_nat import NAT
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Handler
from landfast.rehearsal.doors.wire.links import linked
from landfast.rehearsal.doors.wire.masks import merged
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.methods import update
from landfast.rehearsal.doors.wire.pages import listed
from landfast.rehearsal.doors.wire.services.compute.contents import LINKED, in_paths, made
from landfast.rehearsal.doors.wire.translate import translation

ROUTER = "google_compute_router"
NAT_LINKS = ("natIps", "drainNatIps", "subnetworks.name", "nat64Subnetworks.name", "rules.action.sourceNatActiveIps")


def _nat(_fields: Object, content: Object) -> None:
    linked(content, NAT_LINKS)


ROUTERS = Collection("routers", ROUTER, short=True, differs=LINKED, only=("delete",))
NATS = Collection(
    "routers",
    NAT,
    schema="RouterNat",
    differs=Differences({"subnetwork": "subnetworks", "nat64_subnetwork": "nat64Subnetworks"}, to_api=_nat),
)


def _get(asked: Asked) -> Object:
    return _whole(asked, asked.standing())


def _list(asked: Asked) -> Object:
    answer = listed(asked)
    found = [asked.store.get(ROUTER, f"{asked.path}/{each['name']}", asked.project) for each in answer.get("items", ())]
    return {**answer, "items": [_whole(asked, item) for item in found if item is not None]} if found else answer


def _whole(asked: Asked, router: StoredResource) -> Object:
    content = content_of(asked, router, ROUTERS)
    nats = [_content(asked, item) for item in _nats(asked, router)]
    return {**content, "nats": nats} if nats else content


def _content(asked: Asked, nat: StoredResource) -> Object:
    return translation(asked.service, NATS).to_api(nat.fields)


def _nats(asked: Asked, router: StoredResource) -> list[StoredResource]:
    region, name = router.fields.get("region"), router.fields.get("name")
    return [
        item
        for item in asked.store.list(NAT, router.project)
        if (str(item.fields.get("region")).rsplit("/", 1)[-1], str(item.fields.get("router")).rsplit("/", 1)[-1])
        == (str(region).rsplit("/", 1)[-1], name)
    ]


def _insert(asked: Asked) -> Object | Response:
    """Its gateways are made with it."""
    answer = made(asked)
    router = asked.store.get(ROUTER, f"{asked.path}/{asked.body.get('name')}", asked.project)
    if router is not None and asked.body.get("nats"):
        _set_nats(asked, router, list(asked.body["nats"]))
    return answer


def _patch(asked: Asked) -> Object | Response:
    """A list of gateways is all that there will be: https://cloud.google.com/compute/docs/reference/rest/v1/routers"""
    router = asked.standing()
    if "nats" in asked.body or asked.method.verb == "PUT":
        _set_nats(asked, router, list(asked.body.get("nats") or ()))
    rest = {name: value for name, value in asked.body.items() if name != "nats"}
    return update(replace(asked, body=in_paths(rest)))


def _set_nats(asked: Asked, router: StoredResource, wanted: list[Object]) -> None:
    standing = {str(item.fields["name"]): item for item in _nats(asked, router)}
    translated = translation(asked.service, NATS)
    place = {"project": router.project, "region": router.fields["region"], "router": router.fields["name"]}
    names = {str(each.get("name")) for each in wanted}
    # Those that go make room for those that come.
    for item in (item for name, item in standing.items() if name not in names):
        asked.cloud.answer(Call("delete", kind(NAT), item.name, item.project))
    for each in map(in_paths, wanted):
        before = standing.get(str(each.get("name")))
        if before is None:
            asked.cloud.answer(Call("create", kind(NAT), fields={**translated.to_fields(each), **place}))
        elif merged(_content(asked, before), each) != _content(asked, before):
            fields = {**translated.to_fields(each), **place}
            asked.cloud.answer(Call("update", kind(NAT), before.name, before.project, fields))


HANDLERS: dict[str, Handler] = {
    "routers.get": _get,
    "routers.list": _list,
    "routers.insert": _insert,
    "routers.patch": _patch,
    "routers.update": _patch,
}
