"""Where the ML project is built: machines in the environment's own network, and what starts a build on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
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
    CloudbuildWorkerPoolNetworkConfig,
    CloudbuildWorkerPoolWorkerConfig,
)

from landfast.modules.cdk import Construct, Entity, Made, resource
from landfast.modules.context import Context
from landfast.modules.network.vpc import BUILDS
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

    `folder` is where in the repository the project is that has the files.
    `after` are the roles of the account and the machines: nothing is built before they are there.
    """

    repository: Entity
    account: Account
    approval: bool
    substitutions: Mapping[str, str]
    folder: str
    after: Sequence[Made]


def worker_pool(scope: Construct, context: Context, *, public_egress: bool) -> Entity:
    """Build machines in a network of Google's, peered with the environment's in their own range.

    By a peering: the provider drops a network attachment (`private_service_connect`) from what it sends. A pool holds
    no data, so nothing keeps it from being made anew. Without `public_egress` its machines have no address on the
    internet, and no other way out: the environment's address translation doesn't serve what is peered, so that they
    could not fetch the code, which each build does first, on its own machine.
    https://cloud.google.com/build/docs/api/reference/rest/v1/projects.locations.workerPools#egressoption
    https://github.com/hashicorp/terraform-provider-google/issues/14374
    """
    made = resource(
        CloudbuildWorkerPool,
        scope,
        "builds",
        name=context.names.worker_pool,
        project=context.project,
        location=context.region,
        worker_config=CloudbuildWorkerPoolWorkerConfig(
            machine_type=MACHINE, disk_size_gb=DISK_GB, no_external_ip=not public_egress
        ),
        network_config=CloudbuildWorkerPoolNetworkConfig(
            peered_network=context.names.network_id, peered_network_ip_range=BUILDS
        ),
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
        filename=PurePosixPath(build.folder, FILES[event]).as_posix(),
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
