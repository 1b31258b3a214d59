"""What a driver says it would do, and did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landfast.terraform.saved import SavedPlan
from landfast.terraform.stack import Plan, Stack


@dataclass(frozen=True)
class StackPlan:
    """What applying a stack would do, in resources. `document` is what `terraform show -json` says of the plan.

    `saved`: the plan itself, if it was asked for.
    """

    stack: str
    create: int
    update: int
    replace: int
    delete: int
    document: Mapping[str, Any]
    saved: SavedPlan | None = None


@dataclass(frozen=True)
class StackResult:
    """What was done to a stack, in resources; a replaced one counts as created and as deleted."""

    stack: str
    created: int
    updated: int
    deleted: int
    seconds: float


def planned(name: str, plan: Plan, saved: SavedPlan | None = None) -> StackPlan:
    create, update, replace, delete = (plan.count(action) for action in ("create", "update", "replace", "delete"))
    return StackPlan(name, create, update, replace, delete, plan.document, saved)


def done(stack: Stack, plan: Plan) -> StackResult:
    replaced = plan.count("replace")
    created, deleted = plan.count("create") + replaced, plan.count("delete") + replaced
    return StackResult(stack.folder.name, created, plan.count("update"), deleted, stack.elapsed())
