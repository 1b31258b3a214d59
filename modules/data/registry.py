"""An Artifact Registry repository that cleans up after itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cdktn_provider_google.artifact_registry_repository import (
    ArtifactRegistryRepository,
    ArtifactRegistryRepositoryCleanupPolicies,
    ArtifactRegistryRepositoryCleanupPoliciesCondition,
    ArtifactRegistryRepositoryCleanupPoliciesMostRecentVersions,
    ArtifactRegistryRepositoryDockerConfig,
)

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context, seconds
from landfast.modules.names import RegistryKind

KEPT_VERSIONS = 10
UNTAGGED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Registry:
    """A repository; `address` is what is pulled from it."""

    address: str
    made: Made


def registry(scope: Construct, context: Context, kind: RegistryKind) -> Registry:
    """The repository for container images or for Python packages."""
    containers, forever = kind == "containers", context.universe.lacks("clean-up of images")
    # What is promoted from one environment to the next is a digest: its tag may not move.
    docker = ArtifactRegistryRepositoryDockerConfig(immutable_tags=True) if containers else None
    made = resource(
        ArtifactRegistryRepository,
        scope,
        kind,
        repository_id=context.names.repository(kind),
        project=context.project,
        location=context.region,
        format="DOCKER" if containers else "PYTHON",
        kms_key_name=context.key_id("software"),
        docker_config=docker,
        cleanup_policies=None if forever else _cleanup(containers),
        cleanup_policy_dry_run=None if forever else False,
        labels=context.labels,
        deletion_policy=context.deletion_policy,
    )
    return Registry(context.names.registry(context.region, kind), made)


def _cleanup(containers: bool) -> list[Any]:
    """Keeps the newest versions whatever their age. Only images have versions without a tag, which is what ends."""
    newest = ArtifactRegistryRepositoryCleanupPoliciesMostRecentVersions(keep_count=KEPT_VERSIONS)
    keep = ArtifactRegistryRepositoryCleanupPolicies(id="keep-newest", action="KEEP", most_recent_versions=newest)
    old = ArtifactRegistryRepositoryCleanupPoliciesCondition(
        tag_state="UNTAGGED" if containers else "ANY", older_than=seconds(UNTAGGED_DAYS)
    )
    delete = ArtifactRegistryRepositoryCleanupPolicies(id="delete-old", action="DELETE", condition=old)
    return [keep, delete]
