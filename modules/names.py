"""The one place that makes names and labels: computed from the spec, never random, never dated."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from landfast.gcp.universes import PUBLIC, Universe
from landfast.modules.shared_network import SharedNetwork

# One Cloud KMS key each, so that destroying one key makes one class of data unreadable (crypto-erasure) and no other.
DataClass = Literal["content", "derived", "models", "software", "secrets", "logs"]
BucketPurpose = Literal["raw", "features", "models", "pipeline-root", "access-logs", "airflow", "pachyderm"]
DatasetPurpose = Literal["raw", "features", "predictions", "experiments", "audit"]
TopicPurpose = Literal["events", "predictions"]
RegistryKind = Literal["containers", "python"]
SecretPurpose = Literal["pseudonym-key", "repository-token", "repository-read-token", "repository-webhook"]
# What has a Cloud SQL instance of its own.
DatabaseSystem = Literal["mlflow", "kubeflow", "pachyderm"]
# Namespaces of the cluster that have a tenant.
Namespace = Literal["kubeflow", "pachyderm"]
# What a service account runs; those of namespaces and servers bear the system's name.
Job = Literal[
    "pipelines", "training", "serving", "dataflow", "workbench", "nodes", "kubeflow", "pachyderm", "airflow", "mlflow",
    "deploy", "check",
]  # fmt: skip

# Limits: project id 6-30, bucket 3-63, service account id 6-30, label value 63, Vertex endpoint id 10 digits
# (https://cloud.google.com/resource-manager/docs/creating-managing-projects,
#  https://cloud.google.com/iam/docs/service-accounts-create, https://cloud.google.com/storage/docs/buckets).
ACCOUNT_ID_LIMIT = 30
PROJECT_ID_LIMIT = 30
POOL_ID_LIMIT = 32
# The Terraform variable of a database's ending is named SYSTEM and this.
DATABASE_ENDING = "_database_ending"
LABEL_LIMIT = 63


def shortened(text: str, limit: int) -> str:
    """`text`, or its start and a digest of all of it when it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:5]
    return f"{text[: limit - 6].rstrip('-')}-{digest}"


def label(text: str) -> str:
    """`text` as a Google label value: lower-case letters, digits, dashes and underscores, 63 at most."""
    return shortened(re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-_"), LABEL_LIMIT)


def _ended(name: str, suffix: str) -> str:
    return f"{name}-{suffix}" if suffix else name


def project_path(project: str) -> str:
    """`projects/P` of an id, a number, or a reference to one."""
    return f"projects/{project}"


@dataclass(frozen=True, slots=True)
class Names:
    """Names of everything in one environment, e.g. `Names("diagnosis", "dev").bucket("raw")`.

    `universe` is where it stands, and what ids, addresses and accounts look like there. `suffix` ends names that are
    unique in the world; `own_suffix`: those of this environment instead. `standing` is the id of a project that stands
    already: all in it is named after that. `shared`: the network, if it stands.
    """

    name: str
    environment: str
    suffix: str = ""
    standing: str = ""
    shared: SharedNetwork | None = None
    own_suffix: str = ""
    universe: Universe = PUBLIC

    @property
    def project_id(self) -> str:
        return self.standing or self.universe.project_id(_ended(f"{self.name}-{self.environment}", self.ending))

    @property
    def project_name(self) -> str:
        """The project's id without what its universe puts before it: that no other name may hold."""
        return self.project_id.rpartition(":")[2]

    @property
    def ending(self) -> str:
        """What the project's id ends with, and so the names that are made of it; empty if it has no suffix."""
        return self.own_suffix or self.suffix

    @property
    def state_bucket(self) -> str:
        """Holds the Terraform states of all environments; made once, by hand or by bootstrap."""
        return _ended(f"{self.name}-tfstate", self.suffix)

    @property
    def path(self) -> str:
        """`projects/P`: the parent of what the global APIs hold."""
        return project_path(self.project_id)

    def location(self, region: str) -> str:
        """`projects/P/locations/R`: the parent of what the regional APIs hold."""
        return f"{self.path}/locations/{region}"

    def resource(self, purpose: str) -> str:
        return f"{self.project_name}-{purpose}"

    def bucket(self, purpose: BucketPurpose) -> str:
        return self.resource(purpose)

    def dataset(self, purpose: DatasetPurpose) -> str:
        """BigQuery takes no dashes."""
        return self.resource(purpose).replace("-", "_")

    def topic(self, purpose: TopicPurpose) -> str:
        return self.resource(purpose)

    def repository(self, kind: RegistryKind) -> str:
        """Artifact Registry repository; unique within project and region."""
        return f"{self.name}-{kind}"

    def repository_id(self, region: str, kind: RegistryKind) -> str:
        return f"{self.location(region)}/repositories/{self.repository(kind)}"

    def registry(self, region: str, kind: RegistryKind) -> str:
        """Where a repository is pulled from: `REGION-docker.pkg.dev/P/R` (Python: `REGION-python.pkg.dev/P/R`)."""
        host = f"{region}-{'python' if kind == 'python' else 'docker'}.{self.universe.registry}"
        return f"{host}/{self.universe.in_path(self.project_id)}/{self.repository(kind)}"

    def secret(self, purpose: SecretPurpose) -> str:
        return self.resource(purpose)

    def secret_id(self, region: str, purpose: SecretPurpose) -> str:
        """Of a regional secret, or of one beside the regions, where those are not reached."""
        parent = self.path if self.universe.lacks("regional secrets") else self.location(region)
        return f"{parent}/secrets/{self.secret(purpose)}"

    def secret_version(self, purpose: SecretPurpose, version: int) -> str:
        """Of a secret that is not regional."""
        return f"{self.path}/secrets/{self.secret(purpose)}/versions/{version}"

    def service_account(self, job: Job) -> str:
        return shortened(f"{self.name}-{job}", ACCOUNT_ID_LIMIT)

    def service_account_email(self, job: Job) -> str:
        return self.universe.account_email(self.service_account(job), self.project_id)

    def service_account_member(self, job: Job) -> str:
        return f"serviceAccount:{self.service_account_email(job)}"

    def service_account_id(self, job: Job) -> str:
        return f"{self.path}/serviceAccounts/{self.service_account_email(job)}"

    @property
    def key_ring(self) -> str:
        return self.resource("keys")

    def key(self, data_class: DataClass) -> str:
        return data_class

    def key_ring_id(self, region: str) -> str:
        return f"{self.location(region)}/keyRings/{self.key_ring}"

    def key_id(self, region: str, data_class: DataClass) -> str:
        return f"{self.key_ring_id(region)}/cryptoKeys/{self.key(data_class)}"

    @property
    def log_bucket(self) -> str:
        return "environment"

    def log_bucket_id(self, region: str) -> str:
        return f"{self.location(region)}/buckets/{self.log_bucket}"

    @property
    def network_project(self) -> str:
        """Where the network is: the project itself, unless that of others is shared with it."""
        return self.shared.project if self.shared else self.project_id

    @property
    def network(self) -> str:
        return self.shared.network if self.shared else self.resource("network")

    @property
    def network_id(self) -> str:
        return f"{project_path(self.network_project)}/global/networks/{self.network}"

    def subnetwork_id(self, region: str) -> str:
        """The one subnetwork of the environment."""
        return f"{project_path(self.network_project)}/regions/{region}/subnetworks/{self.subnetwork}"

    def subnetwork_url(self, region: str) -> str:
        return self.universe.url(f"https://www.googleapis.com/compute/v1/{self.subnetwork_id(region)}")

    @property
    def subnetwork(self) -> str:
        return self.shared.subnetwork if self.shared else self.resource("subnetwork")

    @property
    def pod_range(self) -> str:
        """What the subnetwork's secondary range for pods is called."""
        return self.shared.pod_range if self.shared else "pods"

    @property
    def service_range(self) -> str:
        return self.shared.service_range if self.shared else "services"

    @property
    def job_attachment(self) -> str:
        """Where jobs of Vertex AI stand in the network."""
        return self.resource("jobs")

    def job_attachment_id(self, region: str) -> str:
        return f"{self.path}/regions/{region}/networkAttachments/{self.job_attachment}"

    @property
    def cluster(self) -> str:
        return self.resource("cluster")

    def cluster_id(self, region: str) -> str:
        return f"{self.location(region)}/clusters/{self.cluster}"

    @property
    def worker_pool(self) -> str:
        """The machines that build."""
        return self.resource("builds")

    def worker_pool_id(self, region: str) -> str:
        return f"{self.location(region)}/workerPools/{self.worker_pool}"

    @property
    def workload_pool(self) -> str:
        """Identities of Kubernetes service accounts; Google makes it with the project's first cluster."""
        return self.universe.pool(self.project_id)

    @property
    def tracking_server(self) -> str:
        """MLflow's server, a service of Cloud Run."""
        return self.resource("mlflow")

    def tracking_server_id(self, region: str) -> str:
        return f"{self.location(region)}/services/{self.tracking_server}"

    def database(self, system: DatabaseSystem) -> str:
        return self.resource(system)

    def database_id(self, system: DatabaseSystem) -> str:
        return f"{self.path}/instances/{self.database(system)}"

    def database_connection(self, region: str, system: DatabaseSystem) -> str:
        """What Cloud SQL's connectors ask for."""
        return f"{self.project_id}:{region}:{self.database(system)}"

    @property
    def identity_pool(self) -> str:
        """4 to 32 characters: https://cloud.google.com/iam/docs/manage-workload-identity-pools-providers"""
        return shortened(self.resource("ci"), POOL_ID_LIMIT)

    @property
    def provisioning_pool(self) -> str:
        """Of who brings the environments up from CI; in the project that the states are kept in."""
        return shortened(f"{self.name}-landfast", POOL_ID_LIMIT)

    def kubernetes_member(self, namespace: str, account: str) -> str:
        """IAM member of a Kubernetes service account."""
        return f"serviceAccount:{self.workload_pool}[{namespace}/{account}]"

    @property
    def feature_store(self) -> str:
        """The Feature Store takes no dashes."""
        return self.name.replace("-", "_")

    @property
    def perimeter(self) -> str:
        """Letters, digits and underscores only."""
        return self.project_name.replace("-", "_")

    def endpoint_path(self, region: str, *, private: bool) -> str:
        return f"{self.location(region)}/endpoints/{self.endpoint_id(private=private)}"

    def endpoint_id(self, *, private: bool) -> str:
        """Ten digits, no leading zero: what Vertex AI takes as the name of an endpoint.

        One that becomes private, or public, is another: for a week the name of a private one can't be used again.
        """
        of = f"{self.project_id}/private" if private else self.project_id
        digest = int(hashlib.sha256(of.encode()).hexdigest(), 16)
        return str(1_000_000_000 + digest % 9_000_000_000)

    def labels(self, record: Mapping[str, str]) -> dict[str, str]:
        """Labels of every resource. `record` is what the record of processing (GDPR Art. 30) needs of the spec."""
        fixed = {"application": self.name, "environment": self.environment, "managed-by": "landfast"}
        return fixed | {key: label(value) for key, value in record.items() if value}
