"""The section `network` of the spec: what may leave the network, and who gets in from outside."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from landfast.modules.shared_network import SharedNetwork
from landfast.stacks.spec.section import SpecProblem, SpecSection, as_google_keeps_it

ResourceName = Annotated[str, Field(pattern=r"^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$")]
HostProject = Annotated[str, Field(pattern=r"^([a-z][a-z0-9]{0,9}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$")]
# As names of hosts may be: https://datatracker.ietf.org/doc/html/rfc1035#section-2.3.4
HostName = Annotated[
    str, Field(pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$", max_length=253)
]


Member = Annotated[
    str, Field(pattern=r"^(user|serviceAccount):[^@\s]+@[^@\s]+\.[^@\s]+$"), AfterValidator(as_google_keeps_it)
]


class Perimeter(SpecSection):
    """VPC Service Controls: what Google's APIs do for nobody outside. A dry run until it is enforced."""

    access_policy: Annotated[str, Field(pattern=r"^[0-9]{6,20}$")]
    """Number of the organization's access policy (`gcloud access-context-manager policies list`)"""
    members: tuple[Member, ...] = ()
    """Who works on the environment from outside, e.g. `user:ana@acme.example`: people and whoever runs landfast;
    its CI is let in anyway, another environment's once it is named here"""
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


class NetworkOfEnvironment(SpecSection):
    """The network of one environment, where it stands already and is another one: what is unset is as in `network`."""

    vpc: ResourceName | None = None
    """Its network; `network.vpc` unless set"""
    subnetwork: ResourceName | None = None
    """Its subnetwork; `network.subnetwork` unless set"""
    host_project: HostProject | None = None
    """Project of its network; `network.host_project` unless set"""
    pod_range: ResourceName | None = None
    """Its range for pods; `network.pod_range` unless set"""
    service_range: ResourceName | None = None
    """Its range for services; `network.service_range` unless set"""


class Network(SpecSection):
    """What may leave the environment's network: Google's APIs, and nothing else unless it is named here."""

    egress_hosts: tuple[HostName, ...] = Field(default=(), max_length=100)
    """Hosts on the internet that machines may open HTTPS connections to, e.g. `pypi.org`: no wildcards"""
    perimeter: Perimeter | None = None
    """VPC Service Controls perimeter"""
    vpc: ResourceName | None = None
    """Network that stands already: none is made then, and what it lacks is a ticket; needs `subnetwork`"""
    subnetwork: ResourceName | None = None
    """Subnetwork of that network, in the home region"""
    host_project: HostProject | None = None
    """Project of that network (Shared VPC); the environment's own unless set"""
    pod_range: ResourceName = "pods"
    """Secondary range of that subnetwork for the pods of a cluster"""
    service_range: ResourceName = "services"
    """Secondary range of that subnetwork for the services of a cluster"""

    @model_validator(mode="after")
    def _stands_whole(self) -> Network:
        said = {"vpc": self.vpc, "subnetwork": self.subnetwork}
        missing = [name for name, value in said.items() if value is None]
        if missing and (len(missing) == 1 or self.host_project):
            fact = "is missing: a network that stands is named with its subnetwork"
            raise SpecProblem(
                missing[0], fact, step="set network.vpc and network.subnetwork, or neither and no host_project"
            )
        return self

    @property
    def stands(self) -> bool:
        """Whether it is somebody else's: then nothing of it is made."""
        return self.vpc is not None

    def of(self, own: NetworkOfEnvironment | None) -> Network:
        """As one environment has it."""
        return self.model_copy(update=own.model_dump(exclude_none=True)) if own else self

    def shared(self, project: str) -> SharedNetwork | None:
        """The network that stands, for a project; None where one is made."""
        if self.vpc is None or self.subnetwork is None:
            return None
        host = self.host_project or project
        return SharedNetwork(host, self.vpc, self.subnetwork, self.pod_range, self.service_range)

    @property
    def is_enclosed(self) -> bool:
        """Whether a perimeter is enforced."""
        return self.perimeter is not None and self.perimeter.enforce
