"""LF-REC-001: what holds personal data carries the labels of the record of processing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landfast.policies.facts.tables import assessed
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown

LABELS = ("controller", "purpose", "legal-basis", "data-category")
_HELD = ("content", "secret", "key")
# A job is over when it stands: another label would be another job.
_OVER = frozenset({"google_bigquery_job"})
_TYPES = assessed().labelled(_HELD) - _OVER


def check(resource: Resource, _world: World) -> Iterator[Message]:
    labels = _labels(resource)
    if isinstance(labels, Unknown):
        yield unknown_message("labels", labels, "the labels")
        return
    missing = [name for name in LABELS if labels.get(name) in (None, "")]
    if missing:
        yield Message("labels", f"without {', '.join(missing)}")
    for name in LABELS:
        value = labels.get(name)
        if isinstance(value, Unknown):
            yield unknown_message(f"labels.{name}", value, "the label")


def _labels(resource: Resource) -> Mapping[str, Any] | Unknown:
    """The provider's default labels and the resource's own, as Google will have them."""
    merged: dict[str, Any] = {}
    for found in (resource.provider.get("default_labels"), resource.values.get("labels")):
        if isinstance(found, Unknown):
            return found
        if isinstance(found, Mapping):
            merged.update(found)
    return merged


RULE = Rule(
    id="LF-REC-001",
    name="record_labels",
    title="Ensure what holds personal data carries the labels of the record of processing",
    why="Controller, purpose, legal basis and category of data on each resource keep the record true.",
    mend=Mend(
        landfast="Fill in controller in landfast.yaml, data_categories too: every resource is labelled from it.",
        terraform="Set labels controller, purpose, legal-basis and data-category, or default_labels on the provider.",
    ),
    articles=("30(1)", "5(1)(b)"),
    severity="low",
    check=check,
    types=_TYPES,
)
