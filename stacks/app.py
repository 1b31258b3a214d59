"""The stacks of an environment and their order: the only file that sees two stacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from modules.cdk import App, GcsBackend, GoogleProvider, LocalBackend, TerraformStack, export
from modules.context import Context
from modules.errors import InputError, Problem
from modules.names import Names
from stacks import cluster, data, delivery, foundation, ml, network, operations, orchestration
from stacks.node import NODES, StackNode
from stacks.spec import Spec, TargetName

REQUIRED_TERRAFORM = ">= 1.5"
REQUIRED_PROVIDER = "~> 8.7"

_Builder = Callable[[TerraformStack, Context, Spec], Any]

# Stacks share names, never references or states: each can be planned before any is applied.
BUILDERS: Mapping[str, _Builder] = {
    "foundation": foundation.build,
    "network": network.build,
    "data": lambda stack, context, spec: data.build(stack, context, spec.retention),
    "ml": lambda stack, context, spec: ml.build(stack, context, spec.platform),
    "cluster": cluster.build,
    "orchestration": orchestration.build,
    "delivery": delivery.build,
    "operations": operations.build,
}

# Stacks that only some specs need.
NEEDED_BY: Mapping[str, Callable[[Spec], bool]] = {
    "cluster": cluster.is_needed,
    "orchestration": orchestration.is_needed,
    "delivery": delivery.is_needed,
}


def stacks_of(spec: Spec) -> tuple[StackNode, ...]:
    """The stacks that the spec needs, in their order; what a stack would come after and isn't there is left out."""
    needed = [node for node in NODES if node.name not in NEEDED_BY or NEEDED_BY[node.name](spec)]
    present = {node.name for node in needed}
    return tuple(StackNode(node.name, tuple(filter(present.__contains__, node.depends_on))) for node in needed)


def build(app: App, spec: Spec, environment: str, target: TargetName) -> tuple[StackNode, ...]:
    """Builds every stack of one environment into `app`.

    Raises: InputError for an environment that the spec doesn't have, or what the target needs and the spec lacks.
    """
    settings = spec.environment(environment)
    if target == "google" and spec.google is None:
        step = "add google.organization or google.folder, and google.billing_account"
        raise InputError([Problem("google", "the target google needs it", next_step=step)])
    names = Names(spec.name, environment)
    context = Context(
        names=names,
        region=spec.residency.region,
        labels=names.labels(spec.record_labels),
        protected=settings.protected,
        special_categories=spec.special_categories,
    )
    nodes = stacks_of(spec)
    for node in nodes:
        stack = _stack(app, node.name, context, target)
        export(stack, BUILDERS[node.name](stack, context, spec))
    return nodes


def _stack(app: App, name: str, context: Context, target: TargetName) -> TerraformStack:
    stack = TerraformStack(app, name)
    GoogleProvider(stack, "google", project=context.project, region=context.region)
    # The CDK pins the version that its bindings were made from; a folder that was written last year should still take
    # this year's fixes.
    stack.add_override("terraform.required_providers.google.version", REQUIRED_PROVIDER)
    stack.add_override("terraform.required_version", REQUIRED_TERRAFORM)
    if target == "google":
        prefix = f"{context.names.environment}/{name}"
        GcsBackend(stack, bucket=context.names.state_bucket, prefix=prefix)
    else:
        LocalBackend(stack, path="terraform.tfstate")
    return stack
