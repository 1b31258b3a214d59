"""What the notebook of a project opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_experiments import publish

from landfast_ml import features_of, model_of
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError


def test_the_rows_of_a_feature_version(done: tuple[Job, dict[str, Path]]) -> None:
    job, _folders = done
    rows = features_of(job.project, environment="unit")
    assert set(job.columns.names) <= set(rows.columns)
    assert not rows[job.columns.subject].str.startswith("c-").any()
    assert len(features_of(job.project, part="test", environment="unit")) < len(rows)
    with pytest.raises(ProjectError, match="there is no feature version f-0"):
        features_of(job.project, "f-0", environment="unit")


def test_a_model_and_its_predictions(job: Job, done: tuple[Job, dict[str, Path]]) -> None:
    publish(job, done[1]["model"], 1)
    champion = model_of(job.project, environment="unit")
    rows = features_of(done[0].project, environment="unit")
    told = champion.predict(rows[[column.name for column in champion.inputs]].head(2).to_dict("records"))
    assert [set(one) for one in told] == [{"prediction", "probability"}] * 2
    with pytest.raises(UsageError, match="no version 7"):
        model_of(job.project, "7", environment="unit")
