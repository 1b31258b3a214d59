"""What of an environment's states goes with its project, and what stands above the project or elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.gcp.contents import PROJECT
from landfast.terraform.standing import addresses_of

BUCKET = "google_storage_bucket"


@dataclass(frozen=True, slots=True)
class StateEntry:
    """A resource as a state has it; `values` may hold secrets."""

    stack: str
    address: str
    type: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnProject:
    """A project that the states say landfast made."""

    id: str
    number: str

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.id, self.number} - {""})


def entries_of(stack: str, state: Mapping[str, Any]) -> list[StateEntry]:
    """Every resource of a state as Terraform writes it (format 4), data sources left out."""
    return [
        StateEntry(stack, address, one["type"], instance.get("attributes") or {})
        for one in state.get("resources") or ()
        if one["mode"] == "managed"
        for address, instance in zip(addresses_of(one), one["instances"], strict=True)
    ]


def own_project(entries: Iterable[StateEntry]) -> OwnProject | None:
    """The project that is a resource of the states; None where it is somebody else's."""
    found = (entry.values for entry in entries if entry.type == PROJECT)
    return next((OwnProject(str(one["project_id"]), str(one.get("number") or "")) for one in found), None)


def going_with(own: OwnProject, entries: Sequence[StateEntry]) -> list[StateEntry]:
    """What is deleted with the project. What can't be shown to be in it is not: it is destroyed by itself."""
    buckets = {str(entry.values.get("name")) for entry in entries if entry.type == BUCKET and _is_in(own, entry, ())}
    return [entry for entry in entries if _is_in(own, entry, buckets)]


def _is_in(own: OwnProject, entry: StateEntry, buckets: Iterable[str]) -> bool:
    if entry.type == PROJECT:
        return str(entry.values.get("project_id")) == own.id
    if project := entry.values.get("project"):
        return str(project).removeprefix("projects/") in own.names
    # A grant on a bucket names that alone.
    bucket = str(entry.values.get("bucket") or "").removeprefix("b/")
    return bucket in buckets or any(_leads_into(own, text) for text in _texts(entry.values))


def _leads_into(own: OwnProject, text: str) -> bool:
    return any(text == f"projects/{name}" or text.startswith(f"projects/{name}/") for name in own.names)


def _texts(values: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(values[name]) for name in ("id", "name", "parent", *_KEYS) if isinstance(values.get(name), str))


# What a grant on a key, a ring or an account names, and a connection of a network.
_KEYS = ("network", "crypto_key_id", "key_ring_id", "key_ring", "crypto_key", "service_account_id")
