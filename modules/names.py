"""The one place that makes names and labels: computed from the spec, never random, never dated."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

# Limits: project id 6-30, bucket 3-63, service account id 6-30, label value 63, Vertex endpoint id 10 digits
# (https://cloud.google.com/resource-manager/docs/creating-managing-projects,
#  https://cloud.google.com/iam/docs/service-accounts-create, https://cloud.google.com/storage/docs/buckets).
ACCOUNT_ID_LIMIT = 30
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


@dataclass(frozen=True, slots=True)
class Names:
    """Names of everything in one environment, e.g. `Names("diagnosis", "dev").bucket("raw")`."""

    name: str
    environment: str

    @property
    def project_id(self) -> str:
        return f"{self.name}-{self.environment}"

    @property
    def state_bucket(self) -> str:
        """Holds the Terraform states of all environments; made once, by hand or by bootstrap."""
        return f"{self.name}-tfstate"

    def resource(self, purpose: str) -> str:
        return f"{self.project_id}-{purpose}"

    def bucket(self, purpose: str) -> str:
        return self.resource(purpose)

    def dataset(self, purpose: str) -> str:
        """BigQuery takes no dashes."""
        return self.resource(purpose).replace("-", "_")

    def topic(self, purpose: str) -> str:
        return self.resource(purpose)

    def repository(self, kind: str) -> str:
        """Artifact Registry repository; unique within project and region."""
        return f"{self.name}-{kind}"

    def registry(self, region: str, kind: str) -> str:
        """Where a repository is pulled from: `REGION-docker.pkg.dev/P/R` (Python: `REGION-python.pkg.dev/P/R`)."""
        host = "python" if kind == "python" else "docker"
        return f"{region}-{host}.pkg.dev/{self.project_id}/{self.repository(kind)}"

    def secret(self, purpose: str) -> str:
        return self.resource(purpose)

    def service_account(self, job: str) -> str:
        return shortened(f"{self.name}-{job}", ACCOUNT_ID_LIMIT)

    def service_account_email(self, job: str) -> str:
        return f"{self.service_account(job)}@{self.project_id}.iam.gserviceaccount.com"

    @property
    def key_ring(self) -> str:
        return self.resource("keys")

    def key(self, data_class: str) -> str:
        return data_class

    def key_ring_id(self, region: str) -> str:
        return f"projects/{self.project_id}/locations/{region}/keyRings/{self.key_ring}"

    def key_id(self, region: str, data_class: str) -> str:
        return f"{self.key_ring_id(region)}/cryptoKeys/{self.key(data_class)}"

    @property
    def network(self) -> str:
        return self.resource("network")

    @property
    def network_id(self) -> str:
        return f"projects/{self.project_id}/global/networks/{self.network}"

    def subnetwork_id(self, region: str) -> str:
        """The one subnetwork of the environment."""
        return f"projects/{self.project_id}/regions/{region}/subnetworks/{self.subnetwork}"

    @property
    def subnetwork(self) -> str:
        return self.resource("subnetwork")

    @property
    def cluster(self) -> str:
        return self.resource("cluster")

    @property
    def workload_pool(self) -> str:
        """Identities of Kubernetes service accounts; Google makes it with the project's first cluster."""
        return f"{self.project_id}.svc.id.goog"

    def database(self, system: str) -> str:
        return self.resource(system)

    def database_id(self, system: str) -> str:
        return f"projects/{self.project_id}/instances/{self.database(system)}"

    @property
    def identity_pool(self) -> str:
        """4 to 32 characters: https://cloud.google.com/iam/docs/manage-workload-identity-pools-providers"""
        return self.resource("ci")

    def kubernetes_member(self, namespace: str, account: str) -> str:
        """IAM member of a Kubernetes service account."""
        return f"serviceAccount:{self.workload_pool}[{namespace}/{account}]"

    @property
    def endpoint_id(self) -> str:
        """Ten digits, no leading zero: what Vertex AI takes as the name of an endpoint."""
        digest = int(hashlib.sha256(self.project_id.encode()).hexdigest(), 16)
        return str(1_000_000_000 + digest % 9_000_000_000)

    def labels(self, record: Mapping[str, str]) -> dict[str, str]:
        """Labels of every resource. `record` is what the record of processing (GDPR Art. 30) needs of the spec."""
        fixed = {"application": self.name, "environment": self.environment, "managed-by": "landfast"}
        return fixed | {key: label(value) for key, value in record.items() if value}
