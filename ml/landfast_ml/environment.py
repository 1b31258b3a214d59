"""The environments of `environments/*.json`, and where a job finds its buckets: folders here, `/gcs` on Vertex AI."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from landfast_ml.contract import layout
from landfast_ml.contract.columns import Columns
from landfast_ml.contract.facts import GOOGLE, BucketPurpose, EnvironmentFacts
from landfast_ml.errors import UsageError
from landfast_ml.project import Project
from landfast_ml.settings.tables import Settings

Target = Literal["local", "cloud"]
UNIVERSE = "GOOGLE_CLOUD_UNIVERSE_DOMAIN"


@dataclass(frozen=True, slots=True)
class Job:
    """All that a step may know besides its folders."""

    environment: EnvironmentFacts
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
        return layout.local_store(self.root, self.environment.environment)

    @property
    def environment_store(self) -> Path:
        """What the cloud's environment has for all its projects: buckets, and the key of the pseudonyms."""
        return layout.local_store(self.settings.home(self.root), self.environment.environment)

    def bucket(self, purpose: BucketPurpose) -> Path:
        """A bucket as a folder: Vertex AI mounts buckets under `/gcs`."""
        name = self.environment.buckets[purpose]
        return Path("/gcs") / name if self.target == "cloud" else layout.bucket(self.environment_store, name)

    @property
    def table(self) -> Path:
        """The folder of the raw table's CSV files."""
        return layout.raw_table(self.bucket("raw"), self.columns.table)


def load_environment(name: str, root: Path) -> EnvironmentFacts:
    """Google's own libraries are told of its universe, too: they ask there, and of nobody else.

    Raises: UsageError; ContractError if the file isn't what landfast writes.
    """
    path = root / layout.facts_file(name)
    if not path.is_file():
        known = ", ".join(layout.environments(root)) or "none"
        raise UsageError(f"no environment {name}: there are: {known}; `landfast up {name}` writes {path.name}")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        step = f"`landfast up {name}` writes it anew"
        raise UsageError(f"{layout.facts_file(name)}: is no JSON ({error}), {step}") from None
    facts = EnvironmentFacts.from_json(document, name)
    if facts.universe != GOOGLE:
        # The one way that all of them read; a client that is told otherwise is refused its credentials.
        os.environ[UNIVERSE] = facts.universe
    return facts
