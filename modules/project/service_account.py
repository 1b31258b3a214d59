"""A service account for one job, and what it may do: every grant is on one thing, never on all of a kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cdktn_provider_google.artifact_registry_repository_iam_member import ArtifactRegistryRepositoryIamMember
from cdktn_provider_google.bigquery_dataset_iam_member import BigqueryDatasetIamMember
from cdktn_provider_google.project_iam_member import ProjectIamMember, ProjectIamMemberCondition
from cdktn_provider_google.pubsub_subscription_iam_member import PubsubSubscriptionIamMember
from cdktn_provider_google.pubsub_topic_iam_member import PubsubTopicIamMember
from cdktn_provider_google.secret_manager_regional_secret_iam_member import SecretManagerRegionalSecretIamMember
from cdktn_provider_google.service_account import ServiceAccount
from cdktn_provider_google.service_account_iam_member import ServiceAccountIamMember
from cdktn_provider_google.storage_bucket_iam_member import StorageBucketIamMember

from landfast.modules.cdk import Construct, resource
from landfast.modules.context import Context

Kind = Literal["project", "bucket", "database", "dataset", "topic", "subscription", "repository", "secret"]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on one thing, e.g. `Grant("roles/storage.objectViewer", "bucket", "raw")`; else on the project."""

    role: str
    kind: Kind = "project"
    purpose: str = ""


_Scope = Callable[[Context, str], tuple[Any, dict[str, Any]]]

# How the provider names what a role is granted on.
_ON: dict[Kind, _Scope] = {
    "project": lambda c, _: (ProjectIamMember, {"project": c.project}),
    "bucket": lambda c, p: (StorageBucketIamMember, {"bucket": c.names.bucket(p)}),
    # Instances of Cloud SQL have no policies of their own: a condition narrows the project's.
    # https://cloud.google.com/sql/docs/postgres/iam-conditions
    "database": lambda c, p: (ProjectIamMember, {"project": c.project, "condition": _only_database(c, p)}),
    "dataset": lambda c, p: (BigqueryDatasetIamMember, {"project": c.project, "dataset_id": c.names.dataset(p)}),
    "topic": lambda c, p: (PubsubTopicIamMember, {"project": c.project, "topic": c.names.topic(p)}),
    "subscription": lambda c, p: (
        PubsubSubscriptionIamMember,
        {"project": c.project, "subscription": c.names.topic(p)},
    ),
    "repository": lambda c, p: (
        ArtifactRegistryRepositoryIamMember,
        {"project": c.project, "location": c.region, "repository": c.names.repository(p)},
    ),
    "secret": lambda c, p: (
        SecretManagerRegionalSecretIamMember,
        {"project": c.project, "location": c.region, "secret_id": c.names.secret(p)},
    ),
}


def service_account(scope: Construct, context: Context, job: str, grants: Sequence[Grant]) -> Any:
    """The account that runs `job`, with its grants and nothing else. It has no keys: policy forbids them."""
    account = resource(
        ServiceAccount,
        scope,
        job,
        account_id=context.names.service_account(job),
        project=context.project,
        display_name=context.names.resource(job),
    )
    grant(scope, context, job, account.member, grants)
    return account


def grant(
    scope: Construct, context: Context, job: str, member: str, grants: Sequence[Grant], after: Sequence[Any] = ()
) -> list[Any]:
    """Grants to the account of `job`, for what can't wait for it otherwise or is of another stack than the account.

    `after` is what they are on, if it is of the same stack.
    """
    made = []
    for each in grants:
        kind, on = _ON[each.kind](context, each.purpose)
        key = _key(job, each.purpose, each.role)
        made.append(resource(kind, scope, key, role=each.role, member=member, depends_on=list(after) or None, **on))
    return made


def act_as(scope: Construct, job: str, account: Any, others: dict[str, Any]) -> None:
    """Lets the account of `job` start work that runs as one of the accounts in `others`."""
    for other, target in others.items():
        resource(
            ServiceAccountIamMember,
            scope,
            f"{job}-as-{other}",
            service_account_id=target.name,
            # Starts work that runs as the other account.
            role="roles/iam.serviceAccountUser",
            member=account.member,
        )


def act_as_known(scope: Construct, context: Context, job: str, member: str, others: Sequence[str]) -> list[Any]:
    """As `act_as`, for accounts of another stack."""
    return [
        resource(
            ServiceAccountIamMember,
            scope,
            f"{job}-as-{other}",
            service_account_id=f"projects/{context.project}/serviceAccounts/{context.names.service_account_email(other)}",
            role="roles/iam.serviceAccountUser",
            member=member,
        )
        for other in others
    ]


def _only_database(context: Context, system: str) -> Any:
    instance = context.names.database_id(system)
    # An instance that was made again within a week has an ending: modules/database.py.
    one = f'(resource.name == "{instance}" || resource.name.startsWith("{instance}-"))'
    return ProjectIamMemberCondition(
        title=f"only {context.names.database(system)}",
        expression=f'{one} && resource.service == "sqladmin.googleapis.com"',
    )


def _key(job: str, purpose: str, role: str) -> str:
    return "-".join(part for part in (job, purpose, role.removeprefix("roles/").replace(".", "-")) if part)
