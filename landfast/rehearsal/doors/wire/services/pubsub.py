"""Pub/Sub: topics and subscriptions. Messages are not kept: to publish and to pull would be made up (501)."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of, sent_fields
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service
from landfast.rehearsal.doors.wire.pages import paged

TOPIC, SUBSCRIPTION = "google_pubsub_topic", "google_pubsub_subscription"
# What a subscription names once its topic is gone: https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions
GONE = "_deleted-topic_"


def _create(asked: Asked) -> Object:
    """Put where it shall stand."""
    fields = sent_fields(asked, asked.collection, asked.body, asked.path)
    return content_of(asked, asked.cloud.answer(Call("create", kind(asked.collection.kind), fields=fields)))


def _of_topic(asked: Asked) -> Object:
    """The names of a topic's subscriptions."""
    topic = asked.path.removesuffix("/subscriptions")
    names = [item.name for item in asked.store.list(SUBSCRIPTION, asked.project) if _topic(item) == topic]
    page, more = paged(asked, names, str)
    return {**({"subscriptions": page} if page else {}), **more}


def _topic(item: StoredResource) -> str:
    text = str(item.fields.get("topic"))
    return text if "/" in text else f"projects/{item.project}/topics/{text}"


def _whole(fields: Object, content: Object) -> None:
    text = str(fields.get("topic") or "")
    if text and "/" not in text and text != GONE:
        content["topic"] = f"projects/{fields.get('project')}/topics/{text}"
    content["state"] = "ACTIVE"


SERVICE = Service(
    "pubsub.v1",
    (
        Collection("projects.topics", TOPIC, body="topic"),
        Collection("projects.subscriptions", SUBSCRIPTION, body="subscription", differs=Differences(to_api=_whole)),
    ),
    handlers={
        "projects.topics.create": _create,
        "projects.subscriptions.create": _create,
        "projects.topics.subscriptions.list": _of_topic,
    },
    package="google.pubsub.v1",
)
