"""What Compute Engine says of a project, and what there is in regions and zones."""

from __future__ import annotations

from collections.abc import Container, Iterator
from operator import itemgetter

from landfast.gcp.agents import default_account
from landfast.gcp.machine_types import in_zone, is_machine_type, machine_types
from landfast.gcp.regions import catalogue
from landfast.gcp.universes import regions_of, universe_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.kinds.shared_network import lends
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import not_found
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Handler
from landfast.rehearsal.doors.wire.links import whole
from landfast.rehearsal.doors.wire.pages import matches, paged


def project_content(store: Store, name: str) -> Object:
    """What Compute Engine says of a project, by its id."""
    own = project_number(name)
    return {
        "kind": "compute#project",
        "id": own,
        "name": name,
        "defaultServiceAccount": default_account("compute.googleapis.com", own, universe_of(name)),
        "defaultNetworkTier": "PREMIUM",
        "xpnProjectStatus": "HOST" if lends(store, name) else "UNSPECIFIED_XPN_PROJECT_STATUS",
        "selfLink": whole(f"projects/{name}"),
    }


def _project(asked: Asked) -> Object:
    return project_content(asked.store, asked.project)


def _region(asked: Asked, name: str) -> Object:
    zones = catalogue()[name].zones
    return {
        **_place(asked, "region", f"regions/{name}"),
        "zones": [whole(f"projects/{asked.project}/zones/{zone}") for zone in zones],
    }


def _zone(asked: Asked, name: str) -> Object:
    region = name.rpartition("-")[0]
    return {**_place(asked, "zone", f"zones/{name}"), "region": whole(f"projects/{asked.project}/regions/{region}")}


def _place(asked: Asked, kind: str, path: str) -> Object:
    name = path.rpartition("/")[2]
    return {
        "kind": f"compute#{kind}",
        "id": number(4, kind, name),
        "name": name,
        "status": "UP",
        "selfLink": whole(f"projects/{asked.project}/{path}"),
    }


def _machine(asked: Asked, name: str) -> Object:
    zone = asked.values["zone"]
    return {
        "kind": "compute#machineType",
        "id": number(6, "machine", name),
        "name": name,
        "zone": zone,
        "selfLink": whole(f"projects/{asked.project}/zones/{zone}/machineTypes/{name}"),
    }


def _zones(asked: Asked) -> list[str]:
    return [zone for region in regions_of(asked.project).values() for zone in region.zones]


def _get_region(asked: Asked) -> Object:
    _check(asked, "region", regions_of(asked.project))
    return _region(asked, asked.values["region"])


def _get_zone(asked: Asked) -> Object:
    _check(asked, "zone", _zones(asked))
    return _zone(asked, asked.values["zone"])


def _get_machine(asked: Asked) -> Object:
    _check(asked, "zone", _zones(asked))
    name = asked.values["machineType"]
    if not is_machine_type(name) or not in_zone(name, asked.values["zone"]):
        raise not_found(f"The resource '{asked.path}' was not found")
    return _machine(asked, name)


def _check(asked: Asked, name: str, known: Container[str]) -> None:
    if asked.values[name] not in known:
        raise not_found(f"The resource 'projects/{asked.project}/{name}s/{asked.values[name]}' was not found")


def _listed(asked: Asked, contents: Iterator[Object]) -> Object:
    page, more = paged(asked, (each for each in contents if matches(asked, each)), itemgetter("name"))
    kind = asked.method.response[0].lower() + asked.method.response[1:]
    return {"kind": f"compute#{kind}", "items": page, **more}


def _regions(asked: Asked) -> Object:
    return _listed(asked, (_region(asked, name) for name in sorted(regions_of(asked.project))))


def _all_zones(asked: Asked) -> Object:
    return _listed(asked, (_zone(asked, name) for name in sorted(_zones(asked))))


def _machines(asked: Asked) -> Object:
    _check(asked, "zone", _zones(asked))
    names = (name for name in sorted(machine_types()) if in_zone(name, asked.values["zone"]))
    return _listed(asked, (_machine(asked, name) for name in names))


HANDLERS: dict[str, Handler] = {
    "projects.get": _project,
    "regions.get": _get_region,
    "regions.list": _regions,
    "zones.get": _get_zone,
    "zones.list": _all_zones,
    "machineTypes.get": _get_machine,
    "machineTypes.list": _machines,
}
