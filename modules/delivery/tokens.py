"""What the tokens say that a host's CI signs in with: who signs them, and what must be true of one. No CDK import."""

from __future__ import annotations

from typing import Literal

Host = Literal["github", "gitlab"]

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


def mapping(host: Host) -> dict[str, str]:
    """What Google keeps of a token: whose it is, and its repository."""
    return {"google.subject": "assertion.sub", "attribute.repository": f"assertion.{ISSUERS[host][1]}"}
