"""The one place where the name of the CDK for Terraform stands, and the one way to make a resource with it.

Resource classes are imported where they are used (`from cdktn_provider_google.storage_bucket import StorageBucket`):
the bindings that synthesis loads are found from those imports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cdktn import (
    App,
    GcsBackend,
    LocalBackend,
    TerraformElement,
    TerraformOutput,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
)
from cdktn_provider_google.provider import GoogleProvider
from constructs import Construct

__all__ = [
    "App",
    "Construct",
    "Entity",
    "GcsBackend",
    "GoogleProvider",
    "LocalBackend",
    "Made",
    "TerraformStack",
    "export",
    "later",
    "resource",
    "text_variable",
]


class Made(Protocol):
    """A resource or data source that was made: what others of the same stack can wait for."""

    @property
    def fqn(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Entity:
    """What was made, where its full name is all that others need of it."""

    id: str
    made: Made


def resource(kind: Any, scope: Construct, key: str, *, ignore_changes: Sequence[str] = (), **config: Any) -> Any:
    """A resource or data source of the class `kind` whose state address is `TYPE.key`.

    The address depends neither on where the construct is nested nor on the order of lists, so code can move
    without a resource being replaced.
    """
    # The provider refuses while Terraform is destroying, when the grants around the resource may be gone already;
    # Terraform refuses before it begins.
    prevent = True if config.get("deletion_policy") == "PREVENT" else None
    if prevent or ignore_changes:
        config["lifecycle"] = TerraformResourceLifecycle(
            prevent_destroy=prevent, ignore_changes=list(ignore_changes) or None
        )
    made = kind(scope, f"{kind.__name__}.{key}", **config)
    made.override_logical_id(key)
    return made


def text_variable(scope: Construct, name: str, default: str, description: str) -> str:
    """A reference to a Terraform variable of the stack: what is only known when Terraform runs."""
    made = TerraformVariable(scope, f"variable-{name}", type="string", default=default, description=description)
    made.override_logical_id(name)
    value: str = made.string_value
    return value


def later(scope: Construct, name: str, description: str, made: Sequence[TerraformElement]) -> None:
    """Leaves `made` out until whoever applies it says by the Terraform variable `name` that it is time."""
    if not made:
        return
    variable = TerraformVariable(scope, f"variable-{name}", type="bool", default=False, description=description)
    variable.override_logical_id(name)
    for each in made:
        each.add_override("count", f"${{var.{name} ? 1 : 0}}")


def export(stack: TerraformStack, outputs: Mapping[str, object]) -> None:
    """Makes each of `outputs` a Terraform output of that name."""
    # Outputs have a scope of their own, so that an output may bear the name of a construct.
    scope = Construct(stack, "outputs")
    for name, value in outputs.items():
        TerraformOutput(scope, name, value=value, static_id=True)
