"""Cloud Monitoring: labels of notification channels by their type, and places that look at what is up."""

from __future__ import annotations

import re
from collections.abc import Mapping

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.store import Store

CHANNEL, CHECK = "google_monitoring_notification_channel", "google_monitoring_uptime_check_config"
# https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.notificationChannelDescriptors
LABELS: Mapping[str, tuple[str, ...]] = {
    "email": ("email_address",),
    "sms": ("number",),
    "slack": ("auth_token", "channel_name", "team"),
    "pagerduty": ("service_key",),
    "webhook_basicauth": ("password", "url", "username"),
    "webhook_tokenauth": ("auth_token", "url"),
    "pubsub": ("topic",),
    "google_chat": ("space",),
}
TOPIC = re.compile(r"projects/[^/]+/topics/[^/]+")
# https://cloud.google.com/monitoring/uptime-checks#get-ips: locations of a region; those of the USA are three.
PLACES = {"USA": 3, "EUROPE": 1, "SOUTH_AMERICA": 1, "ASIA_PACIFIC": 1}
LEAST_PLACES = 3


def check(call: Call, _store: Store) -> None:
    if not call.writes:
        return
    if call.type == CHANNEL:
        _check_labels(call)
    elif call.type == CHECK:
        regions = [str(region) for region in call.fields.get("selected_regions") or []]
        if regions and sum(PLACES.get(region, 1) for region in regions) < LEAST_PLACES:
            raise _invalid("selected_regions", ", ".join(regions), f"At least {LEAST_PLACES} locations are needed")


def _check_labels(call: Call) -> None:
    kind, labels = call.text("type"), call.fields.get("labels") or {}
    known = LABELS.get(kind)
    for name in labels:
        if known is not None and name not in known:
            raise _invalid(f"labels.{name}", str(labels[name]), f"A channel of the type {kind} has no such label")
    if kind == "pubsub" and labels.get("topic") and not TOPIC.fullmatch(str(labels["topic"])):
        raise _invalid("labels.topic", str(labels["topic"]), "It must be projects/*/topics/*")


def _invalid(field: str, value: str, reason: str) -> Refusal:
    return bad_request(f'Field {field} had an invalid value of "{value}": {reason}.', "invalid")
