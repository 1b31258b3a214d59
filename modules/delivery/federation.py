"""Sign-in without a key: jobs of the repository's own CI, and of nothing else, act as one service account."""

from __future__ import annotations

from cdktn_provider_google.iam_workload_identity_pool import IamWorkloadIdentityPool
from cdktn_provider_google.iam_workload_identity_pool_provider import (
    IamWorkloadIdentityPoolProvider,
    IamWorkloadIdentityPoolProviderOidc,
)
from cdktn_provider_google.service_account_iam_member import ServiceAccountIamMember

from landfast.modules.cdk import Construct, Entity, resource
from landfast.modules.context import Context
from landfast.modules.delivery.tokens import ISSUERS, Host, mapping
from landfast.modules.project.service_account import Account


def federation(scope: Construct, context: Context, host: Host, path: str, account: Account, *, when: str) -> Entity:
    """The pool and its provider; jobs of the repository at `path` act as `account` if `when` is true of their token.

    For a month after a pool was deleted nothing can have its name. Left to the deletion of the project, it stands
    again if the project is restored.
    """
    issuer, _claim = ISSUERS[host]
    keep = "PREVENT" if context.protected else "ABANDON"
    pool = resource(
        IamWorkloadIdentityPool,
        scope,
        "repository",
        project=context.project,
        workload_identity_pool_id=context.names.identity_pool,
        display_name=f"CI of {host}",
        deletion_policy=keep,
    )
    made = resource(
        IamWorkloadIdentityPoolProvider,
        scope,
        "repository",
        project=context.project,
        workload_identity_pool_id=pool.workload_identity_pool_id,
        workload_identity_pool_provider_id=host,
        attribute_mapping=mapping(host),
        attribute_condition=when,
        oidc=IamWorkloadIdentityPoolProviderOidc(issuer_uri=issuer),
        deletion_policy=keep,
    )
    resource(
        ServiceAccountIamMember,
        scope,
        f"{host}-as-deploy",
        service_account_id=account.name,
        # The repository's jobs act as the account, for an hour at a time.
        role="roles/iam.workloadIdentityUser",
        member=f"principalSet://iam.googleapis.com/{pool.name}/attribute.repository/{path}",
    )
    return Entity(made.name, made)
