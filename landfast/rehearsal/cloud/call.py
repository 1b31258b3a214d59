"""One call to the cloud, as its rules see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from landfast.provider.tree import ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.cloud.projects import project_of
from landfast.rehearsal.cloud.store import Store, StoredResource

Operation = Literal["create", "update", "delete"]


@dataclass(frozen=True)
class Request:
    """`values` is what the resource will be (what it is, for a delete); `before` what it was, None on create.

    `project` is the id of the project that it is in; empty for one of an organization or a billing account.
    """

    store: Store
    type: ResourceType
    operation: Operation
    values: Object
    before: Object | None
    project: str = field(init=False)

    def __post_init__(self) -> None:
        # Not when it is first asked for: what is made once for several threads takes a lock, and so does the store.
        object.__setattr__(self, "project", project_of(self.store, self.type, self.values))

    @property
    def id(self) -> str:
        return str(self.values["id"])

    def text(self, name: str) -> str:
        """A string attribute, empty if it is not set."""
        value: Any = self.values.get(name)
        return value if isinstance(value, str) else ""

    def changed(self, name: str) -> bool:
        return self.before is None or self.before.get(name) != self.values.get(name)

    def find(self, type_: str, id_: str) -> StoredResource | None:
        return self.store.get(type_, id_)
