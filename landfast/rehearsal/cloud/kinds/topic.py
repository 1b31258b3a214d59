"""Pub/Sub: topics and subscriptions."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken


def _subscription(_call: Call) -> Object:
    return {"ack_deadline_seconds": 10, "expiration_policy": [{"ttl": "2678400s"}]}


BEHAVIOURS = {
    "google_pubsub_topic": Behaviour(taken=Taken("Resource already exists in the project (resource={last}).")),
    "google_pubsub_subscription": Behaviour(computed=_subscription, refers={"topic": "google_pubsub_topic"}),
}
