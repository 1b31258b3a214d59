"""LF-RES-007: the Terraform state is kept in the area."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.causes import CHECK_BOTH, Cause
from landfast.policies.facts.flows import OTHER_CLOUDS
from landfast.policies.facts.places import locate
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown, shown

_HCP = "HCP Terraform is a processor of its own: its place is not known from here"


def check(resource: Resource, world: World) -> Iterator[Message]:
    kind = resource.type
    if kind == "gcs":
        yield from _bucket(resource, world)
    elif kind != "local":
        yield from _elsewhere(resource)


def _elsewhere(resource: Resource) -> Iterator[Message]:
    keeper = OTHER_CLOUDS.get(resource.type)
    # Others' storage speaks these protocols, too.
    if keeper and not any(resource.values.get(name) for name in ("endpoint", "endpoints")):
        yield Message("", f"the state is kept by {keeper}: another processor")
        return
    text = _HCP if resource.type in ("remote", "cloud") else None
    yield Message("", text or f"where the backend `{resource.type[:60]}` keeps its state is not known", unknown=True)


def _bucket(resource: Resource, world: World) -> Iterator[Message]:
    name = resource.values.get("bucket")
    if isinstance(name, Unknown):
        yield unknown_message("bucket", name, "the state's bucket")
        return
    if not name:
        text = "is given when Terraform is initialized (-backend-config), so where the state is kept can't be told"
        cause = Cause("the backend's bucket is given by -backend-config", "name it in the backend")
        yield Message("bucket", text, unknown=True, cause=cause)
        return
    declared = world.buckets.get(name) if isinstance(name, str) else None
    if declared is not None:
        verdict = locate(declared, "storage", world.area)
        if not verdict.good:
            yield Message("bucket", f"{shown(name)} is in {declared}, which {verdict.clause}")
    elif not world.find("google_storage_bucket", "name", name):
        text = f"{shown(name)} is none of the buckets that are checked"
        yield Message("bucket", text, unknown=True, cause=Cause(text, CHECK_BOTH))


RULE = Rule(
    id="LF-RES-007",
    name="state_place",
    title="Ensure the Terraform state is kept in the residency area",
    why="A state holds names, members, secrets and settings: personal data of staff, and the way to the rest.",
    mend=Mend(
        landfast="Keep the backend that landfast writes: a bucket in residency.region.",
        terraform="Use a gcs backend whose bucket is in the area, and check it together with its users.",
    ),
    articles=("44", "32(1)(b)"),
    severity="high",
    check=check,
    types=frozenset({"*"}),
    modes=frozenset({"backend"}),
)
