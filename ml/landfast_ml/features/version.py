"""What a feature version is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.settings.tables import Features, Forecast
from landfast_ml.versions import digest


def feature_version(job: Job, snapshot: Mapping[str, Any], settings: Features | Forecast) -> str:
    """Version of the features: how they are defined, with which settings they are made, and the data (and pseudonyms)
    that they were made of."""
    data = [snapshot["data_snapshot"], snapshot["key_id"]]
    return "f-" + digest([job.columns.definition(), asdict(settings), data])[:12]
