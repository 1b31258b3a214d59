"""Arguments that exclude or need each other: SDKv2's ConflictsWith, ExactlyOneOf, AtLeastOneOf, RequiredWith."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landfast.provider.facts import AttributeFacts
from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.problems import ConfigurationProblem, Path
from landfast.rehearsal.doors.terraform.values import UNKNOWN


def check_groups(
    config: Object, path: str, address: Path, value: Any, facts: AttributeFacts
) -> Iterator[ConfigurationProblem]:
    """Findings of one argument. `config` is the whole configuration: the paths of the groups start there."""
    own = _specified(value)
    if own is True:
        yield from _conflicts(config, path, address, facts)
        yield from _needed(config, path, address, facts)
    yield from _counted(config, path, address, facts)


def _conflicts(config: Object, path: str, address: Path, facts: AttributeFacts) -> Iterator[ConfigurationProblem]:
    for other in facts.get("conflicts_with", ()):
        if other != path and _specified(_lookup(config, other)) is True:
            yield ConfigurationProblem(
                "Conflicting configuration arguments", f'"{path}": conflicts with {other}', address
            )


def _needed(config: Object, path: str, address: Path, facts: AttributeFacts) -> Iterator[ConfigurationProblem]:
    group = sorted({path, *facts.get("required_with", ())})
    if any(_specified(_lookup(config, other)) is False for other in group if other != path):
        names = ",".join(group)
        yield ConfigurationProblem(
            "Missing required argument", f'"{path}": all of `{names}` must be specified', address
        )


def _counted(config: Object, path: str, address: Path, facts: AttributeFacts) -> Iterator[ConfigurationProblem]:
    for key, limited in (("exactly_one_of", True), ("at_least_one_of", False)):
        if not facts.get(key):
            continue
        # SDKv2 adds the attribute that the group belongs to, whether the group names it or not.
        group = {path, *facts[key]}
        states = {other: _specified(_lookup(config, other)) for other in group}
        given = sorted(other for other, state in states.items() if state is True)
        unknown = any(state is None for state in states.values())
        names = ",".join(sorted(group))
        if not given and not unknown:
            yield ConfigurationProblem(
                "Missing required argument", f'"{path}": one of `{names}` must be specified', address
            )
        elif limited and len(given) > 1:
            which = ",".join(given)
            reason = f'"{path}": only one of `{names}` can be specified, but `{which}` were specified.'
            yield ConfigurationProblem("Invalid combination of arguments", reason, address)


def _specified(value: Any) -> bool | None:
    """Whether a value is given; None if that is known only after apply. An empty list of blocks is none at all."""
    if value is UNKNOWN:
        return None
    return value is not None


def _lookup(config: Object, path: str) -> Any:
    """The value at a path without indexes: the provider's own paths go through the first block of a list."""
    value: Any = config
    for name in path.split("."):
        if isinstance(value, list):
            value = value[0] if value else None
        if value is UNKNOWN:
            return UNKNOWN
        value = value.get(name) if isinstance(value, dict) else None
    return value
