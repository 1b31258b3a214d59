"""What a generated project is told of an environment and of the person's wishes: typed, so that both sides check it."""

from __future__ import annotations

import json
import keyword
import sys
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, field_validator

from landfast.blueprints.base import Frozen, Line
from landfast.blueprints.table import DataSource

Orchestrator = Literal["local", "vertex", "kubeflow", "airflow", "pachyderm"]
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


# What only the cloud knows: None until the stack stands that tells it. Files of facts have an empty text for it.
Known = Annotated[
    str | None,
    BeforeValidator(lambda value: None if value == "" else value),
    PlainSerializer(lambda value: value or "", return_type=str),
]


class Buckets(Frozen):
    """Names of buckets, without `gs://`."""

    raw: str
    features: str
    models: str
    pipeline_root: str


class ServiceAccounts(Frozen):
    """E-mail addresses of the identities that run each job."""

    pipelines: str
    training: str
    serving: str
    dataflow: str


class Registries(Frozen):
    """Where packages and images are pulled from, e.g. `europe-west4-docker.pkg.dev/PROJECT/REPOSITORY`."""

    containers: str
    python: str


class Delivery(Frozen):
    """How CI gets here: full names of identity provider and build machines, e-mails of who deploys and who checks.

    Empty where the spec names no repository.
    """

    identity_provider: Known = None
    worker_pool: str = ""
    deploy: str = ""
    check: str = ""


class Orchestration(Frozen):
    """The systems beside Vertex AI: `accounts`, `databases`: system -> e-mail, connection name; empty where not there.

    `airflow_dags` is the folder of Airflow's DAGs (`gs://...`); `cluster` the full name of the GKE cluster;
    `tracking_image` the image of MLflow's server in the environment's registry.
    """

    airflow_dags: Known = None
    cluster: str = ""
    pachyderm_bucket: str = ""
    tracking_image: str = ""
    accounts: Mapping[str, str] = Field(default_factory=dict)
    databases: Mapping[str, str] = Field(default_factory=dict)


class EnvironmentFacts(Frozen):
    """One environment as it stands; read from the stacks' outputs, written to `environments/<environment>.json`.

    `keys` maps a data class to a Cloud KMS key id; `datasets` a purpose to a BigQuery dataset; `pseudonym_secret` is
    the regional secret's id (`projects/P/locations/R/secrets/S`), never its value; `retention` is in days;
    `tracking_uri` is the MLflow server of the environment, empty where none stands; `subnetwork` is where Dataflow
    workers run; `approval`: a person approves what is deployed; `feature_group` and `online_store` are full names in
    Vertex AI, empty until they stand.
    """

    environment: str
    project: str
    region: str
    area: str
    buckets: Buckets
    datasets: Mapping[str, str] = Field(default_factory=dict)
    service_accounts: ServiceAccounts
    keys: Mapping[str, str] = Field(default_factory=dict)
    endpoint: str = ""
    tensorboard: Known = None
    registries: Registries
    pseudonym_secret: str
    labels: Mapping[str, str] = Field(default_factory=dict)
    retention: Mapping[str, int] = Field(default_factory=dict)
    tracking_uri: Known = None
    subnetwork: str = ""
    feature_group: Known = None
    online_store: Known = None
    approval: bool = False
    delivery: Delivery = Field(default_factory=Delivery)
    orchestration: Orchestration = Field(default_factory=Orchestration)

    def to_json(self) -> str:
        """The facts file: sorted, one fact a line, the same bytes for the same facts."""
        return json.dumps(self.model_dump(mode="json"), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


class Stage(Frozen):
    """An environment that releases go through; `approval`: a person says yes first."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,9}$")]
    approval: bool = False


class ProjectInputs(Frozen):
    """Everything that a blueprint's templates may ask for; nothing else reaches them.

    `stages`: the environments in the order that a release goes through them. `host`: where the repository is.
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
        said = {f"tracking:{self.tracking}", f"host:{self.host or 'none'}", f"source:{self.source.kind}"}
        return frozenset({*self.orchestrators, *cloud, *said})


def package_name(name: str) -> str:
    """The Python package of a project: `tumour-risk` gives `tumour_risk`, a name that is taken gets `_model`."""
    package = name.replace("-", "_").lower()
    free = package.isidentifier() and not keyword.iskeyword(package)
    return package if free and package not in TAKEN | sys.stdlib_module_names else f"{package}_model"
