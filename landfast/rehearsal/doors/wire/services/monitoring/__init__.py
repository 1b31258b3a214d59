"""Monitoring: what alerts, and who is told."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of, writable
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service
from landfast.rehearsal.doors.wire.methods import changed, finished, replaced, update

# https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.notificationChannelDescriptors: the secrets.
SECRET_LABELS = ("auth_token", "password", "service_key")


def _conditions(fields: Object, content: Object) -> None:
    """Conditions have names of their own: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/
    projects.alertPolicies#Condition"""
    policy = fields.get("name")
    for place, condition in enumerate(content.get("conditions") or ()):
        if policy and not condition.get("name"):
            condition["name"] = f"{policy}/conditions/{number(19, policy, place)}"


def _guarded(fields: Object, _content: Object) -> None:
    """What a channel is told in with is a label of the API's, and a field of its own that is not kept in the open."""
    labels = dict(fields.get("labels") or {})
    secrets = {name: labels.pop(name) for name in SECRET_LABELS if name in labels}
    if secrets:
        fields |= {"labels": labels, "sensitive_labels": [secrets]}


def _unsaid(fields: Object, content: Object) -> None:
    if fields.get("sensitive_labels"):
        content.setdefault("labels", {})


def _patch(asked: Asked) -> Object:
    """Without a mask the policy is replaced: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/
    projects.alertPolicies/patch"""
    if asked.parameter("updateMask"):
        return update(asked)
    standing = asked.standing()
    own = writable(asked.document, "AlertPolicy", asked.body)
    return finished(asked, changed(asked, standing, replaced(asked, content_of(asked, standing), own)))


SERVICE = Service(
    "monitoring.v3",
    (
        Collection(
            "projects.alertPolicies",
            "google_monitoring_alert_policy",
            server_names=True,
            differs=Differences(to_api=_conditions),
        ),
        Collection(
            "projects.notificationChannels",
            "google_monitoring_notification_channel",
            server_names=True,
            differs=Differences(to_api=_unsaid, to_fields=_guarded),
        ),
    ),
    handlers={"projects.alertPolicies.patch": _patch},
    package="google.monitoring.v3",
)
