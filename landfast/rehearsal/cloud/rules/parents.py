"""What a resource is part of, or points at, must stand: 404, with the id that was not found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from landfast.gcp.tables import table
from landfast.provider.facts import facts, fill, known_types
from landfast.rehearsal.cloud.addresses import is_of_auto_mode
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds import behaviour
from landfast.rehearsal.cloud.projects import IN_PATH, find_project
from landfast.rehearsal.cloud.refusal import missing
from landfast.rehearsal.cloud.store import GIVEN_FOLDER, Store

# Made by the cloud with the project or with the parent, so never in the store.
ALWAYS_THERE = frozenset(("default", "(default)", "_Default", "_Required", "default_collection", "-", "global"))
PLACES = ("locations", "regions", "zones")
# Chains of collections that ids in the facts hide behind a variable (`{{key_ring}}/cryptoKeys/{{name}}`).
HIDDEN_CHAINS = (
    (("projects", "locations", "keyRings", "cryptoKeys"), "cloudkms.googleapis.com"),
    (("projects", "locations", "taxonomies"), "datacatalog.googleapis.com"),
    (("projects", "secrets", "versions"), "secretmanager.googleapis.com"),
)
# (prefix of the types, field, type it names): fields of families that hold a name or a path.
FAMILIES = (
    ("google_storage_", "bucket", "google_storage_bucket"),
    ("google_kms_", "key_ring", "google_kms_key_ring"),
    ("google_kms_", "crypto_key", "google_kms_crypto_key"),
    ("google_compute_router", "network", "google_compute_network"),
    ("google_sql_", "instance", "google_sql_database_instance"),
)
VARIABLE = re.compile(r"\{\{(\w+)\}\}")
LINK = re.compile(r"^(?:https:)?//[^/]+/(?:[a-z]+/v\d+\w*/)?(?=projects/|folders/|organizations/)")


def check(call: Call, store: Store) -> None:
    if call.verb == "set_iam_policy":
        _check_resource_of_policy(call, store)
    # Grants that Terraform's provider keeps as resources of their own are parts of a policy.
    elif call.writes and not call.kind.facts.iam_kind:
        _check_path(call, store)
        for path, type_name in _references(call.type):
            # What was named before stood then.
            if call.changed(path.partition(".")[0]):
                for name in _names(call.fields, path.split(".")):
                    _check_reference(call, store, name, *type_name.split())


def _references(type_name: str) -> Iterator[tuple[str, str]]:
    known: dict[str, str] = table("references")["fields"].get(type_name, {})
    families = {field: target for prefix, field, target in FAMILIES if type_name.startswith(prefix)}
    yield from {**families, **known, **behaviour(type_name).refers}.items()


def _names(value: Any, path: list[str]) -> Iterator[str]:
    """The texts at a path, through lists."""
    if isinstance(value, list):
        for inner in value:
            yield from _names(inner, path)
    elif path and isinstance(value, dict):
        yield from _names(value.get(path[0]), path[1:])
    elif not path and isinstance(value, str) and value:
        yield value


def _check_path(call: Call, store: Store) -> None:
    """The resource above in the id: `projects/p/locations/r/featureGroups/g` of one of its features."""
    parts = call.name.split("/")
    parent = parts[:-2]
    if len(parts) % 2 or len(parent) < 4 or parent[-2] in PLACES or parent[-1] in ALWAYS_THERE:
        return
    apis = _chains().get(tuple(parent[::2]), frozenset())
    # Collections of other APIs may be called the same: `instances` are of many.
    if call.kind.api in apis and not _stands_by_name(call, store, "/".join(parent)):
        raise missing(call.kind.api, "/".join(parent))


def _check_resource_of_policy(call: Call, store: Store) -> None:
    if not call.kind.facts.known or call.type in ("google_project", "google_folder") or not call.name:
        return
    _check_reference(call, store, call.name, call.type)


def _check_reference(call: Call, store: Store, name: str, *types: str) -> None:
    """`types` are kinds that share their names."""
    if name.rsplit("/", 1)[-1] in ALWAYS_THERE or _is_elsewhere(store, name, types[0]):
        return
    if not any(_stands(call, store, name, type_name) for type_name in types):
        raise missing(kind(types[0]).api, _whole(call, name, types[0]))


def _is_elsewhere(store: Store, name: str, type_name: str) -> bool:
    """Whether a resource is of a project or an organization that this cloud does not hold."""
    if type_name == "google_folder":
        return name.startswith(("organizations/", "projects/"))
    project = IN_PATH.search(name)
    return project is not None and find_project(store, project[1]) is None


def _stands(call: Call, store: Store, name: str, type_name: str) -> bool:
    """A resource by its id or link, or by a name that its id ends with."""
    path = _with_id(store, LINK.sub("", name))
    if type_name == "google_project":
        return find_project(store, path) is not None
    if type_name == "google_folder":
        folder = f"folders/{path.removeprefix('folders/')}"
        return any(store.get(kind, folder) is not None for kind in (type_name, GIVEN_FOLDER))
    if store.get(type_name, path) is not None:
        return True
    if type_name == "google_compute_subnetwork" and is_of_auto_mode(store, _whole(call, name, type_name)):
        return True
    last = path.rsplit("/", 1)[-1]
    # An id in the same form is another resource's; one in another form may be the same resource's.
    whole = facts(type_name).id_format.count("/") == path.count("/") and path.startswith("projects/")
    return not whole and any(
        resource.name.rsplit("/", 1)[-1] == last
        and (resource.project == call.project or "/" in path or type_name == "google_storage_bucket")
        for resource in store.list(type_name)
    )


def _with_id(store: Store, path: str) -> str:
    """The path with a project's id where it has its number."""
    found = IN_PATH.match(path)
    project = find_project(store, found[1]) if found else None
    if found is None or project is None:
        return path
    return f"projects/{project.fields['project_id']}{path[found.end() :]}"


def _stands_by_name(call: Call, store: Store, name: str) -> bool:
    if store.any(name):
        return True
    parts = name.split("/")
    # The same path by the project's id, where this one has its number.
    return parts[0] == "projects" and store.any("/".join(["projects", call.project, *parts[2:]]))


def _whole(call: Call, name: str, type_name: str) -> str:
    """The path of what is named by a name alone, in the project and the place of the call."""
    path = LINK.sub("", name)
    if "/" in path:
        return path
    form = facts(type_name).id_format
    place = call.text("region") or call.text("location") or call.text("zone")
    known = {"project": call.project, "region": place, "location": place, "zone": place}
    variable = VARIABLE.findall(form)[-1] if VARIABLE.search(form) else ""
    return fill(form, {**known, variable: path}) or path


@lru_cache(maxsize=1)
def _chains() -> Mapping[tuple[str, ...], frozenset[str]]:
    """Collections of every id that is a path, as the facts write them, and the APIs that have them."""
    found: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for chain, api in (*HIDDEN_CHAINS, *_formats()):
        found[chain].add(api)
    return {chain: frozenset(apis) for chain, apis in found.items()}


def _formats() -> Iterator[tuple[tuple[str, ...], str]]:
    for name in known_types():
        known = facts(name)
        parts = known.id_format.split("/")
        if not known.iam_kind and parts[0] == "projects" and len(parts) % 2 == 0:
            chain = tuple(parts[::2])
            if not any("{" in part for part in chain):
                yield chain, known.api
