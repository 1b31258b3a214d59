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
from landfast.modules.delivery.source import Host
from landfast.modules.project.service_account import Account

# Who signs the tokens, and the claim that names the repository.
# https://docs.github.com/en/actions/reference/security/oidc
# https://docs.gitlab.com/ci/secrets/id_token_authentication/
ISSUERS: dict[Host, tuple[str, str]] = {
    "github": ("https://token.actions.githubusercontent.com", "repository"),
    "gitlab": ("https://gitlab.com", "project_path"),
}
# What a token says of the branch or tag that a job runs for.
ON_MAIN: dict[Host, str] = {
    "github": "assertion.ref == 'refs/heads/main'",
    "gitlab": "assertion.ref_type == 'branch' && assertion.ref == 'main' && assertion.ref_protected == 'true'",
}
ON_TAG: dict[Host, str] = {
    "github": "assertion.ref_type == 'tag'",
    "gitlab": "assertion.ref_type == 'tag' && assertion.ref_protected == 'true'",
}
# A job that a person approved says which environment it was approved for.
APPROVED: dict[Host, str] = {
    "github": "assertion.environment == '{environment}'",
    "gitlab": "assertion.environment == '{environment}' && assertion.environment_protected == 'true'",
}


def condition(host: Host, path: str, environment: str, *, first: bool, approval: bool) -> str:
    """What must be true of a token: of this repository, for this environment. A claim that is missing is false.

    The first environment takes the main branch, the others take tags; with `approval` the host must have asked.
    """
    terms = [f"assertion.{ISSUERS[host][1]} == '{path}'", (ON_MAIN if first else ON_TAG)[host]]
    if approval:
        terms.append(APPROVED[host].format(environment=environment))
    return " && ".join(terms)


def federation(scope: Construct, context: Context, host: Host, path: str, account: Account, *, when: str) -> Entity:
    """The pool and its provider; jobs of the repository at `path` act as `account` if `when` is true of their token.

    For a month after a pool was deleted nothing can have its name. Left to the deletion of the project, it stands
    again if the project is restored.
    """
    issuer, claim = ISSUERS[host]
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
        attribute_mapping={"google.subject": "assertion.sub", "attribute.repository": f"assertion.{claim}"},
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
