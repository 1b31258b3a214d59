"""LF-LOG-001: every access to data is logged."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import Missing, Unknown, read, why

LOG_TYPES = ("ADMIN_READ", "DATA_READ", "DATA_WRITE")
_CONFIG = "google_project_iam_audit_config"


def check(resource: Resource, world: World) -> Iterator[Message]:
    if resource.type == _CONFIG:
        for path, value in read(resource.values, ("audit_log_config", "exempted_members")):
            if not isinstance(value, Missing):
                yield Message(path, "some members' access is not logged")
        return
    by_project = world.remembered(_logged)
    project = resource.values.get("project_id")
    found = by_project.get(str(project), frozenset()) | by_project.get(None, frozenset())
    missing = [kind for kind in LOG_TYPES if kind not in found]
    if missing:
        text = f"no google_project_iam_audit_config logs {', '.join(missing)} of allServices"
        # One that names a project may name this one, where its name can't be told.
        yield Message("", text, unknown=isinstance(project, Unknown) and len(by_project) > 0, cause=why(project))


def _logged(world: World) -> dict[str | None, frozenset[str]]:
    """Project -> what is logged of all its services; None stands for a project that is not known yet."""
    found: dict[str | None, frozenset[str]] = {}
    for config in world.of(_CONFIG):
        if config.values.get("service") == "allServices":
            owner = config.values.get("project")
            key = None if isinstance(owner, Unknown) else str(owner)
            kinds = (value for _path, value in read(config.values, ("audit_log_config", "log_type")))
            found[key] = found.get(key, frozenset()) | frozenset(kind for kind in kinds if isinstance(kind, str))
    return found


RULE = Rule(
    id="LF-LOG-001",
    name="audit_logs",
    title="Ensure every access to data is logged",
    why="Google logs reads and writes of data only if asked. Without them nobody can say what a breach disclosed.",
    mend=Mend(
        landfast="Keep the foundation's audit configuration.",
        terraform="Add google_project_iam_audit_config for allServices with ADMIN_READ, DATA_READ and DATA_WRITE, "
        "and no exempted_members.",
    ),
    articles=("5(2)", "32(1)(d)", "33(3)"),
    severity="medium",
    check=check,
    types=frozenset({"google_project", _CONFIG}),
)
