"""Makes the job that every command and step is given."""

from __future__ import annotations

from collections.abc import Sequence

from landfast_ml.contract import layout
from landfast_ml.environment import Job, Target, load_environment
from landfast_ml.features.declared import load_columns
from landfast_ml.features.own import with_own
from landfast_ml.kinds import kind_of
from landfast_ml.project import Project
from landfast_ml.settings.tables import load_settings


def load_job(project: Project, environment: str, target: Target, changes: Sequence[str] = ()) -> Job:
    """Facts, settings and columns of one environment; UsageError says what is missing."""
    root = project.root
    return Job(
        load_environment(environment, root),
        target,
        load_settings(root / layout.SETTINGS, kind_of(project).SETTINGS, environment, changes),
        with_own(load_columns(root / layout.FEATURES), project),
        project,
        tuple(changes),
    )
