"""LF-RET-012: old artifacts go."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.settings import is_true
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown, read


def check(resource: Resource, _world: World) -> Iterator[Message]:
    if resource.values.get("mode") == "VIRTUAL_REPOSITORY":
        return
    dry = resource.values.get("cleanup_policy_dry_run")
    actions = [value for _path, value in read(resource.values, ("cleanup_policies", "action"))]
    untold = next((action for action in actions if isinstance(action, Unknown)), None)
    if untold is not None:
        yield unknown_message("cleanup_policies", untold, "whether old artifacts go")
    elif "DELETE" not in actions:
        yield Message("cleanup_policies", "no policy deletes: images and packages are kept for ever")
    elif isinstance(dry, Unknown):
        yield unknown_message("cleanup_policy_dry_run", dry, "whether anything is deleted")
    elif is_true(dry):
        yield Message("cleanup_policy_dry_run", "is true: nothing is deleted")


RULE = Rule(
    id="LF-RET-012",
    name="artifact_cleanup",
    title="Ensure old artifacts go",
    why="Images carry models, samples and fixtures: what a model learned from is erased only when its images are "
    "gone too.",
    mend=Mend(
        landfast="Use the registry module.",
        terraform="Add cleanup_policies with action DELETE, and cleanup_policy_dry_run = false.",
    ),
    articles=("5(1)(e)",),
    severity="low",
    check=check,
    types=frozenset({"google_artifact_registry_repository"}),
)
