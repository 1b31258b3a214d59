"""Which stacks a spec needs, and their order. No CDK import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from landfast.stacks.extension import extensions
from landfast.stacks.spec import Spec


@dataclass(frozen=True, slots=True)
class StackNode:
    """One Terraform state of an environment: it is applied after `depends_on`, and destroyed before them."""

    name: str
    depends_on: tuple[str, ...]


# Every stack that an environment may have, in the order of bringing it up.
NODES = (
    StackNode("foundation", ()),
    StackNode("network", ("foundation",)),
    StackNode("data", ("foundation",)),
    StackNode("ml", ("foundation", "network", "data")),
    StackNode("cluster", ("foundation", "network", "data", "ml")),
    StackNode("orchestration", ("foundation", "network", "data", "cluster", "ml")),
    StackNode("delivery", ("foundation", "network", "data", "cluster", "ml", "orchestration")),
    StackNode("operations", ("foundation", "data", "ml")),
)

# No stack, and no part of what is brought up: what another team is asked for.
TICKET = StackNode("ticket", ())

# Stacks that only some specs need.
NEEDED_BY: Mapping[str, Callable[[Spec], bool]] = {
    "network": lambda spec: not spec.network.stands,
    "cluster": lambda spec: spec.platform.effective_cluster is not None,
    "orchestration": lambda spec: spec.platform.needs_database or "airflow" in spec.platform.orchestrators,
    "operations": lambda spec: not spec.universe.lacks("alerts"),
    "delivery": lambda spec: spec.repository is not None,
}


def stacks_of(spec: Spec) -> tuple[StackNode, ...]:
    """The stacks that the spec needs, in their order; what a stack would come after and isn't there is left out.

    Those of installed packages come last.
    """
    there = extensions() if spec.extensions else {}
    asked = [StackNode(name, there[name].after) for name in spec.extensions]
    needed = [*(node for node in NODES if node.name not in NEEDED_BY or NEEDED_BY[node.name](spec)), *asked]
    present = {node.name for node in needed}
    return tuple(StackNode(node.name, tuple(filter(present.__contains__, node.depends_on))) for node in needed)


def ticket_of(spec: Spec, environment: str) -> StackNode | None:
    """The ticket of an environment; None where all is landfast's. It may turn out to be empty."""
    return None if spec.ownership(environment).project else TICKET
