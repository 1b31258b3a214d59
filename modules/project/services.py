"""The Google APIs of a project, and the service agents that act in it for Google's services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cdktn_provider_google.data_google_bigquery_default_service_account import (
    DataGoogleBigqueryDefaultServiceAccount,
)
from cdktn_provider_google.data_google_logging_project_cmek_settings import DataGoogleLoggingProjectCmekSettings
from cdktn_provider_google.data_google_storage_project_service_account import DataGoogleStorageProjectServiceAccount
from cdktn_provider_google.project_iam_member import ProjectIamMember
from cdktn_provider_google.project_service import ProjectService
from cdktn_provider_google.workload_identity_service_agent import WorkloadIdentityServiceAgent

from landfast.gcp.agents import agent_email, agent_role, other_agents
from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.names import project_path
from landfast.modules.project.gcp_project import Project

AgentName = Literal[
    "aiplatform", "artifactregistry", "bigquery", "binaryauthorization", "cloudbuild", "composer", "compute",
    "container", "dataflow", "dlp", "dns", "gkebackup", "logging", "monitoring", "networkconnectivity", "notebooks",
    "pubsub", "run", "secretmanager", "servicenetworking", "sqladmin", "storage",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agent:
    """A service agent: its IAM member, and what must exist before it may be granted anything."""

    member: str
    ready: tuple[Made, ...]


# Agents that Google makes on the first use of the service, so that the first grant to them fails: asked for explicitly.
_GENERATED: tuple[AgentName, ...] = (
    "aiplatform", "artifactregistry", "binaryauthorization", "cloudbuild", "composer", "dataflow", "dlp", "dns",
    "gkebackup", "monitoring", "networkconnectivity", "notebooks", "pubsub", "run", "sqladmin", "secretmanager",
    "servicenetworking",
)  # fmt: skip
# Agents that Google makes, with their roles, when the API is enabled.
_MADE_WITH_API: tuple[AgentName, ...] = ("compute", "container")


@dataclass(frozen=True, slots=True)
class Services:
    """Services of a project by their short names; `made` are those that landfast enables, none if they stand."""

    names: tuple[str, ...]
    made: Mapping[str, Made] = field(default_factory=dict)

    def after(self, *names: str) -> list[Made]:
        """What has to wait for these waits for this."""
        return [self.made[name] for name in names if name in self.made]


def enable(scope: Construct, project: Project, services: Sequence[str]) -> Services:
    """Enables services by their short names (`storage` for storage.googleapis.com)."""
    made = {
        service: resource(
            ProjectService,
            scope,
            service,
            project=project.id,
            service=f"{service}.googleapis.com",
            # The project goes as a whole; disabling its services one by one first would only take time.
            disable_on_destroy=False,
        )
        for service in services
    }
    return Services(tuple(services), made)


def agents_asked_for(
    scope: Construct, project: Project, services: Services, names: Sequence[AgentName]
) -> dict[AgentName, Agent]:
    """Those of `names` whose services are used, without roles in the project: whoever makes its stacks grants them."""
    universe, found = project.universe, dict[AgentName, Agent]()
    for name in names:
        if name not in services.names or not universe.has_agent(name):
            continue
        made = name in _MADE_WITH_API and universe.is_google
        ready = services.after(name) if made else [_asked_for(scope, project, services, name)]
        found[name] = Agent(_member(name, project), tuple(ready))
    return found


def service_agents(scope: Construct, project: Project, services: Services) -> dict[AgentName, Agent]:
    """The service agents of a project whose `services` are enabled, each made before anything is granted to it."""
    universe, there = project.universe, [name for name in services.names if project.universe.has_agent(name)]
    # In other universes than Google Cloud no agent comes with its API.
    asked_for = _GENERATED if universe.is_google else (*_GENERATED, *_MADE_WITH_API)
    agents = {name: _generated(scope, project, services, name) for name in asked_for if name in there}
    # These three have APIs of their own that make the agent on the first read.
    storage = _read(DataGoogleStorageProjectServiceAccount, scope, project, services.after("storage"))
    bigquery = _read(DataGoogleBigqueryDefaultServiceAccount, scope, project, services.after("bigquery"))
    logging = _read(DataGoogleLoggingProjectCmekSettings, scope, project, services.after("logging"))
    agents["storage"] = Agent(_member("storage", project), (storage,))
    agents["bigquery"] = Agent(_member("bigquery", project), (bigquery,))
    # Its address differs between older and newer projects; only the API knows.
    agents["logging"] = Agent(f"serviceAccount:{logging.service_account_id}", (logging,))
    for name in _MADE_WITH_API:
        if name in services.names and name not in asked_for:
            ready = services.after(name)
            _others(scope, project, name, ready)
            agents[name] = Agent(_member(name, project), tuple(ready))
    return agents


def _generated(scope: Construct, project: Project, services: Services, name: AgentName) -> Agent:
    role = agent_role(f"{name}.googleapis.com")
    made = _asked_for(scope, project, services, name)
    _others(scope, project, name, [made])
    member = _member(name, project)
    if name == "aiplatform":
        _in_the_network(scope, project, member, made)
    if role is None:
        return Agent(member, (made,))
    # An agent that was asked for explicitly doesn't get its role by itself.
    grant = resource(
        ProjectIamMember,
        scope,
        f"agent-{name}",
        project=project.id,
        role=role,
        member=member,
        depends_on=[made],
    )
    return Agent(member, (made, grant))


def _asked_for(scope: Construct, project: Project, services: Services, name: AgentName) -> Made:
    made: Made = resource(
        WorkloadIdentityServiceAgent,
        scope,
        name,
        parent=f"{project_path(project.number)}/locations/global/serviceProducers/{name}.googleapis.com",
        depends_on=services.after(name, "workloadidentity"),
    )
    return made


def _others(scope: Construct, project: Project, name: AgentName, asked_for: Sequence[Made]) -> None:
    """The roles of an API's other agents: asked for by name, they come to be with the first, and get none either."""
    for other in other_agents(f"{name}.googleapis.com", project.number, project.universe):
        resource(
            ProjectIamMember,
            scope,
            f"agent-{other.name}",
            project=project.id,
            role=other.role,
            member=f"serviceAccount:{other.email}",
            depends_on=list(asked_for),
        )


def _in_the_network(scope: Construct, project: Project, member: str, agent: Made) -> None:
    """What Vertex AI needs to give its jobs an address in the network, and the network's names.

    https://cloud.google.com/vertex-ai/docs/general/vpc-psc-i-setup
    """
    roles = {
        # Connects jobs to the network by its attachment.
        "network": "roles/compute.networkAdmin",
        # Answers for the network's names in the network of the jobs.
        "names": "roles/dns.peer",
    }
    for key, role in roles.items():
        resource(
            ProjectIamMember,
            scope,
            f"agent-aiplatform-{key}",
            project=project.id,
            role=role,
            member=member,
            depends_on=[agent],
        )


def _read(kind: Any, scope: Construct, project: Project, enabled: Sequence[Made]) -> Any:
    if not enabled:
        return resource(kind, scope, "environment", project=project.id)
    # The project by what is known only once the service is enabled, and from then on always: told to come after the
    # service, it would be read late in each plan that changes a label of the project, and what it says be unknown.
    return resource(kind, scope, "environment", project=f'${{split("/", {enabled[0].fqn}.id)[0]}}')


def _member(name: AgentName, project: Project) -> str:
    return f"serviceAccount:{agent_email(f'{name}.googleapis.com', project.number, project.universe)}"
