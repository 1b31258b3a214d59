"""Dashboards of Cloud Monitoring: the API names them, and two of them may be alike."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.stable import digest, milliseconds


def _named(fields: Object, _attempt: int) -> tuple[str, Object]:
    name = digest(fields["dashboard_json"], milliseconds())
    uuid = "-".join((name[:8], name[8:12], name[12:16], name[16:20], name[20:32]))
    return f"projects/{project_number(fields['project'])}/dashboards/{uuid}", {}


BEHAVIOURS = {"google_monitoring_dashboard": Behaviour(named=_named)}
