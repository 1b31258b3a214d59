"""LF-RET-011: messages that were handled are not kept."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_false, settings_check
from landfast.policies.model import Mend, Rule

SETTINGS = {
    "google_pubsub_subscription": (
        Setting("retain_acked_messages", is_false, "messages stay after they were handled, for anyone to replay"),
    )
}

RULE = Rule(
    id="LF-RET-011",
    name="acked_messages",
    title="Ensure messages that were handled are not kept",
    why="A message that has done its work serves no purpose any more.",
    mend=Mend(
        landfast="Use the topic module.",
        terraform="Leave retain_acked_messages false.",
    ),
    articles=("5(1)(e)", "5(1)(c)"),
    severity="low",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
