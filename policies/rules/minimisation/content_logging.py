"""LF-MIN-001: logs hold no content."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_false, is_one_of, settings_check
from landfast.policies.model import Mend, Rule

_SQL_TEXT = "values in statements of SQL are written to the logs"
SETTINGS = {
    "google_dialogflow_agent": (
        Setting("enable_logging", is_false, "what users say is written to the logs"),
    ),
    "google_dialogflow_cx_agent": (
        Setting("enable_stackdriver_logging", is_false, "what users say is written to the logs"),
        Setting("advanced_settings.logging_settings.enable_stackdriver_logging", is_false, "what users say is logged"),
        Setting("advanced_settings.logging_settings.enable_interaction_logging", is_false, "conversations are kept"),
    ),
    "google_gemini_logging_setting": (
        Setting("log_prompts_and_responses", is_false, "prompts and answers are written to the logs"),
    ),
    "google_workflows_workflow": (
        Setting("call_log_level", is_one_of("LOG_ERRORS_ONLY", "LOG_NONE", "CALL_LOG_LEVEL_UNSPECIFIED"),
                "arguments and answers of every call are written to the logs"),
    ),
    "google_ces_app": (
        Setting("logging_settings.cloud_logging_settings.enable_cloud_logging", is_false, "conversations are logged"),
    ),
}  # fmt: skip

RULE = Rule(
    id="LF-MIN-001",
    name="content_logging",
    title="Ensure logs hold no content of what people say or send",
    why="Logs are read by many, kept for long and hard to erase from: what is not needed to run the service stays "
    "out (minimisation).",
    mend=Mend(
        landfast="Log pseudonyms and ids, as the generated project does.",
        terraform="Switch the logging of content off, or redact it and record a waiver.",
    ),
    articles=("5(1)(c)", "25(2)"),
    severity="medium",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
