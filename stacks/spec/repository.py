"""The section `repository` of the spec: where the ML project's code is, and how Cloud Build gets at it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from landfast.core.files import FOLDER_BELOW
from landfast.stacks.spec.section import MOST_NUMBER, SpecProblem, SpecSection, WholeNumber

# Where the generated project is, beside the spec.
PROJECT_FOLDER = "ml"
FETCH = "remove public_egress, or remove token_version: then CI of the host builds, and signs in without a key"
INSTALL = "install Google Cloud Build from GitHub's marketplace for the owner, and give the number of the installation"


class Repository(SpecSection):
    """Where the ML project's code is."""

    host: Literal["github", "gitlab"]
    """`github` or `gitlab`"""
    owner: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")
    """User, organisation or group"""
    name: str = Field(pattern=r"^\.{0,2}[A-Za-z0-9_-][A-Za-z0-9_.-]*$", max_length=100)
    """Name of the repository"""
    folder: Annotated[str, Field(pattern=FOLDER_BELOW, max_length=200)] = PROJECT_FOLDER
    """Where in it the ML project is, e.g. `services/churn/ml`; `.` if it is the repository itself"""
    installation: Annotated[WholeNumber, Field(ge=1, le=MOST_NUMBER)] | None = None
    """GitHub: number of the installed Cloud Build app, the end of the address of its settings page"""
    token_version: Annotated[WholeNumber, Field(ge=1, le=MOST_NUMBER)] | None = None
    """Version of the secrets `NAME-ENVIRONMENT-repository-*` that holds the tokens; connects the repository"""
    public_egress: bool | None = None
    """Machines of Cloud Build reach the internet, as they must to fetch the code; implied by `token_version`"""

    @model_validator(mode="after")
    def _code_is_fetched(self) -> Repository:
        if self.token_version is not None and self.public_egress is False:
            fact = "repository.token_version is set and repository.public_egress is false"
            limit = f"Cloud Build's machines fetch the code, and reach {self.site} over the internet or not at all"
            raise SpecProblem("public_egress", fact, limit=limit, step=FETCH)
        if self.public_egress and self.token_version is None:
            fact = "repository.public_egress is true and repository.token_version is missing"
            step = "remove public_egress, or set token_version to connect the repository"
            raise SpecProblem("public_egress", fact, limit="nothing is built there", step=step)
        return self

    @model_validator(mode="after")
    def _app_is_githubs(self) -> Repository:
        if self.host == "github" and self.token_version is not None and self.installation is None:
            fact = "repository.token_version is set and repository.installation is missing"
            raise SpecProblem("installation", fact, limit="GitHub needs both", step=INSTALL)
        if self.host == "gitlab" and self.installation is not None:
            fact = "repository.installation is for GitHub and repository.host is gitlab"
            raise SpecProblem("installation", fact, step="remove installation, or set host to github")
        return self

    @property
    def builds_outside(self) -> bool:
        """Whether machines of Cloud Build reach the internet: those that fetch the code do, and no others."""
        return self.token_version is not None

    @property
    def site(self) -> str:
        """The host's name."""
        return {"github": "github.com", "gitlab": "gitlab.com"}[self.host]
