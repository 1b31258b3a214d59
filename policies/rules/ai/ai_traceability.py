"""LF-AIA-002: a prediction of a high-risk AI system leads back to the model, the data and the time."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.settings import is_true
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.reckon.ai_logs import ENDPOINT, records_predictions
from landfast.policies.values import Unknown, first

_PATH = "predict_request_response_logging_config.enabled"
_RATE = "predict_request_response_logging_config.sampling_rate"


def check(resource: Resource, world: World) -> Iterator[Message]:
    if not world.ai_roles or world.remembered(records_predictions):
        return
    enabled, rate = first(resource.values, _PATH), first(resource.values, _RATE)
    if isinstance(enabled, Unknown):
        yield unknown_message(_PATH, enabled, "whether predictions are recorded")
    elif not is_true(enabled):
        yield Message(_PATH, "nothing records predictions: none leads back to the model, the data and the time")
    elif isinstance(rate, Unknown):
        yield unknown_message(_RATE, rate, "which share of the predictions is recorded")
    elif isinstance(rate, int | float) and rate < 1:
        yield Message(_RATE, f"only {rate:g} of the predictions are recorded: the others lead back to nothing")


RULE = Rule(
    id="LF-AIA-002",
    name="ai_traceability",
    title="Ensure a prediction of a high-risk AI system leads back to its model, data and time",
    why="Events have to be recorded so far that a risk, or a decision about a person, can be traced (AI Act Art. 12). "
    "A generated project writes each prediction with version and time; the version has its data snapshot.",
    mend=Mend(
        landfast="Keep the data stack's dataset of predictions: the generated project writes each to it.",
        terraform="Set predict_request_response_logging_config with enabled = true and sampling_rate = 1, or a dataset "
        "for predictions that the serving code writes model version and time to.",
    ),
    articles=("5(2)", "24"),
    severity="medium",
    check=check,
    types=frozenset({ENDPOINT}),
)
