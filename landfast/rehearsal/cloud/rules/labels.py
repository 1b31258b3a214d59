"""Labels: how many, and what their keys and values are made of."""

from __future__ import annotations

import re
from typing import Any

from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/resource-manager/docs/labels-overview#requirements: letters of any script, none of them upper
# case; a key begins with a letter.
MOST = 64
KEY = re.compile(r"[^\W\d_][\w-]{0,62}")
VALUE = re.compile(r"[\w-]{0,63}")
NAMES = ("labels", "resource_labels", "user_labels")
# Theirs are no labels of Google's: settings of a channel, labels of Kubernetes, what a group is.
OTHERS = (
    "google_cloud_identity_group", "google_container_attached_cluster", "google_gke_hub_namespace",
    "google_gke_hub_scope", "google_monitoring_metric_descriptor", "google_monitoring_notification_channel",
)  # fmt: skip


def check(call: Call, _store: Store) -> None:
    for name in NAMES if call.writes else ():
        own = call.fields.get(name)
        if isinstance(own, dict) and call.changed(name) and (name != "labels" or call.type not in OTHERS):
            _check_labels(call, own)
    for settings in blocks(call.fields, "settings") if call.writes and call.changed("settings") else ():
        if isinstance(settings, dict) and isinstance(settings.get("user_labels"), dict):
            _check_labels(call, settings["user_labels"])


def _check_labels(call: Call, labels: dict[str, Any]) -> None:
    if len(labels) > MOST:
        raise bad_request(
            f"{call.kind.title} '{call.name}' has {len(labels)} labels: at most {MOST} are taken.", "invalid"
        )
    for key, value in labels.items():
        # Of Google's own making, and with a prefix: `aiplatform.googleapis.com/...`.
        if "googleapis.com/" in key:
            continue
        if not KEY.fullmatch(key) or key.lower() != key:
            raise bad_request(
                f"Invalid label key '{key}': it must begin with a lower case letter and hold at most 63 lower case "
                "letters, digits, underscores and dashes.",
                "invalid",
            )
        if not VALUE.fullmatch(str(value)) or str(value).lower() != value:
            raise bad_request(
                f"Invalid label value '{value}' of '{key}': at most 63 lower case letters, digits, underscores and "
                "dashes.",
                "invalid",
            )
