"""Stack `foundation`: the project and everything that guards it: policies, audit, keys, logs, budget, contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from landfast.modules.cdk import TerraformStack
from landfast.modules.context import Context
from landfast.modules.delivery.source import tokens
from landfast.modules.names import DataClass
from landfast.modules.project.folder import own_folder
from landfast.modules.project.gcp_project import Project, access_logged, project, standing_project
from landfast.modules.project.keys import keys
from landfast.modules.project.perimeter import Promotion, guards, perimeter
from landfast.modules.project.query_key import query_key
from landfast.modules.project.service_account import MadeAccount, service_account
from landfast.modules.project.services import AgentName, Services, enable, service_agents
from landfast.modules.watch.alerts import budget, contacts, email_channels
from landfast.modules.watch.log_bucket import log_bucket, sink
from landfast.stacks.outputs import FoundationOutputs
from landfast.stacks.parts import encrypted, guarded
from landfast.stacks.services import services_of
from landfast.stacks.spec import Google, Spec

# What the rehearsal cloud takes for the organization and the billing account of a spec that names none.
REHEARSAL = Google(organization="123456789012", billing_account="000000-000000-000000")

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
    """Makes the stack's resources: of a project that stood before, those that the spec says are landfast's."""
    own = spec.ownership(context.names.environment)
    made = _project(stack, context, spec) if own.project else standing_project(stack, context)
    if "audit" in own.parts:
        access_logged(stack, made)
    policies = guarded(stack, made, spec) if "policies" in own.parts else []
    wanted = services_of(spec)
    services = enable(stack, made, wanted) if "services" in own.parts else Services(wanted)
    agents = service_agents(stack, made, services)
    users = {data_class: [name for name in names if name in agents] for data_class, names in KEY_USERS.items()}
    # After the policies: nothing that holds data is ever made without them.
    ring = keys(stack, context, users, agents, [*services.after("cloudkms"), *policies])
    if "queries" in own.parts:
        keyed = query_key(stack, context, "derived", ring.grants["derived"])
        if "policies" in own.parts:
            # No query runs under the policy before BigQuery has a key, the one that gives it one included.
            encrypted(stack, made, spec, [keyed])
    logs = log_bucket(stack, context, ring.ids["logs"], spec.retention.logs_days, ring.grants["logs"])
    # The project's own sink leads there, or one beside it.
    sink(stack, context, logs.id, name="_Default" if "logs" in own.parts else context.names.resource("logs"))
    if spec.repository:
        # Here and not where they are used: only the foundation knows whom Cloud Build reads them as.
        tokens(stack, context, spec.repository.host, agents["cloudbuild"], ring.grants["secrets"])
    _tell(stack, context, spec, made, services)
    _guard(stack, context, spec, made, services, _deploys(stack, context, spec, services))
    return FoundationOutputs(made.id, made.number, context.region, ring.ring, ring.ids)


def _project(stack: TerraformStack, context: Context, spec: Spec) -> Project:
    google = spec.google or REHEARSAL
    parent = f"folders/{google.folder}" if google.folder else f"organizations/{google.organization}"
    return project(stack, context, own_folder(stack, context, parent), str(google.billing_account))


def _deploys(stack: TerraformStack, context: Context, spec: Spec, services: Services) -> MadeAccount | None:
    """Whom CI of the repository works as. Made here: a perimeter takes nobody in who isn't there."""
    if spec.repository is None:
        return None
    return service_account(stack, context, "deploy", (), services.after("iam"))


def _guard(
    stack: TerraformStack,
    context: Context,
    spec: Spec,
    made: Project,
    services: Services,
    deploys: MadeAccount | None,
) -> None:
    wanted = spec.network.perimeter
    if wanted is None:
        return
    members, out, ready = [*wanted.members], None, services.after("accesscontextmanager")
    if deploys is not None:
        # By its name, which is known before it stands: what is let in can be read in a first plan, too.
        own = context.names.service_account_member("deploy")
        # It comes from outside: the machines that it works on are the host's.
        members = [*(member for member in members if member != own), own]
        ready.append(deploys.made)
        origin = spec.names(next(iter(spec.environments)))
        out = Promotion(own, origin.project_id) if origin != context.names else None
    kept = guards(stack, made, services.names, members=members, enforce=wanted.enforce, promotion=out)
    perimeter(stack, context, wanted.access_policy, kept, ready)


def _tell(stack: TerraformStack, context: Context, spec: Spec, made: Project, services: Services) -> None:
    alerted = spec.alert_addresses
    euros = spec.environment(context.names.environment).budget_eur
    if euros is not None and "budget" in spec.ownership(context.names.environment).parts:
        channels = email_channels(stack, context, alerted, "budget", services.after("monitoring"))
        amount = spec.costs.exchange.of_euros(euros)
        budget(stack, context, made, amount, channels, services.after("billingbudgets"))
    about = {address: {"SECURITY", "SUSPENSION", "TECHNICAL"} for address in alerted}
    if spec.controller and spec.controller.dpo_contact:
        # Google has no category for privacy: notices of regulators are LEGAL, breaches (GDPR Art. 33) SECURITY.
        dpo = spec.controller.dpo
        known = next((address for address in alerted if address.casefold() == dpo.casefold()), dpo)
        about.setdefault(known, set()).update({"LEGAL", "SECURITY"})
    categories = {address: sorted(names) for address, names in about.items()}
    contacts(stack, context, categories, services.after("essentialcontacts"))
