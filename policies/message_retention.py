"""LF-RET-003: a topic says how long it keeps messages."""

from __future__ import annotations

from collections.abc import Iterator

from policies.model import Mend, Message, Resource, Rule, World
from policies.settings import Setting, judge_settings

_TOPIC = Setting(
    "message_retention_duration",
    lambda value: isinstance(value, str) and value.endswith("s"),
    "that is no time in seconds",
    "is not set: how long messages are kept is each subscription's choice, up to 31 days",
)
_LITE = Setting(
    "retention_config.period",
    lambda value: isinstance(value, str),
    "that is no time",
    "is not set: messages are kept for ever",
)
_SETTINGS = {"google_pubsub_topic": (_TOPIC,), "google_pubsub_lite_topic": (_LITE,)}


def check(resource: Resource, _world: World) -> Iterator[Message]:
    yield from judge_settings(resource, _SETTINGS)


RULE = Rule(
    id="LF-RET-003",
    name="message_retention",
    title="Ensure a topic says how long it keeps messages",
    why="Messages carry personal data: how long they stay must be decided, not left to chance.",
    mend=Mend(
        landfast="Use the topic module.",
        terraform="Set message_retention_duration, e.g. `259200s` (3 days).",
    ),
    articles=("5(1)(e)",),
    severity="low",
    check=check,
    types=frozenset(_SETTINGS),
)
