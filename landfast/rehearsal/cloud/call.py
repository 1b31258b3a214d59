"""One call of the API, as the rules of the cloud see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import Kind

Verb = Literal["create", "read", "list", "update", "delete", "get_iam_policy", "set_iam_policy"]


@dataclass(frozen=True, slots=True)
class Call:
    """`name` is empty where the create is to find one, `project` where the name or a field tells it.

    `fields` is what the resource will be, in the API's names, snake case, blocks of one in a list; what is absent the
    cloud computes. Of a delete they are its parameters; of an IAM policy `bindings`.
    `before` is what stood, None on create. `named` are fields that the cloud has named the new one by.
    """

    verb: Verb
    kind: Kind
    name: str = ""
    project: str = ""
    fields: Object = field(default_factory=dict)
    before: Object | None = None
    named: frozenset[str] = frozenset()

    @property
    def type(self) -> str:
        return self.kind.terraform_type

    @property
    def writes(self) -> bool:
        """Whether it makes or changes a resource."""
        return self.verb in ("create", "update")

    def text(self, name: str) -> str:
        """A string field, empty if it is not set."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def changed(self, name: str) -> bool:
        return self.before is None or self.before.get(name) != self.fields.get(name)
