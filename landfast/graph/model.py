"""Reads the picture of an environment from its evaluated resources: no second list of what a stack makes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.graph.kinds import ON, DrawnKind, Part, kind_of, noun, uses
from landfast.policies.model import Resource
from landfast.policies.values import Unknown

Resources = Mapping[str, Resource]  # by address
Names = Mapping[tuple[str, str], str]  # (type, name) -> address

_KEY = re.compile(r"cryptoKeys/([\w-]+)|google_kms_crypto_key\.([\w-]+)\.")
_REFERENCE = re.compile(r"(?:data\.)?(google_\w+\.[\w-]+)\.")
_EMAIL = re.compile(r"([a-z0-9-]+)@[a-z0-9-]+\.iam\.gserviceaccount\.com")
_PLACES = ("location", "region", "zone")
SAID = ("Private DNS",)
MIXED = (
    "Budget and contacts", "Cluster", "Delivery", "Keyless federation", "Machines", "Orchestration", "Vertex AI",
    "Way out",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """One resource of the picture. `key` is the class of its key, `place` where it says that it is."""

    address: str
    stack: str
    kind: DrawnKind
    label: str
    key: str = ""
    place: str = ""
    severity: str = ""

    @property
    def type(self) -> str:
        return self.address.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Flow:
    """Data goes from `source` to `target` (and back, if `both`): two addresses, an account or sink one of them."""

    source: str
    target: str
    both: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn. `stacks` maps each to the number of its resources."""

    title: str
    region: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    stacks: Mapping[str, int]

    def part(self, part: Part) -> dict[str, list[Node]]:
        """The nodes of a part by heading."""
        found: dict[str, list[Node]] = defaultdict(list)
        for node in self.nodes:
            if node.kind.part == part:
                found[node.kind.heading].append(node)
        return dict(found)


def picture(title: str, region: str, evaluated: Sequence[Resource]) -> Picture:
    """The picture of evaluated resources; the document of each is its stack."""
    managed = [resource for resource in evaluated if resource.mode == "managed"]
    resources = {resource.address: resource for resource in managed}
    nodes = tuple(map(_node, resources.values()))
    nodes = tuple(node for node in nodes if node.kind.part != "hidden")
    counts = Counter(resource.document for resource in managed)
    known = _by_name(resources)
    flows = (*_granted(resources, known), *_signed_in(resources, known), *_named_in_services(resources, known))
    return Picture(title, region, nodes, flows, counts)


def _node(resource: Resource) -> Node:
    address, type_, body = resource.address, resource.type, resource.values
    kind = kind_of(type_)
    said = body.get(kind.name)
    name = address.split(".", 1)[1]
    # A name is worth showing where it says more than the key in the code does; a noun, where headings hold many kinds.
    label = str(said) if isinstance(said, str) and kind.heading in SAID else name
    if label == "environment" or kind.heading in MIXED:
        label = noun(type_) if label == "environment" else f"{noun(type_)}: {label}"
    place = next((str(body[attribute]) for attribute in _PLACES if isinstance(body.get(attribute), str)), "")
    return Node(address, resource.document, kind, label, _key(body), place, str(body.get("severity", "")))


def _key(body: Any) -> str:
    """The class of data that the resource's key is for; empty if it names no key."""
    for name, value in _leaves(body):
        if "kms_key" in name or name in ("crypto_key", "key_name", "encryption_key", "encryption_key_name"):
            for text in _texts(value):
                match = _KEY.search(text)
                if match:
                    return match[1] or match[2]
    return ""


def _texts(value: str | Unknown) -> Sequence[str]:
    """What a value says, or the references that it will come from."""
    return value.references if isinstance(value, Unknown) else (value,)


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str | Unknown]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, name)
    elif isinstance(value, str | Unknown):
        yield name, value


def _granted(resources: Resources, known: Names) -> Iterator[Flow]:
    """From the grants: who may read and write what. Grants on the whole project say nothing of one store."""
    found: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for resource in resources.values():
        type_, body = resource.type, resource.values
        if not type_.endswith("_iam_member"):
            continue
        actor = _actor(body.get("member", ""), known)
        store = next((_named(body[on], known, type_) for on in ON if on in body), None)
        if actor and store and kind_of(store.split(".")[0]).part == "store":
            found[actor, store].append(uses(str(body.get("role", ""))))
    for (actor, store), allowed in found.items():
        # A sink only writes, even where no role says so.
        reads = any(r for r, _ in allowed) and not actor.startswith("google_logging_project_sink.")
        writes = any(w for _, w in allowed)
        yield Flow(store, actor, writes) if reads else Flow(actor, store)


def _signed_in(resources: Resources, known: Names) -> Iterator[Flow]:
    """From the users of databases: who signs in to one reads and writes it."""
    for resource in resources.values():
        body = resource.values
        if resource.type != "google_sql_user":
            continue
        account = str(body.get("name", "")).partition("@")[0]
        actor = known.get(("google_service_account", account))
        store = _named(body.get("instance", ""), known, "google_sql_database_instance_iam_member")
        if actor and store:
            yield Flow(store, actor, both=True)


def _named_in_services(resources: Resources, known: Names) -> Iterator[Flow]:
    """From the services' settings: the account that each runs as, and the data that it names."""
    for address, resource in resources.items():
        if kind_of(resource.type).part != "service":
            continue
        values = [value for _name, value in _leaves(resource.values)]
        sources = {_actor(value, known) for value in values} | {_data(value, known) for value in values}
        yield from (Flow(source, address) for source in sorted(filter(None, sources)) if source != address)


def _data(value: str | Unknown, known: Names) -> str | None:
    """The bucket or dataset of `gs://bucket/...` or `bq://project.dataset.table`."""
    if isinstance(value, Unknown):
        return None
    if value.startswith("gs://"):
        return known.get(("google_storage_bucket", value.removeprefix("gs://").split("/")[0]))
    parts = value.removeprefix("bq://").split(".")
    return known.get(("google_bigquery_dataset", parts[1])) if value.startswith("bq://") and len(parts) > 1 else None


def _by_name(resources: Resources) -> dict[tuple[str, str], str]:
    """(type, name) -> address."""
    names = {}
    for address, resource in resources.items():
        said = resource.values.get(kind_of(resource.type).name)
        if isinstance(said, str):
            names[resource.type, said] = address
    return names | {("", address): address for address in resources}


def _actor(member: str | Unknown, known: Names) -> str | None:
    if isinstance(member, Unknown):
        found = _referred(member, known)
        return found if found and kind_of(found.split(".")[0]).part == "actor" else None
    email = _EMAIL.search(member)
    return known.get(("google_service_account", email[1])) if email else None


def _named(value: str | Unknown, known: Names, grant: str) -> str | None:
    if isinstance(value, Unknown):
        return _referred(value, known)
    return known.get((grant.removesuffix("_iam_member"), value.rsplit("/", 1)[-1]))


def _referred(value: Unknown, known: Names) -> str | None:
    """The resource that the value will come from."""
    references = (_REFERENCE.match(reference) for reference in value.references)
    return next((known.get(("", match[1])) for match in references if match), None)
