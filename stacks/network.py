"""Stack `network`: where machines of the environment stand, and what they can reach: Google's APIs and little else."""

from __future__ import annotations

from landfast.modules.cdk import Made, TerraformStack
from landfast.modules.context import Context
from landfast.modules.names import Job
from landfast.modules.network.apis_endpoint import apis_endpoint
from landfast.modules.network.firewall import Ways, firewall
from landfast.modules.network.job_room import job_room
from landfast.modules.network.private_dns import private_names, query_log
from landfast.modules.network.private_services import Peered, peered_names, private_services
from landfast.modules.network.regional_endpoint import regional_endpoint
from landfast.modules.network.service_connections import service_connections
from landfast.modules.network.standing import lent, own_ranges, standing_network
from landfast.modules.network.vpc import APIS, Vpc, network, translation, way_out
from landfast.modules.project.gcp_project import Project
from landfast.modules.project.services import Services
from landfast.stacks.outputs import NetworkOutputs
from landfast.stacks.spec import Spec

# Domains whose services restricted.googleapis.com answers for, each with its reason on the line above.
# https://cloud.google.com/vpc/docs/configure-private-google-access#domain-options; checked on 2026-11-24 against the
# zones that Google makes itself (`gcloud services vpc-peerings enable-vpc-service-controls`) and those of Cloud
# Foundation Fabric (fast/stages/2-networking, dns/response-policies).
DOMAINS = (
    # The APIs themselves.
    "googleapis.com",
    # Images of Google's own, e.g. Dataflow's workers.
    "gcr.io",
    # Artifact Registry.
    "pkg.dev",
    # Workbench, and the proxy by which people reach it.
    "notebooks.cloud.google.com",
    "notebooks.googleusercontent.com",
)
# The control plane of the cluster by its name.
CLUSTER_DOMAINS = ("gke.goog",)
# The web server of Airflow.
COMPOSER_DOMAINS = ("composer.cloud.google.com", "composer.googleusercontent.com")
# The tracking server on Cloud Run: by the endpoint, which jobs of Vertex AI reach too.
MLFLOW_DOMAINS = ("run.app",)
# Those of them that build machines ask for: the APIs, the images of Google's own builders, the registries.
BUILD_DOMAINS = ("googleapis.com", "gcr.io", "pkg.dev")


def build(stack: TerraformStack, context: Context, spec: Spec) -> NetworkOutputs:
    """Makes the stack's resources."""
    net = network(stack, context)
    hosts = spec.network.egress_hosts
    firewall(stack, context, net, _ways(spec))
    # Without hosts there is no way to the internet at all: neither a route nor an address.
    if hosts:
        way_out(stack, context, net)
    _apis(stack, context, spec, net)
    if spec.platform.tracking == "mlflow":
        apis_endpoint(stack, context, net)
        private_names(stack, context, net, MLFLOW_DOMAINS, [APIS])
    job_room(stack, context, net)
    if spec.private_endpoints:
        service_connections(stack, context, net, "endpoints")
    query_log(stack, context, net)
    peered = peered_of(spec)
    if peered:
        connection = private_services(stack, context, net, peered)
        if "builds" in peered:
            peered_names(stack, context, BUILD_DOMAINS, connection)
    return NetworkOutputs(net.id, net.subnetwork)


def asked(stack: TerraformStack, context: Context, spec: Spec, project: Project, services: Services) -> list[Made]:
    """What an environment needs of a network that stands, for whoever may: its project is lent the subnetwork, and
    `services` are enabled in it by then.

    What is returned names accounts of the environment, which have to be there.
    """
    net = standing_network(stack, context, ranges=spec.platform.effective_cluster is not None)
    acts_as = spec.google.impersonate if spec.google else None
    ready = lent(stack, context, project, services, [f"serviceAccount:{acts_as}"] if acts_as else [])
    _apis(stack, context, spec, net)
    job_room(stack, context, net, ready)
    if spec.private_endpoints:
        service_connections(stack, context, net, "endpoints")
    query_log(stack, context, net)
    # In a network of others nothing is said of theirs.
    accounts = [context.names.service_account_email(job) for job in _machines(spec)]
    hosts = tuple(spec.network.egress_hosts)
    within = own_ranges(context, ranges=spec.platform.effective_cluster is not None)
    if hosts:
        translation(stack, context, net, net.subnetwork)
    ways = Ways(hosts, databases=False, endpoint=False, within=within, accounts=accounts)
    policy, association = firewall(stack, context, net, ways)
    # Both wait: what is counted is referred to as a list.
    association.add_override("firewall_policy", f"${{one({policy.fqn}[*].id)}}")
    return [policy, association]


def _apis(stack: TerraformStack, context: Context, spec: Spec, net: Vpc) -> None:
    """The names of Google's APIs lead to addresses in the network."""
    zones = private_names(stack, context, net, domains_of(spec))
    # The key of the pseudonyms is a regional secret.
    if not context.universe.lacks("regional secrets"):
        regional_endpoint(stack, context, net, "secretmanager", zones[context.universe.domain])


def _machines(spec: Spec) -> tuple[Job, ...]:
    """Jobs that have machines in the network, as their own accounts."""
    return ("dataflow", "training", "workbench", *(("nodes",) if spec.platform.effective_cluster else ()))


def _ways(spec: Spec) -> Ways:
    platform = spec.platform
    return Ways(
        tuple(spec.network.egress_hosts), databases=platform.needs_database, endpoint=platform.tracking == "mlflow"
    )


def peered_of(spec: Spec) -> tuple[Peered, ...]:
    """What has its addresses in the network over a peering."""
    databases: tuple[Peered, ...] = ("private-services",) if spec.platform.needs_database else ()
    return (*databases, *(("builds",) if spec.repository else ()))


def domains_of(spec: Spec) -> tuple[str, ...]:
    """The domains that the systems of the spec are reached by, by the restricted addresses."""
    platform = spec.platform
    if not spec.universe.is_google:
        # Of a universe no other names are known that its restricted addresses answer for.
        return (spec.universe.domain, spec.universe.registry)
    return (
        *DOMAINS,
        *(CLUSTER_DOMAINS if platform.effective_cluster else ()),
        *(COMPOSER_DOMAINS if "airflow" in platform.orchestrators else ()),
    )
