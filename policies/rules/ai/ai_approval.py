"""LF-AIA-003: a person approves what a high-risk AI system becomes, and that is recorded."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.settings import is_true
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first

_PATH = "approval_config.approval_required"
# Builds of what nobody has merged yet deploy nothing.
_REQUESTS = (
    "github.pull_request",
    "repository_event_config.pull_request",
    "bitbucket_server_trigger_config.pull_request",
)


def check(resource: Resource, world: World) -> Iterator[Message]:
    if not world.ai_roles or not world.protected:
        return
    if any(not isinstance(first(resource.values, path), Missing) for path in _REQUESTS):
        return
    value = first(resource.values, _PATH)
    if isinstance(value, Unknown):
        yield unknown_message(_PATH, value, "whether a person approves")
    elif not is_true(value):
        yield Message(_PATH, "nobody approves what is deployed, and no record names who did")


RULE = Rule(
    id="LF-AIA-003",
    name="ai_approval",
    title="Ensure a person approves what a high-risk AI system becomes",
    why="A high-risk system is overseen by people (AI Act Art. 14, 26(2)). Cloud Build records who approved a build; "
    "the project records who promoted a version, and why.",
    mend=Mend(
        landfast="Set approval: true on the environment.",
        terraform="Set approval_config with approval_required = true on the triggers that deploy.",
    ),
    articles=("24", "25(1)"),
    severity="medium",
    check=check,
    types=frozenset({"google_cloudbuild_trigger"}),
)
