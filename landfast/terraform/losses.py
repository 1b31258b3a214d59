"""What a plan would lose for good: resources that hold data, and are destroyed or made anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from landfast.core.errors import UserError
from landfast.gcp.contents import PROJECT, holds_data
from landfast.provider.facts import facts
from landfast.terraform.stack import action_of

Action = Literal["delete", "replace"]


@dataclass(frozen=True, slots=True)
class Loss:
    """A resource that an apply would destroy, or destroy and make anew. `holds_data`: what it holds would be gone."""

    stack: str
    address: str
    type: str
    name: str
    project: str
    action: Action
    holds_data: bool

    @property
    def is_project(self) -> bool:
        return self.type == PROJECT


# What has a person agree to the losses of a run, all at once; what it raises is let through.
Consent = Callable[[Sequence[Loss]], None]


def losses(stack: str, plan: Mapping[str, Any]) -> list[Loss]:
    """What applying the plan of a stack would destroy or make anew, by address."""
    found = []
    for change in plan.get("resource_changes", ()):
        action = action_of(change["change"]["actions"])
        if change.get("mode", "managed") == "managed" and action in ("delete", "replace"):
            before = change["change"].get("before") or {}
            kind, address = change["type"], change["address"]
            project = str(before.get("project_id" if kind == PROJECT else "project") or "")
            known: Action = "replace" if action == "replace" else "delete"
            found.append(Loss(stack, address, kind, _name(kind, before), project, known, holds_data(kind)))
    return sorted(found, key=lambda loss: loss.address)


def _name(kind: str, values: Mapping[str, Any]) -> str:
    """What a person calls it."""
    candidates = (facts(kind).name_attribute, "name", "display_name", "id")
    names = (values.get(attribute) for attribute in candidates if attribute)
    return next((str(name).rsplit("/", 1)[-1] for name in names if name), "")


def refuse_more(found: Sequence[Loss], agreed: Sequence[Loss]) -> None:
    """Raises: UserError if something that holds data would be lost, and nobody was asked."""
    asked = {(loss.stack, loss.address) for loss in agreed}
    more = [loss for loss in found if loss.holds_data and (loss.stack, loss.address) not in asked]
    if more:
        names = ", ".join(f"{loss.address} ({loss.name})" for loss in more)
        raise UserError(f"stack {more[0].stack}: would now lose {names}, too: run again, and it asks for that first")
