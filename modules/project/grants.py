"""What a role can be granted on: one thing, never all of a kind; and how the provider names each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from cdktn_provider_google.artifact_registry_repository_iam_member import ArtifactRegistryRepositoryIamMember
from cdktn_provider_google.bigquery_dataset_iam_member import BigqueryDatasetIamMember
from cdktn_provider_google.project_iam_member import ProjectIamMember, ProjectIamMemberCondition
from cdktn_provider_google.pubsub_subscription_iam_member import PubsubSubscriptionIamMember
from cdktn_provider_google.pubsub_topic_iam_member import PubsubTopicIamMember
from cdktn_provider_google.secret_manager_regional_secret_iam_member import SecretManagerRegionalSecretIamMember
from cdktn_provider_google.secret_manager_secret_iam_member import SecretManagerSecretIamMember
from cdktn_provider_google.storage_bucket_iam_member import StorageBucketIamMember

from landfast.modules.context import Context
from landfast.modules.names import (
    BucketPurpose,
    DatabaseSystem,
    DatasetPurpose,
    RegistryKind,
    SecretPurpose,
    TopicPurpose,
)

# The class of the resource that grants a role, and which thing it does so on.
Target = tuple[Any, dict[str, Any]]


class On(Protocol):
    """What a role is granted on."""

    @property
    def purpose(self) -> str: ...

    def target(self, context: Context) -> Target: ...


@dataclass(frozen=True, slots=True)
class OnProject:
    purpose: str = ""

    def target(self, context: Context) -> Target:
        return ProjectIamMember, {"project": context.project}


@dataclass(frozen=True, slots=True)
class OnBucket:
    purpose: BucketPurpose

    def target(self, context: Context) -> Target:
        return StorageBucketIamMember, {"bucket": context.names.bucket(self.purpose)}


@dataclass(frozen=True, slots=True)
class OnDatabase:
    """Instances of Cloud SQL have no policies of their own: a condition narrows the project's.

    https://cloud.google.com/sql/docs/postgres/iam-conditions
    """

    purpose: DatabaseSystem

    def target(self, context: Context) -> Target:
        instance = context.names.database_id(self.purpose)
        # An instance that was made again within a week has an ending: modules/data/database.py.
        one = f'(resource.name == "{instance}" || resource.name.startsWith("{instance}-"))'
        condition = ProjectIamMemberCondition(
            title=f"only {context.names.database(self.purpose)}",
            expression=f'{one} && resource.service == "sqladmin.googleapis.com"',
        )
        return ProjectIamMember, {"project": context.project, "condition": condition}


@dataclass(frozen=True, slots=True)
class OnDataset:
    purpose: DatasetPurpose

    def target(self, context: Context) -> Target:
        on = {"project": context.project, "dataset_id": context.names.dataset(self.purpose)}
        return BigqueryDatasetIamMember, on


@dataclass(frozen=True, slots=True)
class OnTopic:
    purpose: TopicPurpose

    def target(self, context: Context) -> Target:
        return PubsubTopicIamMember, {"project": context.project, "topic": context.names.topic(self.purpose)}


@dataclass(frozen=True, slots=True)
class OnSubscription:
    """Of the topic for `purpose`."""

    purpose: TopicPurpose

    def target(self, context: Context) -> Target:
        on = {"project": context.project, "subscription": context.names.topic(self.purpose)}
        return PubsubSubscriptionIamMember, on


@dataclass(frozen=True, slots=True)
class OnRepository:
    purpose: RegistryKind

    def target(self, context: Context) -> Target:
        on = {"location": context.region, "repository": context.names.repository(self.purpose)}
        return ArtifactRegistryRepositoryIamMember, {"project": context.project, **on}


@dataclass(frozen=True, slots=True)
class OnSecret:
    purpose: SecretPurpose

    def target(self, context: Context) -> Target:
        if context.universe.lacks("regional secrets"):
            of_project = {"project": context.project, "secret_id": context.names.secret(self.purpose)}
            return SecretManagerSecretIamMember, of_project
        on = {"location": context.region, "secret_id": context.names.secret(self.purpose)}
        return SecretManagerRegionalSecretIamMember, {"project": context.project, **on}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on one thing, e.g. `Grant("roles/storage.objectViewer", OnBucket("raw"))`; else on the project.

    `needs`: what it is of no use without, where a universe lacks that (`gcp/universes.py`).
    """

    role: str
    on: On = OnProject()
    needs: str = ""
