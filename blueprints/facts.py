"""What a blueprint is told of the person's wishes: typed, and checked before anything is written."""

from __future__ import annotations

import keyword
import sys
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from landfast.blueprints.base import Frozen, Line
from landfast.blueprints.table import DataSource
from landfast.core.files import FOLDER_BELOW

# One of the library, or of a package that the project will have.
Orchestrator = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,19}$")]
Tracking = Literal["mlflow", "vertex"]
Host = Literal["github", "gitlab"]

ProjectName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*[a-z0-9]$", min_length=2, max_length=63)]

# A project of one of these names would hide the library that it needs.
TAKEN = frozenset(
    {
        "airflow",
        "alembic",
        "apache_beam",
        "google",
        "kfp",
        "mlflow",
        "numpy",
        "pandas",
        "pyarrow",
        "pytest",
        "skops",
        "sklearn",
        "sqlalchemy",
        "test",
        "tests",
        "yaml",
    }
)


# Below the repository's root, in the form that every host takes.
RepositoryFolder = Annotated[str, StringConstraints(pattern=FOLDER_BELOW, max_length=200)]


class Stage(Frozen):
    """An environment that releases go through; `approval`: a person says yes first."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,9}$")]
    approval: bool = False


class ProjectInputs(Frozen):
    """Everything that a blueprint's templates may ask for; nothing else reaches them.

    `stages`: the environments in the order that a release goes through them. `host`: where the repository is;
    `folder`: where in it the project is, `.` if it is the repository itself.
    """

    name: ProjectName
    package: str
    title: Line
    purpose: Line
    organisation: Line = ""
    contact: Line = ""
    legal_basis: Line = ""
    special_categories: bool = False
    area: str
    region: str
    orchestrators: tuple[Orchestrator, ...] = ("local", "vertex")
    tracking: Tracking = "mlflow"
    features: Literal["dataflow"] = "dataflow"
    host: Host | None = None
    folder: RepositoryFolder = "."
    stages: tuple[Stage, ...] = Field(default=(Stage(name="dev"),), min_length=1)
    source: DataSource

    @field_validator("package")
    @classmethod
    def _importable(cls, value: str) -> str:
        if not value.isidentifier() or keyword.iskeyword(value) or value != value.lower():
            raise ValueError("is not a lower-case Python package name")
        if value in TAKEN or value in sys.stdlib_module_names:
            raise ValueError("would hide a library of the same name; choose another")
        return value

    @field_validator("orchestrators")
    @classmethod
    def _always_local(cls, value: tuple[Orchestrator, ...]) -> tuple[Orchestrator, ...]:
        return ("local", *sorted(set(value) - {"local"}))

    @property
    def choices(self) -> frozenset[str]:
        """The words that `only_with` of a blueprint may ask for."""
        cloud = {"cloud"} if len(self.orchestrators) > 1 else set()
        cloud |= {"promotes"} if len(self.stages) > 1 else set()
        cloud |= {"within:repository"} if self.folder != "." else set()
        said = {f"tracking:{self.tracking}", f"host:{self.host or 'none'}", f"source:{self.source.kind}"}
        return frozenset({*self.orchestrators, *cloud, *said})


def package_name(name: str) -> str:
    """The Python package of a project: `tumour-risk` gives `tumour_risk`, a name that is taken gets `_model`."""
    package = name.replace("-", "_").lower()
    free = package.isidentifier() and not keyword.iskeyword(package)
    return package if free and package not in TAKEN | sys.stdlib_module_names else f"{package}_model"
