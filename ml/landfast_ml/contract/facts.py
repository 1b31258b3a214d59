"""What landfast writes of an environment, and the project reads: `environments/ENVIRONMENT.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeVar

from landfast_ml.contract import layout
from landfast_ml.contract.problems import Problem
from landfast_ml.contract.reading import ContractError, Origin, read

VERSION = 1
# The domain of Google Cloud's own APIs.
GOOGLE = "googleapis.com"
T = TypeVar("T")
# What nobody knows before its stack stands: None until then, an empty text in the file.
Known = str | None
BucketPurpose = Literal["raw", "features", "models", "pipeline_root"]
Account = Literal["pipelines", "training", "serving", "dataflow"]
Registry = Literal["containers", "python"]
# Each class of data has a key of its own.
DataClass = Literal["content", "derived", "models", "software", "secrets", "logs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How CI gets here: full names of identity provider and build machines, e-mails of who deploys and who checks.

    Empty where the spec names no repository; `identity_provider` is None then, and until it stands.
    """

    identity_provider: Known = None
    worker_pool: str = ""
    deploy: str = ""
    check: str = ""

    def __post_init__(self) -> None:
        _told_or_none(self, "identity_provider")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orchestration:
    """The systems beside Vertex AI: `accounts`, `databases`: system -> e-mail, connection name; empty where not there.

    `airflow_dags` is the folder of Airflow's DAGs (`gs://...`), None until Composer stands; `cluster` the full name of
    the GKE cluster; `tracking_image` the image of MLflow's server in the environment's registry.
    """

    airflow_dags: Known = None
    cluster: str = ""
    pachyderm_bucket: str = ""
    tracking_image: str = ""
    accounts: Mapping[str, str] = field(default_factory=dict)
    databases: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _told_or_none(self, "airflow_dags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What the environment costs by the month while nobody uses it, in `currency`, by what costs it.

    `budget`, in `currency`, is 0 where the spec sets none, and `budget_eur` the same in euros; `unpriced` is not in the
    sum; without `prices_of`, the day of the price list, nothing was reckoned yet. `exchange` says by which rate, of
    which day, prices in dollars were converted.
    """

    monthly: float = 0.0
    currency: str = ""
    prices_of: str = ""
    exchange: str = ""
    budget: int = 0
    budget_eur: int = 0
    items: Mapping[str, float] = field(default_factory=dict)
    unpriced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentFacts:
    """One environment as it stands. A fact that nobody knows before its stack stands is None until then.

    `buckets` are names without `gs://`; `service_accounts` e-mail addresses; `registries` where packages and images are
    pulled from (`REGION-docker.pkg.dev/PROJECT/REPOSITORY`); `keys` data class -> Cloud KMS key id; `datasets` purpose
    -> BigQuery dataset; `pseudonym_secret` the regional secret's id, never its value; `retention` in days;
    `tracking_uri` the environment's MLflow server; `subnetwork` where Dataflow workers run;
    `network` is its network's name, `network_project` where that is, if it is others'; `job_attachment` how jobs of
    Vertex AI stand in it; `closed`: an enforced perimeter leaves these no way to the internet; `approval`: a person
    approves what is deployed;
    `endpoint`, `feature_group`, `online_store` full names in Vertex AI; `private_endpoints`: models answer in the
    network alone; `universe`: the domain where the cloud's APIs answer, Google Cloud's or a sovereign one's, `console`
    the host of its pages.
    """

    schema: int = VERSION
    environment: str
    project: str
    region: str
    area: str
    buckets: Mapping[BucketPurpose, str]
    datasets: Mapping[str, str] = field(default_factory=dict)
    service_accounts: Mapping[Account, str]
    keys: Mapping[str, str] = field(default_factory=dict)
    endpoint: str = ""
    tensorboard: Known = None
    registries: Mapping[Registry, str]
    pseudonym_secret: str
    labels: Mapping[str, str] = field(default_factory=dict)
    retention: Mapping[str, int] = field(default_factory=dict)
    tracking_uri: Known = None
    subnetwork: str = ""
    network: str = ""
    network_project: str = ""
    job_attachment: str = ""
    closed: bool = False
    private_endpoints: bool = False
    feature_group: Known = None
    online_store: Known = None
    approval: bool = False
    delivery: Delivery = field(default_factory=Delivery)
    orchestration: Orchestration = field(default_factory=Orchestration)
    costs: Costs = field(default_factory=Costs)
    universe: str = GOOGLE
    console: str = "console.cloud.google.com"

    def __post_init__(self) -> None:
        _told_or_none(self, "tensorboard", "tracking_uri", "feature_group", "online_store")

    def to_json(self) -> dict[str, Any]:
        return asdict(self, dict_factory=_with_texts)

    def text(self) -> str:
        """The file: sorted, one fact a line, the same bytes for the same facts."""
        return json.dumps(self.to_json(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    def host(self, service: str) -> str:
        """Where a service (`europe-west4-aiplatform`) answers."""
        return f"{service}.{self.universe}"

    @property
    def regional_hosts(self) -> bool:
        """Whether services have hosts of a region (`SERVICE.REGION.rep...`): a universe of one region has none."""
        return self.universe == GOOGLE

    def key(self, data_class: DataClass) -> str:
        """Without its own key, data would be encrypted with Google's: ContractError instead."""
        return self._told(self.keys, "keys", data_class)

    def days(self, kind: str) -> int:
        """A retention (`raw_days` ...); ContractError where there is none: nothing is kept for a guess."""
        return self._told(self.retention, "retention", kind)

    def _told(self, facts: Mapping[str, T], name: str, key: str) -> T:
        if key not in facts:
            path = f"{layout.facts_file(self.environment)}: {name}.{key}"
            raise ContractError([Problem(path, "is missing", next_step=_anew(self.environment))])
        return facts[key]

    @classmethod
    def from_json(cls, document: Any, environment: str) -> EnvironmentFacts:
        """Raises: ContractError."""
        newer = "`landfast blueprint upgrade` brings the library that reads it"
        return read(cls, document, Origin(layout.facts_file(environment), _anew(environment), newer), VERSION)


def _anew(environment: str) -> str:
    return f"`landfast up {environment}` writes it anew"


def _told_or_none(facts: object, *names: str) -> None:
    """What a file says with an empty text."""
    for name in names:
        object.__setattr__(facts, name, getattr(facts, name) or None)


def _with_texts(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in pairs}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return "" if value is None else value
