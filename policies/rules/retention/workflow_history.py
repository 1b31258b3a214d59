"""LF-RET-013: the history of workflows ends."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_one_of, settings_check
from landfast.policies.model import Mend, Rule

_ON = is_one_of("RETENTION_MODE_ENABLED")
SETTINGS = {
    "google_composer_environment": (
        Setting.needed(
            "config.data_retention_config.airflow_metadata_retention_config.retention_mode",
            _ON,
            "runs, parameters and exchanged values are kept for ever",
        ),
    )
}

RULE = Rule(
    id="LF-RET-013",
    name="workflow_history",
    title="Ensure the history of workflows ends",
    why="Airflow keeps the parameters of each run and what tasks hand to each other (XCom): often personal data.",
    mend=Mend(
        landfast="Use the airflow module: it keeps history for retention.logs_days.",
        terraform="Set airflow_metadata_retention_config with RETENTION_MODE_ENABLED and retention_days.",
    ),
    articles=("5(1)(e)",),
    severity="low",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
