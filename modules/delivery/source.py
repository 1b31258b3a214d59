"""The ML project's repository, as Cloud Build sees it: the tokens that open it, the connection, the repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktn_provider_google.cloudbuildv2_connection import (
    Cloudbuildv2Connection,
    Cloudbuildv2ConnectionGithubConfig,
    Cloudbuildv2ConnectionGithubConfigAuthorizerCredential,
    Cloudbuildv2ConnectionGitlabConfig,
    Cloudbuildv2ConnectionGitlabConfigAuthorizerCredential,
    Cloudbuildv2ConnectionGitlabConfigReadAuthorizerCredential,
)
from cdktn_provider_google.cloudbuildv2_repository import Cloudbuildv2Repository
from cdktn_provider_google.secret_manager_secret_iam_member import SecretManagerSecretIamMember

from landfast.modules.cdk import Construct, Entity, Made, resource
from landfast.modules.context import Context
from landfast.modules.data.secret import pinned_secret
from landfast.modules.delivery.tokens import Host
from landfast.modules.names import SecretPurpose
from landfast.modules.project.services import Agent

# Secrets that a person puts a value into before the repository is connected.
# https://cloud.google.com/build/docs/automating-builds/github/connect-repo-github
# https://cloud.google.com/build/docs/automating-builds/gitlab/connect-repo-gitlab
TOKENS: dict[Host, tuple[SecretPurpose, ...]] = {
    "github": ("repository-token",),
    "gitlab": ("repository-token", "repository-read-token", "repository-webhook"),
}
SITES: dict[Host, str] = {"github": "github.com", "gitlab": "gitlab.com"}


def tokens(scope: Construct, context: Context, host: Host, agent: Agent, depends_on: Sequence[Made]) -> dict[str, str]:
    """Ids of the secrets for the tokens, without a value, and Cloud Build's right to read them.

    Not regional secrets: a connection takes none. Pinned by their one replica instead.
    """
    return {purpose: _token(scope, context, purpose, agent, depends_on) for purpose in TOKENS[host]}


def _token(scope: Construct, context: Context, purpose: SecretPurpose, agent: Agent, depends_on: Sequence[Made]) -> str:
    secret = pinned_secret(scope, context, purpose, depends_on)
    resource(
        SecretManagerSecretIamMember,
        scope,
        f"cloudbuild-{purpose}",
        project=context.project,
        secret_id=f"${{{secret.made.fqn}.secret_id}}",
        # Cloud Build signs in to the host with it.
        role="roles/secretmanager.secretAccessor",
        member=agent.member,
        depends_on=list(agent.ready),
    )
    return secret.id


@dataclass(frozen=True, slots=True)
class Access:
    """How Cloud Build signs in to the host: with that version of the tokens and, on GitHub, that installed app."""

    token_version: int
    installation: int | None


def repository(scope: Construct, context: Context, host: Host, path: str, access: Access) -> Entity:
    """The repository at `path` (`owner/name`) of the host, over a connection of its own.

    Cloud Build tries the tokens when it makes the connection: their secrets must have that version by now.
    """
    connection = resource(
        Cloudbuildv2Connection,
        scope,
        "repository",
        name=context.names.resource("repository"),
        project=context.project,
        location=context.region,
        github_config=_github(context, access) if host == "github" else None,
        gitlab_config=_gitlab(context, access) if host == "gitlab" else None,
        deletion_policy=context.deletion_policy,
    )
    made = resource(
        Cloudbuildv2Repository,
        scope,
        "repository",
        name=path.rsplit("/", 1)[-1],
        project=context.project,
        location=context.region,
        parent_connection=connection.name,
        remote_uri=f"https://{SITES[host]}/{path}.git",
        deletion_policy=context.deletion_policy,
    )
    return Entity(made.id, made)


def _github(context: Context, access: Access) -> Any:
    return Cloudbuildv2ConnectionGithubConfig(
        app_installation_id=access.installation,
        authorizer_credential=Cloudbuildv2ConnectionGithubConfigAuthorizerCredential(
            oauth_token_secret_version=_version(context, "repository-token", access)
        ),
    )


def _gitlab(context: Context, access: Access) -> Any:
    return Cloudbuildv2ConnectionGitlabConfig(
        authorizer_credential=Cloudbuildv2ConnectionGitlabConfigAuthorizerCredential(
            user_token_secret_version=_version(context, "repository-token", access)
        ),
        read_authorizer_credential=Cloudbuildv2ConnectionGitlabConfigReadAuthorizerCredential(
            user_token_secret_version=_version(context, "repository-read-token", access)
        ),
        webhook_secret_secret_version=_version(context, "repository-webhook", access),
    )


def _version(context: Context, purpose: SecretPurpose, access: Access) -> str:
    return context.names.secret_version(purpose, access.token_version)
