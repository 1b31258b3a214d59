"""The sections `platform` and `network` of the spec: which systems are used, and what may leave their network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from landfast.gcp.machines import GpuName
from landfast.stacks._spec_section import Section

Orchestrator = Literal["vertex", "kubeflow", "airflow", "pachyderm"]
# Those that run in a cluster.
IN_CLUSTER = frozenset({"kubeflow", "pachyderm"})

# An image by tag or digest, without the registry: that is the environment's own.
IMAGE = r"^[a-z0-9]+([._/-][a-z0-9]+)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})$"


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise PydanticCustomError("twice", "{names}", {"names": ", ".join(twice)})
    return names


class Platform(Section):
    """Which of the systems this project uses."""

    orchestrators: Annotated[tuple[Orchestrator, ...], AfterValidator(_each_once)] = Field(
        default=("vertex",), min_length=1
    )
    """What runs the ML pipeline"""
    tracking: Literal["mlflow", "vertex"] = "vertex"
    """Where runs and models are recorded in the cloud"""
    tracking_image: Annotated[str, Field(pattern=IMAGE, max_length=255)] | None = None
    """MLflow's server, in the environment's container registry: `mlflow:3.6.0`; stands once this is set and pushed"""
    features: Literal["dataflow"] = "dataflow"
    """What computes features in the cloud"""
    cluster: Literal["autopilot", "standard", "none"] | None = None
    """GKE cluster; implied (`autopilot`) by `kubeflow` and `pachyderm`, which `none` rules out"""
    online_store: bool = False
    """Features are served online too, from Bigtable: a node runs day and night, for hundreds of euros a month"""
    gpu: GpuName | None = None
    """GPU of training machines and, on a `standard` cluster, of a pool that scales to zero"""

    @property
    def disagreements(self) -> Iterator[PydanticCustomError]:
        """Fields of the section that can't both be what they are."""
        tenants = sorted(IN_CLUSTER.intersection(self.orchestrators))
        if self.cluster == "none" and tenants:
            yield PydanticCustomError("no_cluster", "{names}", {"names": ", ".join(tenants)})
        if self.tracking_image is not None and self.tracking != "mlflow":
            yield PydanticCustomError("tracking_image", "vertex")

    @property
    def effective_cluster(self) -> Literal["autopilot", "standard"] | None:
        """The cluster that stands: the one asked for, or the one that an orchestrator needs."""
        if self.cluster in ("autopilot", "standard"):
            return self.cluster
        return "autopilot" if IN_CLUSTER.intersection(self.orchestrators) else None

    @property
    def needs_database(self) -> bool:
        """Whether Cloud SQL stands, and with it the peering that its private address needs."""
        return self.tracking == "mlflow" or bool(IN_CLUSTER.intersection(self.orchestrators))


class Perimeter(Section):
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
            raise PydanticCustomError("perimeter", "members")
        return self


class Network(Section):
    """What may leave the environment's network: Google's APIs, and nothing else unless it is named here."""

    egress_hosts: tuple[Annotated[str, Field(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")], ...] = Field(
        default=(), max_length=100
    )
    """Hosts on the internet that machines may open HTTPS connections to, e.g. `pypi.org`: no wildcards"""
    perimeter: Perimeter | None = None
    """VPC Service Controls perimeter"""
