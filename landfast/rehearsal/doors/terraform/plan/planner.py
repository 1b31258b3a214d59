"""Plans one resource from its configuration and its prior state, as SDKv2 does for this provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from landfast.provider.reads import reads
from landfast.provider.tree import Block, Nested, ResourceType, SchemaAttribute
from landfast.provider.values import Object, canonical_set, conform
from landfast.rehearsal.doors.terraform.configuration import ProviderConfiguration
from landfast.rehearsal.doors.terraform.nothing import is_nothing
from landfast.rehearsal.doors.terraform.plan.autopilot import plan_autopilot
from landfast.rehearsal.doors.terraform.plan.defaults import plan_defaults
from landfast.rehearsal.doors.terraform.plan.dictated import plan_dictated
from landfast.rehearsal.doors.terraform.plan.labels import plan_labels
from landfast.rehearsal.doors.terraform.plan.refusals import check_plan
from landfast.rehearsal.doors.terraform.plan.replace import Path, replacements
from landfast.rehearsal.doors.terraform.plan.suppress import suppressed, suppressed_when_new
from landfast.rehearsal.doors.terraform.plan.transform import transformed
from landfast.rehearsal.doors.terraform.values import UNKNOWN, has_unknown

# Arguments that stay as they are when they are taken out of a configuration: to HashiCorp's provider that is no change.
KEPT = frozenset(
    (
        ("google_billing_budget", "budget_filter.calendar_period"),
        ("google_logging_project_bucket_config", "locked"),
    )
)

# Functions that say of a block, that it is as none if nothing in it is on.
OF_NOTHING = frozenset(
    (
        "container.SecretManagerCfgSuppress",
        "container.SecretSyncCfgSuppress",
        "container.containerClusterNetworkPolicyDiffSuppress",
        "storage.hierachicalNamespaceDiffSuppress",
    )
)


@dataclass(frozen=True, slots=True)
class PlannedResource:
    """The planned state, and the paths whose change forces a new resource."""

    state: Object
    replace: tuple[Path, ...] = ()


def plan_create(type_: ResourceType, config: Object, provider: ProviderConfiguration) -> PlannedResource:
    """What a new resource will be: computed values unknown, defaults filled. Raises ProviderError."""
    planned = _Merge(type_).block(type_.block, config, None)
    plan_autopilot(type_, planned, None)
    plan_defaults(type_, config, planned, provider)
    plan_labels(type_, planned, None, provider)
    check_plan(type_.name, config, planned)
    return PlannedResource(planned)


def plan_update(type_: ResourceType, config: Object, prior: Object, provider: ProviderConfiguration) -> PlannedResource:
    """What a standing resource will be: unchanged where the configuration says nothing. Raises ProviderError."""
    planned = _Merge(type_).block(type_.block, config, prior)
    plan_autopilot(type_, planned, prior)
    plan_dictated(type_.name, planned, prior)
    plan_defaults(type_, config, planned, provider)
    plan_labels(type_, planned, prior, provider)
    return PlannedResource(planned, tuple(replacements(type_, prior, planned)))


@dataclass(frozen=True, slots=True)
class _Merge:
    type: ResourceType

    @property
    def unread(self) -> frozenset[str]:
        known = reads(self.type.name)
        return known.unread if known else frozenset()

    def block(self, block: Block, config: Object, prior: Object | None) -> Object:
        """`prior` is None for a block that is new: what it computes is then unknown."""
        before = prior or {}
        planned: Object = {
            name: self._attribute(attribute, config[name], before.get(name), prior is not None)
            for name, attribute in block.attributes.items()
        }
        for name, nested in block.blocks.items():
            planned[name] = self._nested(nested, config[name], before.get(name), prior is not None)
        return planned

    def _attribute(self, attribute: SchemaAttribute, value: Any, before: Any, standing: bool) -> Any:
        if attribute.write_only:
            return None
        if value is None:
            return self._omitted(attribute, before, standing)
        # SDKv2 keeps a collection of plain values whole: with one element that is unknown, all of it is.
        if isinstance(value, list | dict) and isinstance(attribute.type, list) and has_unknown(value):
            return UNKNOWN
        value = transformed(self.type.name, attribute, value)
        unread = attribute.path in self.unread
        if standing and (_both_empty(before, value) or suppressed(attribute, before, value, unread=unread)):
            return before
        if not standing and suppressed_when_new(attribute, value):
            return UNKNOWN if attribute.computed else None
        return value

    def _omitted(self, attribute: SchemaAttribute, before: Any, standing: bool) -> Any:
        if attribute.computed:
            return before if standing else UNKNOWN
        if standing and (self.type.name, attribute.path) in KEPT:
            return before
        default = conform(attribute.type, attribute.facts.get("default"))
        if standing and (_both_empty(before, default) or suppressed(attribute, before, default)):
            return before
        return None if not standing and suppressed_when_new(attribute, default) else default

    def _nested(self, nested: Nested, value: Any, before: Any, standing: bool) -> Any:
        if value is UNKNOWN:
            return UNKNOWN
        if nested.nesting in ("single", "group"):
            return None if value is None else self.block(nested.block, value, before)
        if nested.nesting == "map":
            held = before or {}
            return {key: self.block(nested.block, item, held.get(key)) for key, item in value.items()}
        if not value and nested.computed:
            return before if standing else UNKNOWN
        # A block of nothing that the provider writes for none is no change.
        if not value and standing and nested.facts.get("diff_suppress") in OF_NOTHING and _is_hollow(before):
            return before
        if nested.nesting == "set":
            return self._set(nested, value, before or [])
        return self._list(nested, value, before or [])

    def _list(self, nested: Nested, value: list[Any], before: list[Any]) -> list[Any]:
        held = [*before, *[None] * len(value)]
        return [
            item if item is UNKNOWN else self.block(nested.block, item, held[index]) for index, item in enumerate(value)
        ]

    def _set(self, nested: Nested, value: list[Any], before: list[Any]) -> list[Any]:
        """An element that would plan to a standing one is that one, with what the cloud computed for it."""
        left, planned = list(before), []
        for item in value:
            same = next((held for held in left if self._is(nested, item, held)), None)
            if same is not None:
                left.remove(same)
            planned.append(
                item if item is UNKNOWN else same or _spelt_out(nested.block, self.block(nested.block, item, None))
            )
        return canonical_set(planned)

    def _is(self, nested: Nested, item: Any, held: Object) -> bool:
        return item is not UNKNOWN and self.block(nested.block, item, held) == held


def _spelt_out(block: Block, element: Object) -> Object:
    """SDKv2 writes every argument of a set's element into a plan: a text that is not set as an empty one, a collection
    as one of nothing; a number and a bool have no such value."""
    whole = dict(element)
    for name, attribute in block.attributes.items():
        if element[name] is None and attribute.configurable and not attribute.write_only:
            kind = attribute.type[0] if isinstance(attribute.type, list) else attribute.type
            empty: dict[str, Any] = {"string": "", "list": [], "set": [], "map": {}}
            whole[name] = empty.get(kind)
    for name, nested in block.blocks.items():
        if isinstance(element[name], list):
            inner = [item if item is UNKNOWN else _spelt_out(nested.block, item) for item in element[name]]
            whole[name] = canonical_set(inner) if nested.nesting == "set" else inner
    return whole


def _is_hollow(value: Any) -> bool:
    """Whether there is nothing in it, however deep."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(map(_is_hollow, inner)) if inner else is_nothing(value)


def _both_empty(before: Any, value: Any) -> bool:
    """SDKv2 keeps no difference between a string or a collection that is empty and one that is not set, nor between a
    zero of the state and what is not set. A number or a bool that was not set, and shall be zero, is a change to it."""
    return is_nothing(before) if value is None else before in (None, "", [], {}) and value in ("", [], {})
