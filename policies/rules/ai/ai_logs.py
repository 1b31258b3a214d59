"""LF-AIA-001: a high-risk AI system keeps its logs for six months."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.reckon.ai_logs import DATASET, LEAST_DAYS, LOG_BUCKETS, articles, log_stores
from landfast.policies.values import Unknown


def check(resource: Resource, world: World) -> Iterator[Message]:
    if not world.ai_roles:
        return
    for store in world.remembered(log_stores):
        if store.resource is not resource:
            continue
        if isinstance(store.days, Unknown):
            yield unknown_message(store.path, store.days, "how long logs are kept")
        elif store.days < LEAST_DAYS and store.untold:
            yield unknown_message("dataset_id", store.untold, "whether logs are kept here")
        elif store.days < LEAST_DAYS:
            text = f"logs are kept {store.days:g} days: six months ({LEAST_DAYS} days) at least ({articles(world)})"
            yield Message(store.path, f"{text}; storage limitation (GDPR Art. 5(1)(e)) stands against more than needed")


RULE = Rule(
    id="LF-AIA-001",
    name="ai_logs",
    title="Ensure a high-risk AI system keeps its logs for six months",
    why="Who is affected by a decision may ask for it, and whoever examines the system has to see what it did. Storage "
    "limitation stands against longer: the report shows both, people decide the days.",
    mend=Mend(
        landfast="Set retention.predictions_days and retention.logs_days to 184 or more, and say why in evidence/.",
        terraform="Set retention_days of log buckets, and the expirations of datasets with logs, to 184 days or more.",
    ),
    articles=("5(1)(e)", "5(2)"),
    severity="medium",
    check=check,
    types=frozenset({*LOG_BUCKETS, DATASET}),
)
