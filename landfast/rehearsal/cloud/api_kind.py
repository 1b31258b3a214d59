"""A kind of resource of the API, as the provider's facts know it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from landfast.provider.facts import TypeFacts, facts
from landfast.provider.tree import Block
from landfast.provider.virtual import api_block


@dataclass(frozen=True, slots=True)
class Kind:
    """`api` serves its `collection`; its resources are named by `name_format`: `projects/{{project}}/topics/{{name}}`.

    Nothing else tells kinds apart over all APIs as well as `terraform_type` does: it is the key of a kind.
    """

    api: str
    collection: str
    name_format: str
    terraform_type: str

    @property
    def facts(self) -> TypeFacts:
        return facts(self.terraform_type)

    @property
    def block(self) -> Block:
        """Its fields. Raises UnknownTypeError for a kind that only has an IAM policy here (an organization)."""
        return api_block(self.terraform_type)

    @property
    def title(self) -> str:
        return self.facts.api_kind or self.terraform_type


@lru_cache(maxsize=2048)
def kind(terraform_type: str) -> Kind:
    known = facts(terraform_type)
    return Kind(known.api, _collection(known), known.id_format, terraform_type)


def _collection(known: TypeFacts) -> str:
    """`topics` of `projects/{{project}}/topics/{{name}}`; where a name is no path, what the create call posts to."""
    above, _slash, _last = known.id_format.rpartition("/")
    literal = above.rpartition("/")[2]
    if literal and "{" not in literal:
        return literal
    path = str(known.create.get("url") or "").partition("?")[0].rstrip("/")
    return path.rpartition("/")[2].partition(":")[0]
