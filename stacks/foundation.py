"""Stack `foundation`: the project and everything that guards it: policies, audit, keys, logs, budget, contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from landfast.gcp.constraints import GOOGLES_NETWORKS
from landfast.gcp.regions import regions_in
from landfast.modules.cdk import Made, TerraformStack
from landfast.modules.context import Context
from landfast.modules.delivery.source import tokens
from landfast.modules.names import DataClass, project_path
from landfast.modules.project.folder import own_folder
from landfast.modules.project.gcp_project import Project, project
from landfast.modules.project.keys import keys
from landfast.modules.project.org_policy import Constraint, allowed, denied, enforced, in_regions, org_policy
from landfast.modules.project.perimeter import Promotion, guards, perimeter
from landfast.modules.project.query_key import query_key
from landfast.modules.project.services import AgentName, enable, service_agents
from landfast.modules.watch.alerts import budget, contacts, email_channels
from landfast.modules.watch.log_bucket import log_bucket
from landfast.stacks.outputs import FoundationOutputs
from landfast.stacks.spec import Google, Spec

# What the rehearsal cloud takes for the organization and the billing account of a spec that names none.
REHEARSAL = Google(organization="123456789012", billing_account="000000-000000-000000")

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

# Services that must refuse to store anything under a key of Google's. All of them can be named in the constraint:
# https://cloud.google.com/kms/docs/cmek-org-policy, and Cloud Foundation Fabric's organization policies (2026-07-21).
CMEK_SERVICES = (
    "aiplatform", "artifactregistry", "bigquery", "compute", "container", "dataflow", "gkebackup", "logging",
    "notebooks", "pubsub", "secretmanager", "storage",
)  # fmt: skip
# Those of them that only some specs use.
CMEK_SERVICES_IF_USED = ("composer", "run", "sqladmin")

# Class of data -> the service agents that encrypt it.
KEY_USERS: Mapping[DataClass, Sequence[AgentName]] = {
    # Personal data as it came: raw buckets, tables and messages.
    "content": ("bigquery", "pubsub", "storage"),
    # What was computed from it: features, predictions, experiments; on the disks of machines while it is computed.
    # Composer 3 asks for its own agent and that of its bucket, no others.
    # https://cloud.google.com/composer/docs/composer-3/configure-cmek-encryption
    "derived": ("aiplatform", "bigquery", "composer", "compute", "container", "dataflow", "gkebackup", "notebooks",
                "pubsub", "sqladmin", "storage"),
    # Models, the endpoint that serves them and the records of their training.
    "models": ("aiplatform", "sqladmin", "storage"),
    # Container images, the ones that Cloud Run holds too, and Python packages.
    "software": ("artifactregistry", "run"),
    # The key of the pseudonyms, and Kubernetes secrets.
    "secrets": ("container", "secretmanager"),
    # Logs, and the files and tables made of them.
    "logs": ("bigquery", "logging", "storage"),
}  # fmt: skip


def build(stack: TerraformStack, context: Context, spec: Spec) -> FoundationOutputs:
    """Makes the stack's resources."""
    google = spec.google or REHEARSAL
    parent = f"folders/{google.folder}" if google.folder else f"organizations/{google.organization}"
    made = project(stack, context, own_folder(stack, context, parent), google.billing_account)
    path = project_path(made.id)
    policies = [org_policy(stack, path, rule) for rule in _project_policies(spec)]
    services = enable(stack, made, services_of(spec))
    agents = service_agents(stack, made, services)
    users = {data_class: [name for name in names if name in agents] for data_class, names in KEY_USERS.items()}
    # After the policies: nothing that holds data is ever made without them.
    ring = keys(stack, context, users, agents, [services["cloudkms"], *policies])
    # No query runs under the policy before BigQuery has a key, the one that gives it one included.
    org_policy(stack, path, _encrypted(spec), [query_key(stack, context, "derived", ring.grants["derived"])])
    log_bucket(stack, context, ring.ids["logs"], spec.retention.logs_days, ring.grants["logs"])
    if spec.repository:
        # Here and not where they are used: only the foundation knows whom Cloud Build reads them as.
        tokens(stack, context, spec.repository.host, agents["cloudbuild"], ring.grants["secrets"])
    _tell(stack, context, spec, made, services)
    _guard(stack, context, spec, made, services)
    return FoundationOutputs(made.id, made.number, context.region, ring.ring, ring.ids)


def services_of(spec: Spec) -> tuple[str, ...]:
    """The services that the systems of the spec use, by their short names; no other is enabled."""
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
    return tuple(services)


def _encrypted(spec: Spec) -> Constraint:
    """GDPR Art. 32: encrypted with a key that the controller can take back."""
    used = services_of(spec)
    keyed = {*CMEK_SERVICES, *(service for service in CMEK_SERVICES_IF_USED if service in used)}
    return denied("gcp.restrictNonCmekServices", [f"{service}.googleapis.com" for service in keyed])


def _project_policies(spec: Spec) -> tuple[Constraint, ...]:
    return (
        # GDPR Art. 44: nothing outside of the residency area.
        in_regions(regions_in(spec.residency.area)),
        denied("gcp.restrictTLSVersion", ["TLS_VERSION_1", "TLS_VERSION_1_1"]),
        # Nobody reads a bucket who was not granted it by name.
        enforced("storage.uniformBucketLevelAccess"),
        enforced("storage.publicAccessPrevention"),
        # Keys of service accounts are what leaks.
        enforced("iam.disableServiceAccountKeyCreation"),
        enforced("iam.disableServiceAccountKeyUpload"),
        # Machines are reached through Google's APIs and signed in to with a named account, or not at all.
        denied("compute.vmExternalIpAccess"),
        enforced("compute.requireOsLogin"),
        enforced("compute.requireShieldedVm"),
        enforced("compute.disableVpcExternalIpv6"),
        # GKE's nodes route for their pods; nothing else does.
        *(() if spec.platform.effective_cluster else (denied("compute.vmCanIpForward"),)),
        # Cloud SQL and Cloud Build are reached by a peering with a network of Google's own; no other network is peered.
        allowed("compute.restrictVpcPeering", [GOOGLES_NETWORKS])
        if spec.peered
        else denied("compute.restrictVpcPeering"),
        enforced("ainotebooks.restrictPublicIp"),
        enforced("sql.restrictPublicIp"),
        # What is worked on in a notebook stays in the environment.
        enforced("ainotebooks.disableFileDownloads"),
        enforced("ainotebooks.disableRootAccess"),
    )


def _guard(stack: TerraformStack, context: Context, spec: Spec, made: Project, services: Mapping[str, Made]) -> None:
    wanted = spec.network.perimeter
    if wanted is None:
        return
    out = _promotion(context, spec)
    kept = guards(stack, made, services, members=wanted.members, enforce=wanted.enforce, promotion=out)
    ready = [services["accesscontextmanager"]]
    perimeter(stack, context, wanted.access_policy, kept, ready)


def _promotion(context: Context, spec: Spec) -> Promotion | None:
    """What is promoted here, once the account stands: who a perimeter names must be there, and members are."""
    origin, member = spec.names(next(iter(spec.environments))), context.names.service_account_member("deploy")
    members = spec.network.perimeter.members if spec.network.perimeter else ()
    if spec.repository is None or origin == context.names or member not in members:
        return None
    return Promotion(member, origin.project_id)


def _tell(stack: TerraformStack, context: Context, spec: Spec, made: Project, services: Mapping[str, Made]) -> None:
    alerted = tuple(dict.fromkeys(spec.alert_addresses))
    euros = spec.environment(context.names.environment).budget_eur
    if euros is not None:
        channels = email_channels(stack, context, alerted, "budget", [services["monitoring"]])
        amount = spec.costs.exchange.of_euros(euros)
        budget(stack, context, made, amount, channels, [services["billingbudgets"]])
    about = {address: {"SECURITY", "SUSPENSION", "TECHNICAL"} for address in alerted}
    if spec.controller and spec.controller.dpo_contact:
        # Google has no category for privacy: notices of regulators are LEGAL, breaches (GDPR Art. 33) SECURITY.
        about.setdefault(spec.controller.dpo, set()).update({"LEGAL", "SECURITY"})
    contacts(
        stack, context, {address: sorted(names) for address, names in about.items()}, [services["essentialcontacts"]]
    )
