"""LF-ACC-015: people sign in to machines by IAM."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first, known_text, read

_MACHINES = ("google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template")
_ON = ("TRUE", "true", "1", True)


def check(resource: Resource, world: World) -> Iterator[Message]:
    metadata = resource.values.get("metadata")
    value = metadata.get("enable-oslogin") if isinstance(metadata, dict) else metadata
    if isinstance(value, Unknown):
        yield unknown_message("metadata", value, "whether OS Login is on")
    elif value is None:
        if not world.remembered(_everywhere):
            yield Message("metadata.enable-oslogin", "is not set: keys in the metadata open the machine")
    elif value not in _ON:
        yield Message("metadata.enable-oslogin", "is off: keys in the metadata open the machine")


def _everywhere(world: World) -> bool:
    """Whether the project, or an organisation policy, sees to it."""
    items = (
        (item.values.get("key"), item.values.get("value")) for item in world.of("google_compute_project_metadata_item")
    )
    if any(key == "enable-oslogin" and value in _ON for key, value in items):
        return True
    projects = world.of("google_compute_project_metadata")
    if any(first(project.values, "metadata.enable-oslogin") in _ON for project in projects):
        return True
    policies = world.of("google_org_policy_policy")
    return any(
        (known_text(policy.values.get("name")) or "").endswith("/compute.requireOsLogin")
        and any(not isinstance(v, Missing) for _p, v in read(policy.values, ("spec", "rules", "enforce")))
        for policy in policies
    )


RULE = Rule(
    id="LF-ACC-015",
    name="os_login",
    title="Ensure people sign in to machines by IAM",
    why="A key in the metadata opens machines until somebody removes it, and names nobody in the logs.",
    mend=Mend(
        landfast="Keep the foundation's organisation policy compute.requireOsLogin.",
        terraform='Set metadata enable-oslogin = "TRUE" on the project or the machine.',
    ),
    articles=("32(1)(b)",),
    severity="medium",
    check=check,
    types=frozenset(_MACHINES),
)
