"""The APIs that an environment needs: enabled in its project, and where calls are counted. No CDK import."""

from __future__ import annotations

from landfast.stacks.extension import extensions
from landfast.stacks.spec import Spec

SERVICES = (
    "aiplatform", "artifactregistry", "bigquery", "bigquerystorage", "billingbudgets", "cloudbilling", "cloudkms",
    "cloudresourcemanager", "compute", "datacatalog", "dataflow", "dlp", "dns", "essentialcontacts", "iam",
    "iamcredentials", "logging", "monitoring", "networkconnectivity", "notebooks", "orgpolicy", "pubsub",
    "secretmanager", "serviceusage", "storage", "workloadidentity",
)  # fmt: skip
# The last exchanges the tokens of the host's CI.
DELIVERY_SERVICES = ("cloudbuild", "sts")
DATABASE_SERVICES = ("sqladmin",)
CLUSTER_SERVICES = ("binaryauthorization", "container", "gkebackup")
# Asked for a project above or beside the one that is worked on, so by the quota project: what has no other to ask.
# https://cloud.google.com/docs/quotas/quota-project
_ABOVE = (
    "billingbudgets.googleapis.com", "cloudbilling.googleapis.com", "cloudresourcemanager.googleapis.com",
    "essentialcontacts.googleapis.com", "iam.googleapis.com", "orgpolicy.googleapis.com", "serviceusage.googleapis.com",
)  # fmt: skip


def services_of(spec: Spec) -> tuple[str, ...]:
    """The services that the systems of the spec use, by their short names; no other is enabled, and none that is not
    there."""
    services = list(SERVICES)
    if spec.platform.effective_cluster:
        services += CLUSTER_SERVICES
    if spec.platform.needs_database:
        services += DATABASE_SERVICES
    if spec.peered:
        services.append("servicenetworking")
    if spec.platform.tracking == "mlflow":
        services.append("run")
    if "airflow" in spec.platform.orchestrators:
        services.append("composer")
    if spec.repository:
        services += DELIVERY_SERVICES
    if spec.network.perimeter:
        services.append("accesscontextmanager")
    there = extensions() if spec.extensions else {}
    services += [service for name in spec.extensions for service in there[name].services]
    return tuple(name for name in dict.fromkeys(services) if spec.offers(name))


def counted_services(spec: Spec) -> tuple[str, ...]:
    """The APIs, by their hosts, that `google.quota_project` needs: an API is asked for on behalf of whom its calls are
    counted on, whichever project they are about. One list for who enables them, and who looks whether they are.
    """
    above = (name for name in _ABOVE if spec.offers(name.removesuffix(".googleapis.com")))
    return tuple(sorted({*above, *(f"{name}.googleapis.com" for name in services_of(spec))}))
