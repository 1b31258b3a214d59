"""The environments of `environments/*.json`, and where a job finds its buckets: folders here, `/gcs` on Vertex AI."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from landfast_ml.contract.columns import Columns
from landfast_ml.errors import UsageError
from landfast_ml.project import Project
from landfast_ml.settings.tables import Settings

Target = Literal["local", "cloud"]
# Each class of data has a key of its own.
DataClass = Literal["content", "derived", "models", "software", "secrets", "logs"]


@dataclass(frozen=True, slots=True)
class Environment:
    """What stands in the cloud for one environment. Buckets are names; `keys` maps a data class to a KMS key,
    `datasets` a purpose to a BigQuery dataset; `endpoint` is Vertex AI's, `retention` in days. `feature_group` and
    `online_store` are Vertex AI's, empty where none is.

    `delivery` is how CI gets there, `orchestration` what stands beside Vertex AI; empty where it doesn't.
    """

    environment: str
    project: str
    region: str
    buckets: Mapping[str, str]
    service_accounts: Mapping[str, str]
    registries: Mapping[str, str]
    endpoint: str
    datasets: Mapping[str, str]
    retention: Mapping[str, int]
    pseudonym_secret: str
    keys: Mapping[str, str]
    labels: Mapping[str, str]
    tracking_uri: str
    subnetwork: str
    approval: bool
    delivery: Mapping[str, str]
    orchestration: Mapping[str, Any]
    feature_group: str
    online_store: str

    def key(self, data_class: DataClass) -> str:
        """Without its own key, data would be encrypted with Google's: UsageError instead."""
        if data_class not in self.keys:
            raise UsageError(f"environments/{self.environment}.json has no key for {data_class} data")
        return self.keys[data_class]

    def days(self, kind: str) -> int:
        """A retention (`raw_days` ...); UsageError where the environment has none: nothing is kept for a guess."""
        if kind not in self.retention:
            name = self.environment
            raise UsageError(f"environments/{name}.json has no retention {kind}: `landfast up {name}` writes it anew")
        return self.retention[kind]


@dataclass(frozen=True, slots=True)
class Job:
    """All that a step may know besides its folders."""

    environment: Environment
    target: Target
    settings: Settings
    columns: Columns
    project: Project
    # Settings that this run has otherwise than `settings.toml`: `table.key=value`.
    changes: tuple[str, ...] = ()

    @property
    def root(self) -> Path:
        return self.project.root

    @property
    def local_store(self) -> Path:
        """Everything that a local run writes; removing it forgets them all."""
        return self.root / ".local" / self.environment.environment

    @property
    def environment_store(self) -> Path:
        """What the cloud's environment has for all its projects: buckets, and the key of the pseudonyms."""
        return self.settings.home(self.root) / ".local" / self.environment.environment

    def bucket(self, purpose: str) -> Path:
        """A bucket as a folder: Vertex AI mounts buckets under `/gcs`."""
        name = self.environment.buckets[purpose]
        return Path("/gcs") / name if self.target == "cloud" else self.environment_store / name

    @property
    def table(self) -> Path:
        """The folder of the raw table's CSV files."""
        return self.bucket("raw") / self.columns.table


def load_environment(name: str, root: Path) -> Environment:
    """Facts that this project doesn't use are left out: a newer writer may know more of them."""
    path = root / "environments" / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in path.parent.glob("*.json"))) or "none"
        raise UsageError(f"no environment {name}: there are: {known}; `landfast up {name}` writes {path.name}")
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    missing = sorted(set(Environment.__dataclass_fields__) - set(facts))
    if missing:
        raise UsageError(f"environments/{path.name} lacks {', '.join(missing)}: `landfast up {name}` writes it anew")
    return Environment(**{field: facts[field] for field in Environment.__dataclass_fields__})
