"""Makes the job that every command and step is given."""

from __future__ import annotations

from collections.abc import Sequence

from landfast_ml.contract import layout
from landfast_ml.environment import Job, Target, load_environment
from landfast_ml.errors import UsageError
from landfast_ml.features.declared import load_columns
from landfast_ml.features.own import with_own
from landfast_ml.kinds import kind_of
from landfast_ml.project import Project
from landfast_ml.settings.tables import load_settings


def load_job(project: Project, environment: str, target: Target, changes: Sequence[str] = ()) -> Job:
    """Facts, settings and columns of one environment; UsageError says what is missing."""
    root, kind = project.root, kind_of(project)
    columns = load_columns(root / layout.FEATURES)
    if columns.task not in kind.TASKS:
        known = ", ".join(kind.TASKS)
        raise UsageError(
            f"{layout.FEATURES}: task: {columns.task} is not for a project of {project.blueprint}: {known}"
        )
    return Job(
        load_environment(environment, root),
        target,
        load_settings(root / layout.SETTINGS, kind.SETTINGS, environment, changes),
        with_own(columns, project),
        project,
        tuple(changes),
    )
