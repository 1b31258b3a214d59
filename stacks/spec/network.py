"""The section `network` of the spec: what may leave the network, and who gets in from outside."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from landfast.stacks.spec.section import SpecProblem, SpecSection


class Perimeter(SpecSection):
    """VPC Service Controls: what Google's APIs do for nobody outside. A dry run until it is enforced."""

    access_policy: Annotated[str, Field(pattern=r"^[0-9]{6,20}$")]
    """Number of the organization's access policy (`gcloud access-context-manager policies list`)"""
    members: tuple[Annotated[str, Field(pattern=r"^(user|serviceAccount):[^@\s]+@[^@\s]+\.[^@\s]+$")], ...] = ()
    """Who works on the environment from outside, e.g. `user:ana@acme.example`: people and whoever runs landfast"""
    enforce: bool = False
    """Refuse what the dry run only logs; needs `members`"""

    @model_validator(mode="after")
    def _somebody_gets_in(self) -> Perimeter:
        if self.enforce and not self.members:
            fact = (
                "network.perimeter.enforce is true and network.perimeter.members is empty: it would lock everybody out"
            )
            step = "add who works from outside to members, or set enforce to false"
            raise SpecProblem("enforce", fact, limit="at least one member", step=step)
        return self


class Network(SpecSection):
    """What may leave the environment's network: Google's APIs, and nothing else unless it is named here."""

    egress_hosts: tuple[Annotated[str, Field(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")], ...] = Field(
        default=(), max_length=100
    )
    """Hosts on the internet that machines may open HTTPS connections to, e.g. `pypi.org`: no wildcards"""
    perimeter: Perimeter | None = None
    """VPC Service Controls perimeter"""

    @property
    def is_enclosed(self) -> bool:
        """Whether a perimeter is enforced."""
        return self.perimeter is not None and self.perimeter.enforce
