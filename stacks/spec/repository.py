"""The section `repository` of the spec: where the ML project's code is, and how Cloud Build gets at it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from landfast.core.files import FOLDER_BELOW
from landfast.stacks.spec.section import SpecProblem, SpecSection

INSTALL = "install Google Cloud Build from GitHub's marketplace for the owner, and give the number of the installation"


class Repository(SpecSection):
    """Where the ML project's code is."""

    host: Literal["github", "gitlab"]
    """`github` or `gitlab`"""
    owner: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")
    """User, organisation or group"""
    name: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,100}$")
    """Name of the repository"""
    folder: Annotated[str, Field(pattern=FOLDER_BELOW, max_length=200)] = "ml"
    """Where in it the ML project is, e.g. `services/churn/ml`; `.` if it is the repository itself"""
    installation: Annotated[int, Field(ge=1)] | None = None
    """GitHub: number of the installed Cloud Build app, the end of the address of its settings page"""
    token_version: Annotated[int, Field(ge=1)] | None = None
    """Version of the secrets `NAME-ENVIRONMENT-repository-*` that holds the tokens; connects the repository"""

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
    def egress_hosts(self) -> tuple[str, ...]:
        """What build machines fetch the code from, once it is connected."""
        sites = {"github": "github.com", "gitlab": "gitlab.com"}
        return (sites[self.host],) if self.token_version is not None else ()
