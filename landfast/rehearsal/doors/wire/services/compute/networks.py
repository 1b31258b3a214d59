"""Networks: peerings, and the routes that nobody made beside those that somebody did."""

from __future__ import annotations

from operator import itemgetter

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import DEFAULT_ROUTE, FORMER_CONNECTION, PEERING_ROUTE
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Handler
from landfast.rehearsal.doors.wire.links import whole
from landfast.rehearsal.doors.wire.pages import matches, paged
from landfast.rehearsal.doors.wire.services.compute.contents import GATEWAY, differences, made

ROUTE = "google_compute_route"
ROUTES = Collection("routes", ROUTE, short=True, differs=differences(ROUTE), only=())
KINDS = (ROUTE, PEERING_ROUTE, DEFAULT_ROUTE)


def _remove_peering(asked: Asked) -> Object:
    """https://cloud.google.com/compute/docs/reference/rest/v1/networks/removePeering"""
    network, name = asked.standing(), asked.body.get("name")
    routes = [route for route in _peered(asked.store, network) if route.fields["nextHopPeering"] == name]
    if not routes:
        raise bad_request(f"There is no peering '{name}' in network '{network.name}'.", "invalid")
    for route in routes:
        asked.store.delete(route)
    # The producer keeps its side: https://github.com/GoogleCloudPlatform/cluster-toolkit/pull/4744
    for item in asked.store.list("google_service_networking_connection", network.project):
        if str(item.fields.get("network")).endswith(network.name):
            ranges = {"ranges": sorted(item.fields.get("reserved_peering_ranges") or [])}
            asked.store.put(StoredResource(FORMER_CONNECTION, network.name, network.project, ranges))
    return operations.done(asked, network.name, None, "")


def _peered(store: Store, network: StoredResource) -> list[StoredResource]:
    return [
        item for item in store.list(PEERING_ROUTE, network.project) if item.fields["network"].endswith(network.name)
    ]


def _route(asked: Asked, item: StoredResource) -> Object:
    if item.type == ROUTE:
        return content_of(asked, item, ROUTES)
    own: Object = {name: value for name, value in item.fields.items() if name in ("nextHopPeering", "destRange")}
    if item.type == DEFAULT_ROUTE:
        gateway = f"projects/{item.project}/global/gateways/{GATEWAY}"
        own |= {"priority": 1000, "nextHopGateway": whole(gateway)}
        own["description"] = "Default route to the Internet."
    return {
        "kind": "compute#route",
        "id": number(19, item.name),
        "name": item.name.rsplit("/", 1)[-1],
        "network": whole(str(item.fields["network"])),
        "selfLink": whole(item.name),
        **own,
    }


def _get_route(asked: Asked) -> Object:
    return _route(asked, _standing(asked))


def _standing(asked: Asked) -> StoredResource:
    found = next(filter(None, (asked.store.get(type_, asked.path, asked.project) for type_ in KINDS)), None)
    if found is None:
        raise not_found(f"The resource '{asked.path}' was not found")
    return found


def _routes(asked: Asked) -> Object:
    found = (_route(asked, item) for type_ in KINDS for item in asked.store.list(type_, asked.project))
    page, more = paged(asked, (each for each in found if matches(asked, each)), itemgetter("name"))
    return {"kind": "compute#routeList", **({"items": page} if page else {}), **more}


def _delete_route(asked: Asked) -> Object:
    found = _standing(asked)
    if found.type == PEERING_ROUTE:
        raise bad_request(f"The route '{found.name}' comes with a peering and can't be deleted.", "invalid")
    if found.type == DEFAULT_ROUTE:
        asked.store.delete(found)
    else:
        asked.cloud.answer(Call("delete", kind(found.type), found.name, found.project))
    return operations.done(asked, found.name, None, "")


HANDLERS: dict[str, Handler] = {
    "networks.removePeering": _remove_peering,
    "routes.get": _get_route,
    "routes.list": _routes,
    "routes.insert": made,
    "routes.delete": _delete_route,
}
