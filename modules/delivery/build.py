"""Where the ML project is built: machines in the environment's own network, and what starts a build on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cdktn_provider_google.cloudbuild_trigger import (
    CloudbuildTrigger,
    CloudbuildTriggerApprovalConfig,
    CloudbuildTriggerRepositoryEventConfig,
    CloudbuildTriggerRepositoryEventConfigPullRequest,
    CloudbuildTriggerRepositoryEventConfigPush,
)
from cdktn_provider_google.cloudbuild_worker_pool import (
    CloudbuildWorkerPool,
    CloudbuildWorkerPoolPrivateServiceConnect,
    CloudbuildWorkerPoolWorkerConfig,
)
from cdktn_provider_google.compute_network_attachment import ComputeNetworkAttachment

from landfast.modules.cdk import Construct, Entity, Made, resource
from landfast.modules.context import Context
from landfast.modules.project.service_account import Account

MACHINE = "e2-standard-4"
DISK_GB = 100
MAIN = "^main$"
RELEASES = "^v[0-9].*$"


Event = Literal["pull_request", "main", "tag"]
# The files of the repository that say what is done.
FILES: Mapping[Event, str] = {
    # Tests and checks.
    "pull_request": "cloudbuild/pull-request.yaml",
    # Builds, and deploys to the first environment.
    "main": "cloudbuild/main.yaml",
    # Promotes what was built: the same digest.
    "tag": "cloudbuild/release.yaml",
}


@dataclass(frozen=True, slots=True)
class Build:
    """What is built, as whom, whether a person approves it first, and what its file is told.

    `after` are the roles of the account: nothing is built before it has them.
    """

    repository: Entity
    account: Account
    approval: bool
    substitutions: Mapping[str, str]
    after: Sequence[Made]


def worker_pool(scope: Construct, context: Context) -> Entity:
    """Build machines without an address on the internet: all that they ask for takes the environment's network.

    By a network attachment, since the older way, a peering, asks for the project's number in the network's name.
    """
    attachment = resource(
        ComputeNetworkAttachment,
        scope,
        "builds",
        name=context.names.resource("builds"),
        project=context.project,
        region=context.region,
        subnetworks=[context.names.subnetwork_id(context.region)],
        # The machines stand in a project of Google's whose number nobody knows before.
        connection_preference="ACCEPT_AUTOMATIC",
        deletion_policy=context.deletion_policy,
    )
    made = resource(
        CloudbuildWorkerPool,
        scope,
        "builds",
        name=context.names.worker_pool,
        project=context.project,
        location=context.region,
        worker_config=CloudbuildWorkerPoolWorkerConfig(machine_type=MACHINE, disk_size_gb=DISK_GB, no_external_ip=True),
        private_service_connect=CloudbuildWorkerPoolPrivateServiceConnect(
            network_attachment=attachment.id, route_all_traffic=True
        ),
        deletion_policy=context.deletion_policy,
    )
    return Entity(made.id, made)


def trigger(scope: Construct, context: Context, event: Event, build: Build) -> Entity:
    """Runs the event's file on every event of the repository."""
    key = event.replace("_", "-")
    made = resource(
        CloudbuildTrigger,
        scope,
        key,
        name=context.names.resource(key),
        project=context.project,
        location=context.region,
        filename=FILES[event],
        repository_event_config=_started_by(event, build.repository),
        service_account=build.account.name,
        approval_config=CloudbuildTriggerApprovalConfig(approval_required=build.approval),
        substitutions=dict(build.substitutions),
        deletion_policy=context.deletion_policy,
        depends_on=list(build.after),
    )
    return Entity(made.id, made)


def _started_by(event: Event, repository: Entity) -> Any:
    if event == "pull_request":
        return CloudbuildTriggerRepositoryEventConfig(
            repository=repository.id,
            pull_request=CloudbuildTriggerRepositoryEventConfigPullRequest(
                branch=MAIN,
                # Code of strangers runs on our machines only once a collaborator has read it.
                comment_control="COMMENTS_ENABLED_FOR_EXTERNAL_CONTRIBUTORS_ONLY",
            ),
        )
    push = (
        CloudbuildTriggerRepositoryEventConfigPush(branch=MAIN)
        if event == "main"
        else CloudbuildTriggerRepositoryEventConfigPush(tag=RELEASES)
    )
    return CloudbuildTriggerRepositoryEventConfig(repository=repository.id, push=push)
