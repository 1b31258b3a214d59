"""Goes through a configuration with its type's facts and gathers everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from landfast.provider.tree import Block, Nested, ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.problems import ConfigurationProblem, Path
from landfast.rehearsal.doors.terraform.validate.groups import check_groups
from landfast.rehearsal.doors.terraform.validate.value import problems
from landfast.rehearsal.doors.terraform.values import UNKNOWN


def validate(type_: ResourceType, config: Object) -> list[ConfigurationProblem]:
    """All findings of one configuration, in the order of the schema; unknown values are not judged."""
    return list(_Walk(_given(type_.block, config)).block(type_.block, config, ()))


def _given(block: Block, values: Object) -> Object:
    """The configuration as its groups see it: no blocks are nothing, while an empty list of values is given."""
    whole = dict(values)
    for name, nested in block.blocks.items():
        value = whole.get(name)
        if isinstance(value, list):
            inner = [item if item is UNKNOWN else _given(nested.block, item) for item in value]
            whole[name] = inner or None
    return whole


@dataclass(frozen=True, slots=True)
class _Walk:
    config: Object

    def block(self, block: Block, values: Object, address: Path) -> Iterator[ConfigurationProblem]:
        for name, attribute in block.attributes.items():
            if not attribute.configurable:
                continue
            place, value = (*address, name), values[name]
            for problem in problems(name, value, attribute.facts):
                yield ConfigurationProblem(problem, path=place)
            yield from check_groups(self.config, attribute.path, place, value, attribute.facts)
        for name, nested in block.blocks.items():
            place = (*address, name)
            given = None if values[name] == [] else values[name]
            yield from check_groups(self.config, nested.path, place, given, nested.facts)
            yield from self._nested(nested, values[name], place)

    def _nested(self, nested: Nested, value: Any, place: Path) -> Iterator[ConfigurationProblem]:
        if value is UNKNOWN or value is None:
            return
        if nested.nesting in ("single", "group"):
            yield from self.block(nested.block, value, place)
        elif isinstance(value, list):
            for index, element in enumerate(value):
                if element is not UNKNOWN:
                    # Elements of a set have no address: the finding points at the set.
                    inside = (*place, index) if nested.nesting == "list" else place
                    yield from self._element(nested, element, inside)

    def _element(self, nested: Nested, element: Object, inside: Path) -> Iterator[ConfigurationProblem]:
        for finding in self.block(nested.block, element, inside):
            reachable = nested.nesting == "list"
            yield finding if reachable else ConfigurationProblem(finding.summary, finding.detail, inside)
