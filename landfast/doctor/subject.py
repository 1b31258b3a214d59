"""What is examined: an environment as its spec and its stacks have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from landfast.core.errors import InputError, Problem
from landfast.policies.model import Resource
from landfast.policies.values import read
from landfast.stacks.services import counted_services

if TYPE_CHECKING:
    from landfast.modules.names import Names
    from landfast.stacks.spec import Google, Spec
    from landfast.stacks.spec.platform import Platform


@dataclass(frozen=True)
class Examined:
    """`resources` are those that the stacks manage, evaluated; `google` the section of the spec.

    `counted`: the APIs that the project needs which calls are counted on.
    """

    google: Google
    names: Names
    region: str
    platform: Platform
    resources: Sequence[Resource]
    counted: Sequence[str]

    @classmethod
    def of(cls, spec: Spec, environment: str, resources: Iterable[Resource]) -> Examined:
        """What else the stacks name, they only read. Raises: InputError for a spec that names no cloud."""
        if spec.google is None:
            step = "add organization (or folder) and billing_account"
            raise InputError([Problem("google", "is missing", limit="a doctor looks at what it names", next_step=step)])
        own = [resource for resource in resources if resource.mode == "managed"]
        names, region = spec.names(environment), spec.residency.region
        return cls(spec.google, names, region, spec.platform, own, counted_services(spec))

    @property
    def project(self) -> str:
        return self.names.project_id

    @property
    def named(self) -> str:
        return f"projects/{self.project}"

    @property
    def parent(self) -> str:
        """What the environment's own folder is made in; empty above a project that stood before."""
        google = self.google
        if self.names.standing:
            return ""
        return f"folders/{google.folder}" if google.folder else f"organizations/{google.organization}"

    @property
    def account(self) -> str:
        """Whom the project is linked to; empty if it was before."""
        return "" if self.names.standing else f"billingAccounts/{self.google.billing_account}"

    @cached_property
    def of_types(self) -> Mapping[str, Sequence[Resource]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.type, []).append(resource)
        return found

    def texts(self, type_: str, *path: str) -> Iterator[str]:
        """What the resources of a type say at the path of an attribute, where they say it."""
        for resource in self.of_types.get(type_, ()):
            yield from (value for _path, value in read(resource.values, path) if isinstance(value, str))

    @property
    def services(self) -> Sequence[str]:
        """The APIs that the stacks enable."""
        return sorted(set(self.texts("google_project_service", "service")))
