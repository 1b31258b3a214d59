"""LF-RET-010: what an agent remembers of people ends."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_present, settings_check
from landfast.policies.model import Mend, Rule

_TEXT = "what the agent remembers of people is kept for ever"
SETTINGS = {
    "google_vertex_ai_reasoning_engine": (
        Setting(
            "context_spec.memory_bank_config.ttl_config", is_present, _TEXT, f"is not set: {_TEXT}", within=True
        ),
    ),
    "google_ces_app": (
        Setting.needed(
            "logging_settings.conversation_logging_settings.retention_window",
            is_present,
            "conversations are kept for the service's default time, which nobody decided",
        ),
    ),
}  # fmt: skip

RULE = Rule(
    id="LF-RET-010",
    name="memory_retention",
    title="Ensure what an agent remembers of people ends",
    why="Memories and conversations of an agent are personal data by nature, and grow with every talk.",
    mend=Mend(
        landfast="landfast makes no agents: set it in the configuration that does.",
        terraform="Set memory_bank_config.ttl_config, or conversation_logging_settings.retention_window.",
    ),
    articles=("5(1)(e)", "17"),
    severity="medium",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
