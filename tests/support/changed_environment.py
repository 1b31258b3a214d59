"""What Terraform would do to an environment that stands if its spec were changed: planned in process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from built_environment import (
    META,
    REFERENCE,
    BuiltEnvironment,
    Place,
    bodies_of,
    in_lists,
    references,
    type_of,
    written,
)

from landfast.provider.tree import data_source, resource_type
from landfast.rehearsal.doors.terraform.values import UNKNOWN, has_unknown


@dataclass
class Changes:
    """Places that would be made anew, with the arguments that force it, and those that would go."""

    replaced: dict[Place, tuple[str, ...]] = field(default_factory=dict)
    gone: set[Place] = field(default_factory=set)


def planned(built: BuiltEnvironment, documents: Mapping[str, Mapping[str, Any]]) -> Changes:
    """The plan of every stack of `documents` on the states of `built`."""
    run = _Plan(built, bodies_of(documents))
    for stack in documents:
        run.stack([place for place in run.bodies if place[0] == stack])
    run.changes.gone = {place for place in built.bodies if place not in run.bodies and "data." not in place[1]}
    return run.changes


class _Plan:
    def __init__(self, built: BuiltEnvironment, bodies: Mapping[Place, dict[str, Any]]) -> None:
        self._built = built
        self.bodies = bodies
        self.changes = Changes()
        self._values: dict[Place, dict[str, Any]] = {}
        self._pending: set[Place] = set()

    def stack(self, places: list[Place]) -> None:
        while places:
            ready = [place for place in places if self._before(place) <= self._values.keys()]
            for place in ready:
                self._values[place] = self._data(place) if place[1].startswith("data.") else self._resource(place)
            places = [place for place in places if place not in self._values]

    def _before(self, place: Place) -> set[Place]:
        return references(place, self.bodies[place])

    def _data(self, place: Place) -> dict[str, Any]:
        """Read at once, unless it waits for something that changes: then nobody knows what it says."""
        config, type_ = self._config(place), data_source(type_of(place))
        waits = self._all_before((place[0], address) for address in self.bodies[place].get("depends_on", ()))
        if has_unknown(config) or waits & self._pending:
            return dict.fromkeys(type_.block.attributes, UNKNOWN) | {k: v for k, v in config.items() if v is not None}
        return self._built.client.data(type_of(place), **in_lists(type_.block, config))

    def _all_before(self, places: Iterable[Place]) -> set[Place]:
        found: set[Place] = set()
        new = set(places)
        while new:
            found |= new
            new = set().union(*map(self._before, new)) - found
        return found

    def _resource(self, place: Place) -> dict[str, Any]:
        type_, client = type_of(place), self._built.client
        prior = self._built.states.get(place)
        given = in_lists(resource_type(type_).block, self._config(place))
        ignored = self.bodies[place].get("lifecycle", {}).get("ignore_changes", ())
        config = client.config(type_, given)
        if prior is not None:
            for name in ignored:
                _keep(config, prior, name)
            plan = client.plan(type_, config, prior)
            if not plan.replace:
                if plan.state != prior:
                    self._pending.add(place)
                return plan.state
            self.changes.replaced[place] = tuple(sorted({str(path[0]) for path in plan.replace}))
        self._pending.add(place)
        return client.plan(type_, config).state

    def _config(self, place: Place) -> dict[str, Any]:
        given = {name: value for name, value in self.bodies[place].items() if name not in META}
        resolved: dict[str, Any] = self._resolved(given, place[0])
        return resolved

    def _resolved(self, value: Any, stack: str) -> Any:
        if isinstance(value, dict):
            return {name: self._resolved(inner, stack) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._resolved(inner, stack) for inner in value]
        if not isinstance(value, str):
            return value
        if any(has_unknown(self._at(found, stack)) for found in REFERENCE.finditer(value)):
            return UNKNOWN
        return written(value, lambda found: self._at(found, stack))

    def _at(self, found: Any, stack: str) -> Any:
        value: Any = self._values[stack, found["address"]]
        for step in found["path"].split("."):
            if value is UNKNOWN:
                return UNKNOWN
            value = value[int(step)] if step.isdigit() else value[step]
        return value


def _keep(config: dict[str, Any], prior: dict[str, Any], name: str) -> None:
    """What Terraform ignores of a change: an attribute, or one in only blocks (`block[0].inner[0].attribute`)."""
    block, _, inside = name.partition("[0].")
    if not inside:
        config[name] = prior[name]
    elif config[block] and prior[block]:
        first = dict(config[block][0])
        _keep(first, prior[block][0], inside)
        config[block] = [first, *config[block][1:]]
