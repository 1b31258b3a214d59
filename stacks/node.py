"""A stack's place in the order of bringing an environment up. No CDK import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StackNode:
    """One Terraform state of an environment: it is applied after `depends_on`, and destroyed before them."""

    name: str
    depends_on: tuple[str, ...]
