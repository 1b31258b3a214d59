"""Dashboards of Cloud Monitoring: the API names them, and two of them may be alike.

Their JSON is the API's own message, in which nothing unknown is taken:
https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards
"""

from __future__ import annotations

import json

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.documents import document
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.payload import INVALID, problems_of_sent
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import InvalidRequest, Violation
from landfast.rehearsal.cloud.stable import milliseconds, uuid
from landfast.rehearsal.cloud.store import Store

# One of them at most: https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards#Dashboard
LAYOUTS = ("gridLayout", "mosaicLayout", "rowLayout", "columnLayout")


def _named(fields: Object, attempt: int) -> tuple[str, Object]:
    own = uuid(fields["dashboard_json"], milliseconds(), attempt)
    return f"projects/{project_number(fields['project'])}/dashboards/{own}", {}


def _is_a_message(call: Call, _store: Store) -> None:
    if not call.writes or not call.changed("dashboard_json"):
        return
    content = json.loads(call.text("dashboard_json"))
    if not isinstance(content, dict):
        raise InvalidRequest([Violation("", f"{INVALID} Root element must be a message.")])
    known = document("monitoring.v1")
    layouts = [name for name in LAYOUTS if name in content]
    if len(layouts) > 1:
        words = f"Invalid value at 'dashboard' (oneof), oneof field 'layout' is already set. Cannot set '{layouts[1]}'"
        raise InvalidRequest([Violation("dashboard", words)])
    found = list(problems_of_sent(known, known.schema("Dashboard"), content, "dashboard"))
    if found:
        raise InvalidRequest(found)


BEHAVIOURS = {"google_monitoring_dashboard": Behaviour(named=_named, refuses=(_is_a_message,))}
