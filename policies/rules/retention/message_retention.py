"""LF-RET-003: a topic says how long it keeps messages."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, settings_check
from landfast.policies.model import Mend, Rule

_TOPIC = Setting(
    "message_retention_duration",
    lambda value: isinstance(value, str) and value.endswith("s"),
    "that is no time in seconds",
    "is not set: how long messages are kept is each subscription's choice, up to 31 days",
    right="259200s",
)
_LITE = Setting(
    "retention_config.period",
    lambda value: isinstance(value, str),
    "that is no time",
    "is not set: messages are kept for ever",
    right="259200s",
)
SETTINGS = {"google_pubsub_topic": (_TOPIC,), "google_pubsub_lite_topic": (_LITE,)}


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
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
