"""A network that stands and is others': read as it is, asked to be as the environment needs it, and lent to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cdktn_provider_google.compute_shared_vpc_service_project import ComputeSharedVpcServiceProject
from cdktn_provider_google.compute_subnetwork_iam_member import ComputeSubnetworkIamMember
from cdktn_provider_google.data_google_compute_subnetwork import DataGoogleComputeSubnetwork
from cdktn_provider_google.project_iam_member import ProjectIamMember

from landfast.gcp.agents import apis_agent
from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.names import label
from landfast.modules.network.vpc import Vpc
from landfast.modules.project.gcp_project import Project
from landfast.modules.project.services import AgentName, Services, agents_asked_for

# Which agents put what they make into a subnetwork, by the service that has to be used for it.
# https://cloud.google.com/dataflow/docs/guides/specifying-networks#shared,
# https://cloud.google.com/vertex-ai/docs/workbench/instances/create#network-options,
# https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-shared-vpc,
# https://cloud.google.com/composer/docs/composer-3/configure-shared-vpc, compared with Cloud Foundation Fabric
# (modules/project/sharedvpc-agent-iam.yaml, 2026-07).
USERS: tuple[AgentName, ...] = ("aiplatform", "composer", "container", "dataflow", "notebooks")
# What each of them, and the rest of what is lent, has to be enabled for.
NEEDED = ("compute", "workloadidentity", *USERS)
SUBNETWORK = "environment"
# What they do beyond that in the project of the network.
HOST_ROLES: Mapping[str, Sequence[str]] = {
    # Answers for the network's names in the network of jobs: https://cloud.google.com/vertex-ai/docs/general/vpc-psc-i-setup
    "aiplatform": ("roles/dns.peer",),
    "composer": ("roles/composer.sharedVpcAgent",),
    "container": ("roles/container.hostServiceAgentUser",),
}


def standing_network(scope: Construct, context: Context, *, ranges: bool) -> Vpc:
    """The network with its subnetwork, which is read; whoever applies it is told what that lacks.

    `ranges`: whether a cluster needs the secondary ones.
    """
    names = context.names
    read = resource(
        DataGoogleComputeSubnetwork,
        scope,
        SUBNETWORK,
        name=names.subnetwork,
        project=names.network_project,
        region=context.region,
    )
    wanted = ["${self.private_ip_google_access}"]
    if ranges:
        wanted += [
            f'${{contains(self.secondary_ip_range[*].range_name, "{name}")}}'
            for name in (names.pod_range, names.service_range)
        ]
    said = ["private Google access is off", f"no range {names.pod_range}", f"no range {names.service_range}"]
    checks = [
        {"condition": condition, "error_message": f"{names.subnetwork}: {what}."}
        for condition, what in zip(wanted, said, strict=False)
    ]
    read.add_override("lifecycle", {"postcondition": checks})
    return Vpc(names.network_id, names.subnetwork_id(context.region), read)


def own_ranges(context: Context, *, ranges: bool) -> list[str]:
    """The subnetwork's own range, then those of pods and services, as they are read."""
    read = f"data.google_compute_subnetwork.{SUBNETWORK}"
    found = [f"${{{read}.ip_cidr_range}}"]
    if ranges:
        found += [
            f'${{one([for each in {read}.secondary_ip_range : each.ip_cidr_range if each.range_name == "{name}"])}}'
            for name in (context.names.pod_range, context.names.service_range)
        ]
    return found


def lent(
    scope: Construct, context: Context, project: Project, services: Services, members: Sequence[str]
) -> list[Made]:
    """Lets the environment use the subnetwork: its project, the agents of `services` that put something into it, and
    `members`, who bring it up. Google takes no grant to an agent that is not there yet: they are asked for before.

    What is returned is what else of the project stands in the network by.
    """
    host = context.network_project
    compute = services.after("compute")
    by = [*compute]
    if host != context.project:
        shared = resource(
            ComputeSharedVpcServiceProject,
            scope,
            "environment",
            host_project=host,
            service_project=context.project,
            deletion_policy="ABANDON",
            depends_on=compute,
        )
        by.append(shared)
    for name, agent in agents_asked_for(scope, project, services, USERS).items():
        _uses(scope, context, name, agent.member, agent.ready)
        for role in HOST_ROLES.get(name, ()):
            key = f"{name}-{role.removeprefix('roles/').replace('.', '-')}"
            resource(
                ProjectIamMember, scope, key, project=host, role=role, member=agent.member, depends_on=[*agent.ready]
            )
    own = apis_agent(project.number, context.universe)
    _uses(scope, context, "machines", f"serviceAccount:{own}", compute)
    for member in members:
        _uses(scope, context, label(member.partition(":")[2]), member, ())
    return by


def _uses(scope: Construct, context: Context, key: str, member: str, ready: Sequence[Made]) -> Any:
    return resource(
        ComputeSubnetworkIamMember,
        scope,
        f"{key}-network",
        project=context.network_project,
        region=context.region,
        subnetwork=context.names.subnetwork,
        # Puts machines into this subnetwork, and into no other.
        role="roles/compute.networkUser",
        member=member,
        depends_on=[*ready],
    )
