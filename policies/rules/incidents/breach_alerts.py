"""LF-INC-001: somebody is told when a guard of the data is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import Unknown, known_text, why

# What must be seen, and the words of which a filter has one that sees it.
_WATCHED: Mapping[str, tuple[str, ...]] = {
    "changes to who may do what": ("setiam",),
    "changes to the audit trail": (
        "auditconfig",
        "configservicev2",
        "deletesink",
        'servicename="logging.googleapis.com"',
    ),
    "resources refused outside of the area": ("resourcelocations",),
}


def check(resource: Resource, world: World) -> Iterator[Message]:
    texts = world.remembered(_filters)
    project = resource.values.get("project_id")
    own = " ".join(text for owner, text in texts if owner is None or owner == project)
    missing = [what for what, words in _WATCHED.items() if not any(word in own for word in words)]
    if missing:
        text = f"no google_monitoring_alert_policy tells anybody of {', '.join(missing)}"
        # One that names a project may name this one, where its name can't be told.
        yield Message("", text, unknown=isinstance(project, Unknown) and len(texts) > 0, cause=why(project))


def _filters(world: World) -> list[tuple[str | None, str]]:
    """(project or None where it can't be told, what it looks for) of each alert, with the filter of its log metric."""
    metrics = {str(m.values.get("name")): str(m.values.get("filter")) for m in world.of("google_logging_metric")}
    found = []
    for alert in world.of("google_monitoring_alert_policy"):
        if alert.values.get("enabled") is False:
            continue
        text = " ".join(_texts(alert.values.get("conditions"))).lower()
        text += "".join(f" {looks.lower()}" for name, looks in metrics.items() if f"user/{name}".lower() in text)
        owner = alert.values.get("project", alert.provider.get("project"))
        found.append((owner if isinstance(owner, str) else None, text))
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    else:
        yield known_text(value) or ""


RULE = Rule(
    id="LF-INC-001",
    name="breach_alerts",
    title="Ensure somebody is told when a guard of the data is changed",
    why="A breach is notified within 72 hours of being known: nobody notifies what nobody sees.",
    mend=Mend(
        landfast="Keep the operations stack: it has the alerts, with runbooks.",
        terraform="Add google_monitoring_alert_policy with condition_matched_log on SetIamPolicy, on changes of "
        "sinks and audit configs, and on gcp.resourceLocations.",
    ),
    articles=("33(1)", "34", "32(1)(d)"),
    severity="medium",
    check=check,
    types=frozenset({"google_project"}),
)
