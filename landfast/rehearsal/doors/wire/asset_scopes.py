"""What is in a project, a folder or an organization, and what these are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from landfast.rehearsal.cloud.policies import parent_of
from landfast.rehearsal.cloud.projects import find_project, project_number
from landfast.rehearsal.cloud.store import GIVEN_FOLDER, Store, StoredResource

PROJECT, FOLDER = "google_project", "google_folder"


@dataclass(frozen=True, slots=True)
class AssetScope:
    """`project`: the one that it is, by its id; None for what holds many. `above`: what each project, by its id, and
    each folder is in, the nearest first, itself with it.
    """

    name: str
    project: str | None
    above: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, store: Store, name: str) -> AssetScope | None:
        """By `projects/ID`, `folders/N` or `organizations/N`; None if there is none."""
        parents = {item.name: str(item.fields.get("parent") or "") for item in store.list(FOLDER)}
        above = {name: _up(name, parents) for name in parents}
        above |= {
            item.project: (f"projects/{project_number(item.project)}", *_up(parent_of(item.fields), parents))
            for item in store.list(PROJECT)
        }
        if name.startswith("projects/"):
            found = find_project(store, name)
            return cls(name, found.project, above) if found else None
        stands = name.startswith("organizations/") or name in parents or store.get(GIVEN_FOLDER, name) is not None
        return cls(name, None, above) if stands else None

    def holds(self, item: StoredResource) -> bool:
        return self.project is not None or self.name in self.ancestors(item)

    def ancestors(self, item: StoredResource) -> list[str]:
        """`projects/NUMBER`, the folders that it is in, the organization."""
        if item.project:
            return list(self.above.get(item.project, ()))
        owner = "/".join(item.name.split("/")[:2])
        return list(self.above.get(owner, (owner,)))


def _up(name: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    while name and name not in found:
        found.append(name)
        name = parents.get(name, "")
    return tuple(found)
