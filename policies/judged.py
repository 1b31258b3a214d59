"""What rules judge that is no resource: places in files of a project, and recorded exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field

from landfast.policies.model import Mode
from landfast.policies.values import Unknown


@dataclass(frozen=True, slots=True, eq=False)
class ProjectPlace:
    """A place that a file of an ML project names, or leaves to a default (type `omitted`: `value` is that default).

    `path` is its attribute, `codes` the product whose location codes count, `text` what the value stands in (a host's
    name); `where` is the location of a bucket that the project's environments know.
    """

    address: str
    type: str
    document: str
    value: str | Unknown
    path: str
    codes: str
    text: str
    where: str
    mode: Mode = field(default="project", init=False)


@dataclass(frozen=True, slots=True, eq=False)
class WaiverUse:
    """A recorded exception to the rule `type`, and what became of it; `expires` is its last day, as ISO 8601."""

    address: str
    type: str
    expires: str
    expired: bool
    unused: bool
    mode: Mode = field(default="waiver", init=False)

    @property
    def document(self) -> str:
        return self.type
