"""What a rule is, and what it is given: one resource, and the world that it stands in."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar, cast

from landfast.gcp.regions import Region
from landfast.policies.causes import Cause
from landfast.policies.drills import Drills
from landfast.policies.values import GAP, Unknown, address_in, known_text

T = TypeVar("T")
Severity = Literal["low", "medium", "high", "critical"]
Mode = Literal["managed", "data", "provider", "backend", "module", "waiver", "project", "asked"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
# Least severity of a finding that stops a run, where no spec says another.
FLOOR: Severity = "medium"


@dataclass(slots=True, eq=False)
class Resource:
    """One instance of a resource, data source, provider or backend, with its values resolved.

    `provider` holds the settings of the provider instance that serves it (`region`, `zone`, `project`,
    `default_labels`). Of mode `asked` is what another team is to make: nobody can tell whether it stands.
    """

    address: str
    type: str
    values: Mapping[str, Any]
    mode: Mode = "managed"
    document: str = ""
    provider: Mapping[str, Any] = field(default_factory=dict)
    rehearsal: bool = False


class Judged(Protocol):
    """What a rule judges: it has an address in a document, and is of a type."""

    @property
    def address(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def document(self) -> str: ...
    @property
    def mode(self) -> Mode: ...


S = TypeVar("S", bound=Judged)


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """The residency area: its name, the regions in it, and every region of the cloud. Equal to itself only."""

    name: str
    allowed: frozenset[str]
    regions: Mapping[str, Region]


class World:
    """Everything that is checked together, and the settings that rules obey.

    `buckets` are declared locations of buckets that stand outside of the documents (name -> location), `processors` the
    outside hosts that the controller has on record, `ai_roles` those of a high-risk AI system (`provider`, `deployer`),
    `drills` what came back in restore drills; None: nothing stands that could have been restored.
    """

    def __init__(
        self,
        area: Area,
        resources: Sequence[Resource],
        *,
        special_categories: bool = False,
        protected: bool = False,
        ai_roles: Collection[str] = (),
        buckets: Mapping[str, str] | None = None,
        processors: Collection[str] = (),
        drills: Drills | None = None,
    ) -> None:
        self.area = area
        self.special_categories = special_categories
        self.protected = protected
        self.ai_roles = tuple(ai_roles)
        self.buckets = dict(buckets or {})
        self.processors = tuple(processors)
        self.drills = drills
        self._remembered: dict[Callable[[World], Any], Any] = {}
        self._remembered_of: dict[Callable[[Any, World], Any], dict[Judged, Any]] = defaultdict(dict)
        self._named: dict[tuple[str, str, str], dict[Resource | str, list[Resource]]] = {}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._by_value: dict[tuple[str, str], dict[str, list[Resource]]] = {}
        self._by_address: dict[tuple[str, str], Resource] = {}
        self.resources = resources
        for resource in resources:
            if resource.mode == "managed":
                self._by_type[resource.type].append(resource)
                self._by_address.setdefault((resource.document, resource.address), resource)

    def of(self, *types: str) -> list[Resource]:
        """Managed resources of these types, in document order."""
        return [resource for type_ in types for resource in self._by_type.get(type_, ())]

    def find(self, type_: str, attribute: str, value: Any) -> Resource | None:
        """The resource of a type with this value (a string) in an attribute."""
        return next(iter(self.all_with(type_, attribute, value)), None)

    def all_with(self, type_: str, attribute: str, value: Any) -> Sequence[Resource]:
        """All resources of a type with this value (a string) in an attribute, in document order."""
        if not isinstance(value, str):
            return ()
        index = self._by_value.get((type_, attribute))
        if index is None:
            index = defaultdict(list)
            for resource in self._by_type.get(type_, ()):
                own = resource.values.get(attribute)
                if isinstance(own, str):
                    index[own].append(resource)
            self._by_value[type_, attribute] = index
        return index.get(value, ())

    def remembered(self, compute: Callable[[World], T]) -> T:
        """What a rule needs of the whole world, worked out for its first resource only."""
        if compute not in self._remembered:
            self._remembered[compute] = compute(self)
        return cast("T", self._remembered[compute])

    def remembered_of(self, compute: Callable[[S, World], T], subject: S) -> T:
        """What several rules need of one subject, worked out for the first of them only."""
        known = self._remembered_of[compute]
        if subject not in known:
            known[subject] = compute(subject, self)
        found: T = known[subject]
        return found

    def naming(self, type_: str, attribute: str, owner: Resource) -> list[Resource]:
        """Resources of a type of which an attribute names this owner, or can't be told to name another."""
        key = (type_, attribute, owner.type)
        if key not in self._named:
            self._named[key] = self._named_by(*key)
        index = self._named[key]
        name = owner.values.get("name")
        own = index.get(name, []) if isinstance(name, str) else []
        return [*index.get(owner, []), *own, *index.get("", [])]

    def _named_by(self, type_: str, attribute: str, owner_type: str) -> dict[Resource | str, list[Resource]]:
        """The owner or its name ("" where it can't be told) -> resources."""
        index: dict[Resource | str, list[Resource]] = defaultdict(list)
        for resource in self.of(type_):
            value = resource.values.get(attribute)
            owner = self.referred(value, owner_type, resource)
            if owner is not None:
                index[owner].append(resource)
            elif isinstance(value, str):
                index[value.rsplit("/", 1)[-1]].append(resource)
            elif isinstance(value, Unknown) and not value.references:
                index[""].append(resource)
        return index

    def referred(self, value: Any, type_: str, by: Judged) -> Resource | None:
        """The one resource of a type, in the document of who has the value (`by`), that an unknown value names: it
        comes from it, and what is known of it fits."""
        found = self.sources(value, by)
        resource = found[0] if len(found) == 1 else None
        return resource if resource and resource.type == type_ and _fits(value, resource) else None

    def sources(self, value: Any, by: Judged) -> list[Resource | None]:
        """What an unknown value comes from, in the document of who has it: None for what is no managed resource."""
        names = value.references if isinstance(value, Unknown) else ()
        return list(dict.fromkeys(self._by_address.get((by.document, address_in(name))) for name in names))


def _fits(value: Unknown, resource: Resource) -> bool:
    """Whether a part of the text is a name of it: `${bucket.name}-x` comes from a bucket and names another."""
    parts = set(_PART.split(value.text or GAP))
    return GAP in parts or not parts.isdisjoint(map(known_text, resource.values.values()))


_PART = re.compile(r"[/:@]")


@dataclass(frozen=True, slots=True)
class Message:
    """One breach: where in the resource, and what. `unknown` marks what could not be told, for a `cause`; without one
    the text is it."""

    path: str
    text: str
    unknown: bool = False
    cause: Cause | None = None

    @property
    def why(self) -> Cause | None:
        """Why it can't be told; None if it can."""
        return (self.cause or Cause(self.text)) if self.unknown else None


@dataclass(frozen=True, slots=True)
class Mend:
    """What to do about a finding, for a user of landfast and for a user of Terraform."""

    landfast: str
    terraform: str


class HomeRegion(Enum):
    """Stands for the region that everything is in: it is that of the spec, of the provider, or the only one allowed."""

    VALUE = "the home region"


@dataclass(frozen=True, slots=True)
class Fix:
    """The right value of an attribute (`path`, dotted, without positions), where one is right whoever asks.

    `types` are those that it is of; `*` all that have the attribute.
    """

    types: frozenset[str]
    path: str
    value: str | bool | int | HomeRegion

    def fits(self, type_: str, path: str) -> bool:
        """Whether a finding at a path (without positions), or at a block that is missing, is about this value."""
        return not self.types.isdisjoint((type_, "*")) and (self.path == path or self.path.startswith(f"{path}."))

    @property
    def shown(self) -> str:
        """The value as Terraform writes it."""
        return self.value.value if isinstance(self.value, HomeRegion) else json.dumps(self.value)


Check = Callable[[S, World], Iterable[Message]]


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """One policy on subjects of one kind. `id` never changes; `name` is its fixture's; `types` are those it judges.

    `articles` are those of the GDPR. `modes` says of which kind of block the types are. `origin` is what it comes from,
    as `acme-rules 1.2.0` or a file: empty of our own, and set of others' when they are loaded. `fixes` is what
    `--fix` sets; `since`: the version of landfast that had the rule first.
    """

    id: str
    name: str
    title: str
    why: str
    mend: Mend
    articles: tuple[str, ...]
    severity: Severity
    check: Check[S]
    types: frozenset[str]
    modes: frozenset[Mode] = frozenset({"managed"})
    origin: str = ""
    since: str = "0.1.0"
    fixes: tuple[Fix, ...] = ()


AnyRule: TypeAlias = Rule[Any]


def unknown_message(path: str, value: Unknown, what: str) -> Message:
    """The message of a rule that needs a value and can't have it."""
    return Message(path, f"{what} can't be told: {value.reason}", unknown=True, cause=value.why)
