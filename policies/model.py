"""What a rule is, and what it is given: one resource, and the world that it stands in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from landfast.policies.values import Unknown

T = TypeVar("T")
Severity = Literal["low", "medium", "high", "critical"]
Mode = Literal["managed", "data", "provider", "backend", "module", "waiver", "project"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")


@dataclass(slots=True, eq=False)
class Resource:
    """One instance of a resource, data source, provider or backend, with its values resolved.

    `provider` holds the settings of the provider instance that serves it (`region`, `zone`, `project`,
    `default_labels`).
    """

    address: str
    type: str
    values: Mapping[str, Any]
    mode: Mode = "managed"
    document: str = ""
    provider: Mapping[str, Any] = field(default_factory=dict)
    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What the law needs to know of a region: `country` is ISO 3166-1 alpha-2, `status` its place in chapter V."""

    country: str
    status: str


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """The residency area: its name, the regions in it, and every region of the cloud. Equal to itself only."""

    name: str
    allowed: frozenset[str]
    regions: Mapping[str, Place]


class World:
    """Everything that is checked together, and the settings that rules obey.

    `buckets` are declared locations of buckets that stand outside of the documents (name -> location), `processors` the
    outside hosts that the controller has on record.
    """

    def __init__(
        self,
        area: Area,
        resources: Sequence[Resource],
        *,
        special_categories: bool = False,
        protected: bool = False,
        buckets: Mapping[str, str] | None = None,
        processors: Collection[str] = (),
    ) -> None:
        self.area = area
        self.special_categories = special_categories
        self.protected = protected
        self.buckets = dict(buckets or {})
        self.processors = tuple(processors)
        # What rules work out once for a resource, by (what, id of the resource): addresses may be equal.
        self.memory: dict[tuple[str, int], Any] = {}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._by_value: dict[tuple[str, str], dict[Any, Resource]] = {}
        self._by_address: dict[str, Resource] = {}
        self.resources = resources
        for resource in resources:
            if resource.mode == "managed":
                self._by_type[resource.type].append(resource)
                self._by_address.setdefault(resource.address, resource)

    def of(self, *types: str) -> list[Resource]:
        """Managed resources of these types, in document order."""
        return [resource for type_ in types for resource in self._by_type.get(type_, ())]

    def find(self, type_: str, attribute: str, value: Any) -> Resource | None:
        """The resource of a type with this value (a string) in an attribute."""
        if not isinstance(value, str):
            return None
        index = self._by_value.get((type_, attribute))
        if index is None:
            index = {}
            for resource in self._by_type.get(type_, ()):
                own = resource.values.get(attribute)
                if isinstance(own, str):
                    index.setdefault(own, resource)
            self._by_value[type_, attribute] = index
        return index.get(value)

    def once(self, what: str, compute: Callable[[], T]) -> T:
        """What a rule needs of the whole world, worked out for its first resource only."""
        key = (what, 0)
        if key not in self.memory:
            self.memory[key] = compute()
        found: T = self.memory[key]
        return found

    def naming(self, type_: str, attribute: str, owner: Resource) -> list[Resource]:
        """Resources of a type of which an attribute names this owner, or can't be told to name another."""
        index = self.once(f"{type_}.{attribute} of {owner.type}", lambda: self._named_by(type_, attribute, owner.type))
        name = owner.values.get("name")
        own = index.get(name, []) if isinstance(name, str) else []
        return [*index.get(owner.address, []), *own, *index.get("", [])]

    def _named_by(self, type_: str, attribute: str, owner_type: str) -> dict[str, list[Resource]]:
        """Address or name of the owner ("" where it can't be told) -> resources."""
        index: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.of(type_):
            value = resource.values.get(attribute)
            owner = self.referred(value, owner_type)
            if owner is not None:
                index[owner.address].append(resource)
            elif isinstance(value, str):
                index[value.rsplit("/", 1)[-1]].append(resource)
            elif isinstance(value, Unknown) and not value.references:
                index[""].append(resource)
        return index

    def referred(self, value: Any, type_: str) -> Resource | None:
        """The one resource of a type that a plan says an unknown value comes from."""
        if not isinstance(value, Unknown):
            return None
        addresses = {_address_of(name) for name in value.references}
        resource = self._by_address.get(addresses.pop()) if len(addresses) == 1 else None
        return resource if resource is not None and resource.type == type_ else None


_KEY = r'(?:\[(?:[0-9]+|"(?:[^"\\]|\\.)*")\])?'
_ADDRESS = re.compile(rf"(?:module\.[\w-]+{_KEY}\.)*(?:data\.)?\w+\.[\w-]+{_KEY}")


def _address_of(reference: str) -> str:
    """The resource that an attribute is of: `google_kms_key_ring.a["x"]` of `google_kms_key_ring.a["x"].id`."""
    match = _ADDRESS.match(reference)
    return match[0] if match else reference


@dataclass(frozen=True, slots=True)
class Message:
    """One breach: where in the resource, and what. `unknown` marks what could not be told."""

    path: str
    text: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Mend:
    """What to do about a finding, for a user of landfast and for a user of Terraform."""

    landfast: str
    terraform: str


Check = Callable[[Resource, World], Iterable[Message]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy. `id` never changes; `name` is its file and its fixture; `types` are the resource types it judges.

    `articles` are those of the GDPR. `modes` says of which kind of block the types are.
    """

    id: str
    name: str
    title: str
    why: str
    mend: Mend
    articles: tuple[str, ...]
    severity: Severity
    check: Check
    types: frozenset[str]
    modes: frozenset[Mode] = frozenset({"managed"})


def unknown_message(path: str, value: Unknown, what: str) -> Message:
    """The message of a rule that needs a value and can't have it."""
    return Message(path, f"{what} can't be told: {value.reason}", unknown=True)
