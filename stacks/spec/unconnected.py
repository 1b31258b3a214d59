"""What a network of others can't give, and what two environments would want of it at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from landfast.stacks.spec.section import SpecProblem

if TYPE_CHECKING:
    from landfast.stacks.spec.document import Spec


def unconnected(spec: Spec) -> Iterator[SpecProblem]:
    """All that doesn't fit a network that stands: an environment's project is lent to it before it is worked in."""
    if not spec.network.stands:
        for name in (name for name, environment in spec.environments.items() if environment.network):
            fact, step = "is set and network.vpc is missing", "set that, or remove this"
            yield SpecProblem(f"environments.{name}.network", fact, step=step)
        return
    named = spec.google.projects if spec.google else {}
    for name in spec.environments:
        if name not in named:
            fact = f"stands already, and the project of environment {name} doesn't"
            yield SpecProblem("network.vpc", fact, step="name its project in google.projects, or remove network.vpc")
    if spec.peered or spec.platform.tracking == "mlflow":
        fact = "stands already, and repository, kubeflow, pachyderm and mlflow take ranges of their own in a network"
        yield SpecProblem("network.vpc", fact, step="remove them, or have landfast make the network")
    yield from _at_once(spec)


def _at_once(spec: Spec) -> Iterator[SpecProblem]:
    """Environments that each would have the names, the log and the firewall of one network."""
    found: dict[tuple[str, str], str] = {}
    for name in spec.environments:
        shared = spec.names(name).shared
        if shared is None or not shared.project:
            continue
        other = found.setdefault((shared.project, shared.network), name)
        if other != name:
            fact, value = f"is that of environment {other}, too", f"'{shared.network}' of {shared.project}"
            limit = "its zones and its firewall policy are one's alone"
            step = f"name another one in environments.{name}.network, e.g. its host_project"
            yield SpecProblem(f"environments.{name}.network", fact, value, limit, step)
