"""Opens what a project has made, for a person who looks at it: a feature version as rows, a registered model.

Nothing is imported before it is needed: who takes anything from the library takes this module along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from landfast_ml.models.predictor import Predictor
    from landfast_ml.project import Project


def features_of(
    project: Project, version: str = "latest", part: Literal["train", "test"] = "train", environment: str = "dev"
) -> pd.DataFrame:
    """The rows of a feature version here, subjects as pseudonyms. ProjectError names the versions that there are."""
    import pandas as pd

    from landfast_ml.features.store import find_version
    from landfast_ml.jobs import load_job

    job = load_job(project, environment, "local")
    folder = job.bucket("features") / job.columns.table / find_version(job, version).version / part
    return pd.read_parquet(folder)


def model_of(project: Project, version: str = "champion", environment: str = "dev") -> Predictor:
    """A version by its number or alias. UsageError names those that there are."""
    from landfast_ml.jobs import load_job
    from landfast_ml.models.predictor import load_predictor

    return load_predictor(load_job(project, environment, "local"), version)


def forecasts_of(project: Project, environment: str = "dev") -> pd.DataFrame:
    """What was forecast last, here: a row for each series and time. ProjectError if there is nothing yet."""
    from landfast_ml.batches.delivery import newest_rows
    from landfast_ml.jobs import load_job

    return newest_rows(load_job(project, environment, "local"))[1]
