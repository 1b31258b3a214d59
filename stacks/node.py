"""A stack's place in the order of bringing an environment up. No CDK import."""

from __future__ import annotations

from dataclasses import dataclass


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
