"""Organization policies: the effective policy of a project, and whether a value is allowed by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from landfast.gcp.locations import in_group, region_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.late import is_late
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.store import GIVEN_ACCOUNT, GIVEN_FOLDER, Store

POLICY = "google_org_policy_policy"


@dataclass(frozen=True, slots=True)
class OrganizationPolicy:
    """Effective rules of a constraint. `restricted` is false where no policy says anything of values."""

    enforced: bool = False
    restricted: bool = False
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()

    def allows(self, value: str, product: str = "") -> bool:
        """Whether a value of a list constraint may be used; a location is one of a product's."""
        if any(_covers(rule, value, product) for rule in self.denied):
            return False
        return not self.restricted or any(_covers(rule, value, product) for rule in self.allowed)


def effective(store: Store, project: str, constraint: str) -> OrganizationPolicy:
    """The policy of a constraint (`gcp.resourceLocations`) for a project, its folders and organization included."""
    return effective_on(store, f"projects/{project}", constraint)


def effective_on(store: Store, node: str, constraint: str) -> OrganizationPolicy:
    """The same for a node: `projects/ID`, `folders/N`, `organizations/N`."""
    allowed, denied = set[str](), set[str]()
    restricted = enforced = False
    for place in above(store, node):
        spec = _spec(store, place, constraint)
        if spec is None:
            continue
        if spec.get("reset"):
            break
        for rule in _rules(spec):
            enforced = enforced or _is_true(rule.get("enforce"))
            restricted = restricted or _restricts(rule)
            allowed.update(_values(rule, "allowed_values"))
            denied.update(_values(rule, "denied_values"))
            if _is_true(rule.get("allow_all")):
                allowed.add("*")
            if _is_true(rule.get("deny_all")):
                denied.add("*")
        if not spec.get("inherit_from_parent"):
            break
    return OrganizationPolicy(enforced, restricted, frozenset(allowed), frozenset(denied))


def _covers(rule: str, value: str, product: str) -> bool:
    text = rule.lower()
    if text == "*":
        return True
    if text.startswith("in:"):
        return in_group(text, value, product)
    text = text.removeprefix("is:")
    # A region stands for its zones too.
    return value.lower() == text or ("/" not in value and region_of(value) == text)


def above(store: Store, node: str) -> Iterator[str]:
    """A node and what it is in, from the inside out: a project by its id and its number, folders, an organization.

    Also one that is deleted is in what it was in: whoever may restore it is granted that there.
    """
    found = find_project(store, node) or store.deleted("google_project", node) if node.startswith("projects/") else None
    if found is not None:
        yield from (f"projects/{found.fields['project_id']}", f"projects/{found.fields.get('number')}")
        node = parent_of(found.fields)
    while node:
        yield node
        kinds = ("google_folder", GIVEN_FOLDER, GIVEN_ACCOUNT)
        own = next((item for kind in kinds if (item := store.get(kind, node) or store.deleted(kind, node))), None)
        node = str(own.fields.get("parent") or "") if own else ""


def parent_of(project: Object) -> str:
    """What a project with these fields is in: `folders/N`, `organizations/N`; empty if it is in nothing."""
    if project.get("folder_id"):
        return f"folders/{str(project['folder_id']).removeprefix('folders/')}"
    return f"organizations/{project['org_id']}" if project.get("org_id") else ""


def _spec(store: Store, node: str, constraint: str) -> Object | None:
    found = store.get(POLICY, f"{node}/policies/{constraint}")
    if found is not None and is_late(store, found.name):
        return None
    specs = found.fields.get("spec") if found else None
    spec: Object | None = specs[0] if specs else None
    return spec


def _rules(spec: Object) -> list[Object]:
    """Rules without a condition: tags are not simulated, so a conditional rule never applies."""
    return [rule for rule in spec.get("rules") or [] if not rule.get("condition")]


def _restricts(rule: Object) -> bool:
    return bool(_values(rule, "allowed_values")) or _is_true(rule.get("deny_all"))


def _values(rule: Object, name: str) -> list[str]:
    return [str(value) for block in rule.get("values") or [] for value in block.get(name) or []]


def _is_true(value: Any) -> bool:
    return str(value).upper() == "TRUE"
