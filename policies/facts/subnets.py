"""Subnets that hold machines; those for load balancers and endpoints have neither flow logs nor private access."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from landfast.policies.facts.settings import Setting, judge_settings
from landfast.policies.model import Check, Message, Resource, World
from landfast.policies.values import first

_FOR_MACHINES = ("PRIVATE", "")


def subnet_check(settings: Mapping[str, tuple[Setting, ...]]) -> Check[Resource]:
    """The check of a rule on the settings of subnets that hold machines, or may."""

    def check(resource: Resource, _world: World) -> Iterator[Message]:
        purpose = first(resource.values, "purpose")
        if not isinstance(purpose, str) or purpose in _FOR_MACHINES:
            yield from judge_settings(resource, settings)

    return check
