"""Dashboards of Cloud Monitoring: the API names them, and two of them may be alike."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.stable import milliseconds, uuid


def _named(fields: Object, attempt: int) -> tuple[str, Object]:
    own = uuid(fields["dashboard_json"], milliseconds(), attempt)
    return f"projects/{project_number(fields['project'])}/dashboards/{own}", {}


BEHAVIOURS = {"google_monitoring_dashboard": Behaviour(named=_named)}
