"""Every permission that the stacks need, and landfast besides, on what it is needed, and whether it is held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from landfast.core.errors import UserError
from landfast.doctor.line import Line, counted
from landfast.doctor.subject import Examined
from landfast.gcp.type_permissions import (
    Asked,
    Level,
    by_each_resource,
    level_of,
    needed_permissions,
    of_the_maker,
    program_permissions,
)
from landfast.google.examining import GoogleExamination

LEVELS: tuple[Level, ...] = ("organization", "parent", "billing_account", "project")
# What is needed for what no resource is.
OF_THE_PROGRAM = "landfast"
ENDED_WITH: Mapping[str, Asked] = {
    "google_compute_network": "standing_network",
    "google_container_cluster": "standing_cluster",
    "google_service_networking_connection": "standing_peering",
}


@dataclass(frozen=True, slots=True)
class Needed:
    """A permission, and the types that are made, changed or deleted by it."""

    permission: str
    level: Level
    types: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rights:
    """`nodes`: on what each level is; without one of a level nobody can tell."""

    needed: Sequence[Needed]
    strangers: Sequence[str]
    nodes: Mapping[Level, str]
    environment: str

    def on(self, level: Level) -> Sequence[Needed]:
        return [each for each in self.needed if each.level == level]


@dataclass(frozen=True, slots=True)
class MissingPermission:
    """`on` is a node, a billing account or a bucket: `organizations/N`, `billingAccounts/ID`, `buckets/NAME`."""

    permission: str
    on: str
    types: Sequence[str]


class WhoStands(Protocol):
    """Whether the project stands, and whoever asks, as bindings name them; empty if nobody could tell."""

    @property
    def stands(self) -> bool: ...

    @property
    def member(self) -> str: ...


@dataclass(slots=True)
class RightsFound:
    """`missing` grows as it is asked."""

    lines: list[Line] = field(default_factory=list)
    missing: list[MissingPermission] = field(default_factory=list)


def rights_of(examined: Examined, organization: str) -> Rights:
    """`organization`: `organizations/N`, empty if it is not known."""
    program = [*program_permissions("project"), *_looked_at(examined)]
    types: dict[str, set[str]] = {name: {OF_THE_PROGRAM} for name in program}
    strangers = set()
    for type_ in examined.of_types:
        known = needed_permissions(type_)
        if known is None:
            strangers.add(type_)
        for name in {name for names in (known or {}).values() for name in names}:
            types.setdefault(name, set()).add(type_)
    needed = [Needed(name, level_of(name), sorted(of)) for name, of in sorted(types.items())]
    if examined.names.standing:
        besides = {*_standing(examined)} - types.keys()
        needed += [Needed(name, "project", [OF_THE_PROGRAM]) for name in sorted(besides)]
    nodes: dict[Level, str] = {
        "project": f"projects/{examined.project}",
        # What is set on a project that stands is granted at the top.
        "parent": examined.parent or organization,
        "billing_account": examined.account,
    }
    nodes |= {"organization": organization}
    nodes = {level: node for level, node in nodes.items() if node}
    return Rights(needed, sorted(strangers), nodes, examined.names.environment)


def _standing(examined: Examined) -> Iterator[str]:
    """In a project that others made: what ends there, piece by piece."""
    yield from program_permissions("standing_project")
    for kind, asked in ENDED_WITH.items():
        if kind in examined.of_types:
            yield from program_permissions(asked)


def _looked_at(examined: Examined) -> Sequence[str]:
    """Of what is above the project: what doctor itself looks at; and that a folder which went with an environment is
    had back with it."""
    kinds = {node.partition("/")[0] for node in (examined.parent, examined.account)}
    folder = "google_folder" in examined.of_types
    asked = {
        "billing.accounts.get": "billingAccounts" in kinds,
        "resourcemanager.folders.get": "folders" in kinds,
        # Of one that went nothing but its parent is known.
        "resourcemanager.folders.list": folder,
        "resourcemanager.folders.undelete": folder,
        "resourcemanager.organizations.get": "organizations" in kinds,
    }
    return [name for name in program_permissions("above") if asked[name]]


def rights_lines(rights: Rights, examined: Examined, google: GoogleExamination, standing: WhoStands) -> RightsFound:
    """A project that stands is asked; of another what its maker has in it is held by making it."""
    asked, found = _Asked(rights, google, standing, makes=not examined.names.standing), RightsFound()
    for type_ in rights.strangers:
        step = "look at what its API needs, and grant that; a later landfast may know it"
        found.lines.append(Line("permissions", type_, "unknown", "what permissions it needs is not known", step))
    for level in LEVELS:
        if wanted := rights.on(level):
            asked.level(level, wanted, found)
    asked.besides(examined, found)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    rights: Rights
    google: GoogleExamination
    standing: WhoStands
    makes: bool

    def level(self, level: Level, wanted: Sequence[Needed], found: RightsFound) -> None:
        node = self.rights.nodes.get(level)
        if node is None:
            said = f"the {level.replace('_', ' ')} above the project is not shown"
            step = "set google.organization in place of google.folder, or ask for roles/resourcemanager.folderViewer"
            found.lines.append(Line("permissions", level, "unknown", said, step))
        elif level == "project" and not self.standing.stands and self.makes:
            self._by_making(wanted, found)
        else:
            self._node(node, wanted, found)

    def besides(self, examined: Examined, found: RightsFound) -> None:
        """On the bucket of the states, and the project that calls are counted on."""
        self._held_in_part(f"buckets/{examined.names.state_bucket}", program_permissions("state_bucket"), found)
        if quota := examined.google.quota_project:
            node = f"projects/{quota}"
            own = {
                each.permission
                for level, at in self.rights.nodes.items()
                if at == node
                for each in self.rights.on(level)
            }
            self._held_in_part(node, [name for name in program_permissions("quota_project") if name not in own], found)

    def _held_in_part(self, node: str, names: Sequence[str], found: RightsFound) -> None:
        """What is not there and what is somebody else's are refused alike: that is said of the thing itself. Where
        anything is held, it is there, and what is missing has a name."""
        try:
            there = bool(self.google.tested(node, names).held)
        except UserError:
            there = False
        if there:
            self._node(node, [Needed(name, "project", [OF_THE_PROGRAM]) for name in names], found)

    def _by_making(self, wanted: Sequence[Needed], found: RightsFound) -> None:
        """What no owner of a project has is asked for above it."""
        more = [each for each in wanted if each.permission not in of_the_maker()]
        if more:
            self._node(self.rights.nodes["parent"], more, found)
        said = f"{len(wanted) - len(more)} are held by whoever makes it"
        found.lines.append(Line("permissions", self.rights.nodes["project"], "pass", said))

    def _node(self, node: str, wanted: Sequence[Needed], found: RightsFound) -> None:
        types = {each.permission: each.types for each in wanted}
        try:
            tested = self.google.tested(node, types)
            missing = [name for name in types if name not in tested.held | tested.unknown]
            owning = self._owning(node, missing)
        except UserError as error:
            found.lines.append(Line("permissions", node, "unknown", str(error)[:400], "mend that, then run this again"))
            return
        if tested.unknown:
            said = f"can't be asked about {counted(sorted(tested.unknown))}"
            found.lines.append(Line("permissions", node, "unknown", said, "look at the roles that you have there"))
        if owning is None:
            found.lines.append(_untold(node, missing))
            return
        missing = [] if owning else missing
        found.missing += [MissingPermission(name, node, types[name]) for name in missing]
        found.lines.append(self._line(node, missing, types))

    def _owning(self, node: str, missing: Sequence[str]) -> bool | None:
        """Whether what is missing is in buckets and datasets alone, and an owner's; None if nobody tells who asks."""
        if not (missing and node.startswith("projects/") and by_each_resource().issuperset(missing)):
            return False
        if not self.standing.member:
            return None
        return self.google.owns(node.removeprefix("projects/"), self.standing.member)

    def _line(self, node: str, missing: Sequence[str], types: Mapping[str, Sequence[str]]) -> Line:
        if not missing:
            return Line("permissions", node, "pass", f"the {len(types)} that are needed are held")
        whose = sorted({type_ for name in missing for type_ in types[name]})
        said = f"{len(missing)} of {len(types)} are missing: {counted(missing)} (for {counted(whose, 3)})"
        step = f"`landfast doctor {self.rights.environment} --roles` writes the roles for who may grant them"
        return Line("permissions", node, "fail", said, step)


def _untold(node: str, missing: Sequence[str]) -> Line:
    said = f"{counted(missing)} are an owner's by each bucket and dataset; whether you are one is not told"
    step = f"`gcloud projects get-iam-policy {node.removeprefix('projects/')}`: you should be in roles/owner"
    return Line("permissions", node, "warn", said, step)
