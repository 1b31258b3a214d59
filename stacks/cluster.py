"""Stack `cluster`: GKE for Kubeflow Pipelines and Pachyderm, with an identity for each one's namespace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from landfast.modules.cdk import TerraformStack
from landfast.modules.cluster.admission import admission
from landfast.modules.cluster.backup_plan import backup_plan
from landfast.modules.cluster.gke import Cluster, cluster
from landfast.modules.cluster.namespace_identity import namespace_identity
from landfast.modules.cluster.node_pool import cpu_pool, gpu_pool
from landfast.modules.context import Context
from landfast.modules.names import Job, Namespace
from landfast.modules.project.grants import Grant, OnBucket, OnDataset, OnRepository, OnSecret
from landfast.modules.project.service_account import act_as_known, service_account
from landfast.stacks.outputs import ClusterOutputs
from landfast.stacks.spec import Spec
from landfast.stacks.spec.platform import Platform

NODES = (
    # Writes logs and metrics of nodes and pods.
    Grant("roles/container.defaultNodeServiceAccount"),
    # Pulls images.
    Grant("roles/artifactregistry.reader", OnRepository("containers")),
)


@dataclass(frozen=True, slots=True)
class Tenant:
    """What lives in a namespace: the Kubernetes service accounts of its pods, and what they may do together."""

    pods: tuple[str, ...]
    grants: tuple[Grant, ...]
    # Jobs whose accounts it starts work as.
    runs_as: tuple[Job, ...] = ()


# Namespace -> its tenant; every role with its reason on the line above. The MLflow server is no tenant: it is on Cloud
# Run, and what is in the cluster reaches it as who it is here.
TENANTS: Mapping[Namespace, Tenant] = {
    "kubeflow": Tenant(
        # The server, the page and the steps of Kubeflow Pipelines (kubeflow/pipelines, manifests/kustomize/base).
        pods=("ml-pipeline", "ml-pipeline-ui", "pipeline-runner"),
        grants=(
            # Registers models and deploys them to the endpoint.
            Grant("roles/aiplatform.user"),
            # Launches the feature jobs.
            Grant("roles/dataflow.developer"),
            # Runs the queries of its checks.
            Grant("roles/bigquery.jobUser"),
            # Validates raw data.
            Grant("roles/storage.objectViewer", OnBucket("raw")),
            Grant("roles/bigquery.dataViewer", OnDataset("raw")),
            # Publishes features, and trains on them.
            Grant("roles/storage.objectUser", OnBucket("features")),
            Grant("roles/bigquery.dataViewer", OnDataset("features")),
            # Writes models.
            Grant("roles/storage.objectUser", OnBucket("models")),
            # Hands artifacts from step to step.
            Grant("roles/storage.objectUser", OnBucket("pipeline-root")),
            # Records assignments and results of experiments.
            Grant("roles/bigquery.dataEditor", OnDataset("experiments")),
            # Turns identifiers into pseudonyms.
            Grant("roles/secretmanager.secretAccessor", OnSecret("pseudonym-key")),
        ),
        # The feature jobs that it launches.
        runs_as=("dataflow",),
    ),
    "pachyderm": Tenant(
        # The daemon and the workers of pipelines (pachyderm/pachyderm, etc/helm).
        pods=("pachyderm", "pachyderm-worker"),
        grants=(
            # Takes raw data in.
            Grant("roles/storage.objectViewer", OnBucket("raw")),
            # Writes features.
            Grant("roles/storage.objectUser", OnBucket("features")),
            # Writes models.
            Grant("roles/storage.objectUser", OnBucket("models")),
            # Registers models and deploys them to the endpoint.
            Grant("roles/aiplatform.user"),
            # Turns identifiers into pseudonyms.
            Grant("roles/secretmanager.secretAccessor", OnSecret("pseudonym-key")),
        ),
    ),
}


def build(stack: TerraformStack, context: Context, spec: Spec) -> ClusterOutputs:
    """Makes the stack's resources, in the network by its known name."""
    platform = spec.platform
    nodes = service_account(stack, context, "nodes", NODES)
    mode = platform.effective_cluster or "autopilot"
    made = cluster(stack, context, mode, nodes)
    if mode == "standard":
        cpu_pool(stack, context, made, nodes)
        # Autopilot makes a node with a GPU for the pod that asks for one.
        if platform.gpu is not None:
            gpu_pool(stack, context, made, nodes, platform.gpu)
    if spec.offers("binaryauthorization"):
        admission(stack, context)
    if spec.offers("gkebackup"):
        backup_plan(stack, context, made)
    return ClusterOutputs(made.id, {name: _tenant(stack, context, name, made) for name in tenants_of(platform)})


def tenants_of(platform: Platform) -> tuple[Namespace, ...]:
    """The namespaces that have a tenant."""
    return tuple(name for name in TENANTS if name in platform.orchestrators)


def _tenant(stack: TerraformStack, context: Context, name: Namespace, made: Cluster) -> str:
    tenant = TENANTS[name]
    account = namespace_identity(stack, context, name, pods=tenant.pods, grants=tenant.grants, cluster=made)
    act_as_known(stack, context, name, account.member, tenant.runs_as)
    return account.email
