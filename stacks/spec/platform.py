"""The section `platform` of the spec: which systems are used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from landfast.gcp.machines import GpuName
from landfast.stacks.orchestrators import OWN, known
from landfast.stacks.spec.section import SpecProblem, SpecSection, each_once, one_of

Orchestrator = Annotated[
    str,
    AfterValidator(one_of(known)),
    WithJsonSchema({"anyOf": [{"enum": list(OWN)}, {"type": "string", "pattern": "^[a-z][a-z0-9]{1,19}$"}]}),
]
# Those that run in a cluster.
IN_CLUSTER = frozenset({"kubeflow", "pachyderm"})

# An image by tag or digest, without the registry: that is the environment's own.
IMAGE = r"^[a-z0-9]+([._/-][a-z0-9]+)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})$"


class Platform(SpecSection):
    """Which of the systems this project uses."""

    orchestrators: Annotated[tuple[Orchestrator, ...], AfterValidator(each_once)] = Field(
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
    endpoints: Literal["private", "public"] | None = None
    """Where served models answer: `private`, in the network alone, or `public`, at Vertex AI's address, by a grant;
    `private` is implied by special categories and an enforced perimeter; changed, the endpoint is made anew"""
    online_store: bool = False
    """Features are served online too, from Bigtable: a node runs day and night, for hundreds of euros a month"""
    gpu: GpuName | None = None
    """GPU of training machines and, on a `standard` cluster, of a pool that scales to zero"""

    @property
    def disagreements(self) -> Iterator[SpecProblem]:
        """Fields of the section that can't both be what they are."""
        tenants = ", ".join(sorted(IN_CLUSTER.intersection(self.orchestrators)))
        if self.cluster == "none" and tenants:
            fact = f"platform.cluster is none and platform.orchestrators has {tenants}, which runs in one"
            step = f"set cluster to autopilot or standard, or remove {tenants}"
            yield SpecProblem("platform.cluster", fact, step=step)
        if self.tracking_image is not None and self.tracking != "mlflow":
            fact = "platform.tracking_image is MLflow's and platform.tracking is vertex"
            yield SpecProblem("platform.tracking_image", fact, step="set tracking to mlflow, or remove tracking_image")

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
