"""Service Networking: networks of Google's services beside a network, and the names that those may ask for.

A network is named by its project's number here, in requests and in answers.
"""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.peering import CONNECTION
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import IN_PROJECT, Asked
from landfast.rehearsal.doors.wire.definition import Collection, Service

CONNECTIONS = Collection("services.connections", CONNECTION, schema="Connection", only=())


def _service(asked: Asked) -> str:
    return asked.path.split("/")[1]


def _network(asked: Asked, text: str) -> str:
    """The path of a network, its project by the id. Raises: Refusal (400)."""
    path = asked.by_id(text)
    if not IN_PROJECT.match(path):
        raise bad_request(f"Network '{text}' is none: projects/NUMBER/global/networks/NAME.", "invalid")
    return path


def _standing(asked: Asked, network: str) -> list[StoredResource]:
    project = network.split("/")[1]
    return [
        item
        for item in asked.store.list(CONNECTION, project)
        if str(item.fields.get("network")).endswith(network)
        and (_service(asked) in ("-", str(item.fields.get("service"))))
    ]


def _content(item: StoredResource, network: str) -> Object:
    _projects, project, rest = network.split("/", 2)
    ranges = list(item.fields.get("reserved_peering_ranges") or ())
    return {
        "network": f"projects/{project_number(project)}/{rest}",
        "peering": item.fields.get("peering"),
        "service": f"services/{item.fields.get('service')}",
        **({"reservedPeeringRanges": ranges} if ranges else {}),
    }


def _list(asked: Asked) -> Object:
    network = _network(asked, asked.parameter("network"))
    found = [_content(item, network) for item in _standing(asked, network)]
    return {"connections": found} if found else {}


def _create(asked: Asked) -> Object:
    network = _network(asked, str(asked.body.get("network") or ""))
    fields = {
        "network": network,
        "service": _service(asked),
        "reserved_peering_ranges": list(asked.body.get("reservedPeeringRanges") or ()),
    }
    made = asked.cloud.answer(Call("create", kind(CONNECTION), fields=fields))
    return operations.done(asked, asked.path, _content(made, network), "Connection")


def _patch(asked: Asked) -> Object:
    """https://cloud.google.com/service-infrastructure/docs/service-networking/reference/rest/v1/
    services.connections/patch: without `force` ranges are only ever added."""
    network = _network(asked, str(asked.body.get("network") or ""))
    found = _one(asked, network)
    before = list(found.fields.get("reserved_peering_ranges") or ())
    wanted = list(asked.body.get("reservedPeeringRanges") or ())
    if not asked.flag("force") and not set(before) <= set(wanted):
        raise bad_request("Ranges can only be removed from a connection with force.", "failedPrecondition")
    fields = {**found.fields, "reserved_peering_ranges": wanted}
    made = asked.cloud.answer(Call("update", kind(CONNECTION), found.name, found.project, fields))
    return operations.done(asked, asked.path, _content(made, network), "Connection")


def _one(asked: Asked, network: str) -> StoredResource:
    found = _standing(asked, network)
    if not found:
        raise not_found(f"Network '{network}' has no private connection to {_service(asked)}.")
    return found[0]


def _delete(asked: Asked) -> Object:
    found = _one(asked, _network(asked, str(asked.body.get("consumerNetwork") or "")))
    asked.cloud.answer(Call("delete", kind(CONNECTION), found.name, found.project))
    return operations.done(asked, asked.path, None, "")


SERVICE = Service(
    "servicenetworking.v1",
    (
        CONNECTIONS,
        Collection(
            "services.projects.global.networks.peeredDnsDomains",
            "google_service_networking_peered_dns_domain",
            schema="PeeredDnsDomain",
            short=True,
        ),
    ),
    handlers={
        "services.connections.list": _list,
        "services.connections.create": _create,
        "services.connections.patch": _patch,
        "services.connections.deleteConnection": _delete,
    },
    package="google.cloud.servicenetworking.v1",
)
