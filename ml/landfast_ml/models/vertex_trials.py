"""The trials of a search in Vertex AI Experiments: contexts of the region's metadata store, as Google's SDK has them.

The experiment is named as the model. A run is a context `system.ExperimentRun` whose metadata hold `_params`,
`_metrics` and `_state`: what the console shows. https://cloud.google.com/vertex-ai/docs/ml-metadata/system-schemas
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from landfast_ml.clients import at_place, by_rest
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.models.metadata_store import STORE, ensure_store
from landfast_ml.models.search import Tried
from landfast_ml.vertex_ai import api_endpoint, parent

if TYPE_CHECKING:
    from google.cloud.aiplatform_v1 import MetadataServiceClient

SCHEMA_VERSION = "0.0.1"
# Where the console hides an experiment that was deleted there.
STANDING = {"experiment_deleted": False}


@dataclass(frozen=True, slots=True)
class VertexTrials:
    """`experiment` is a context's full name; the runs of one search share the prefix `search`."""

    client: MetadataServiceClient
    store: str
    experiment: str
    search: str = field(default_factory=lambda: f"search-{uuid.uuid4().hex[:8]}")

    @classmethod
    def of(cls, job: Job, client: MetadataServiceClient | None = None) -> VertexTrials:
        """Makes the experiment if it isn't there. ProjectError without Google's SDK.

        `client` None: Google's, with this machine's credentials.
        """
        try:
            from google.api_core.exceptions import Conflict
            from google.cloud import aiplatform_v1 as vertex
        except ImportError:
            raise ProjectError("Google's SDK is missing: install requirements-cloud.lock") from None
        if client is None:
            ensure_store(job)
            client = vertex.MetadataServiceClient(
                client_options={"api_endpoint": at_place(api_endpoint(job))}, **by_rest()
            )
        store, name = f"{parent(job)}/metadataStores/{STORE}", job.project.model
        with suppress(Conflict):
            client.create_context(parent=store, context=_context("system.Experiment", name, STANDING), context_id=name)
        return cls(client, store, f"{store}/contexts/{name}")

    def add(self, one: Tried) -> None:
        """A run of its own, under the experiment."""
        name = f"{self.search}-{one.number}"
        run = self.client.create_context(
            parent=self.store,
            context=_context("system.ExperimentRun", name, run_metadata(one)),
            context_id=f"{self.experiment.rsplit('/', 1)[1]}-{name}",
        )
        self.client.add_context_children(context=self.experiment, child_contexts=[run.name])


def run_metadata(one: Tried) -> dict[str, Any]:
    """A trial that was left has no score: that of some partitions is not to be compared."""
    scores = {} if one.left else {"score": one.score}
    return {
        "_params": {"algorithm": one.algorithm, **one.parameters},
        "_metrics": {"seconds": one.seconds, **scores},
        "_state": "CANCELLED" if one.left else "COMPLETE",
    }


def _context(kind: str, name: str, metadata: Mapping[str, Any]) -> Any:
    from google.cloud import aiplatform_v1 as vertex

    return vertex.Context(display_name=name, schema_title=kind, schema_version=SCHEMA_VERSION, metadata=dict(metadata))
