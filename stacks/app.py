"""The stacks of an environment: the only file that sees two. They share names, never references or states."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from landfast.core.errors import UserError
from landfast.core.plugins import told
from landfast.modules.cdk import App, GcsBackend, GoogleProvider, LocalBackend, TerraformStack, export
from landfast.modules.context import Context
from landfast.stacks.backend import Backend, StateBucket, StateFiles
from landfast.stacks.extension import extensions
from landfast.stacks.node import StackNode, stacks_of, ticket_of
from landfast.stacks.outputs import StackOutputs
from landfast.stacks.required import REQUIRED_PROVIDER, REQUIRED_TERRAFORM
from landfast.stacks.spec import Google, Spec

Builder = Callable[[TerraformStack, Context, Spec], StackOutputs]


def builder(name: str) -> Builder:
    """`build` of the module of that name. Imported by need: the bindings of other stacks would only take memory."""
    found: Builder = importlib.import_module(f"landfast.stacks.{name}").build
    return found


def build(app: App, spec: Spec, environment: str, backend: Backend) -> tuple[StackNode, ...]:
    """Builds every stack of one environment into `app`, and the ticket if it has one: that is the last of the nodes.

    Raises: InputError for an environment that the spec doesn't have.
    """
    settings = spec.environment(environment)
    names = spec.names(environment)
    context = Context(
        names=names,
        region=spec.residency.region,
        labels=names.labels(spec.record_labels),
        protected=settings.protected,
        special_categories=spec.special_categories,
    )
    nodes = stacks_of(spec)
    for node in nodes:
        stack = _stack(app, node.name, context, backend, spec.google)
        if node.name in spec.extensions:
            _extend(stack, context, spec)
        else:
            export(stack, builder(node.name)(stack, context, spec).written())
    asked = ticket_of(spec, environment)
    if asked is None:
        return nodes
    # Whoever applies it keeps its state where they keep theirs, and is nobody but themselves.
    write = importlib.import_module(f"landfast.stacks.{asked.name}").build
    write(_stack(app, asked.name, context, StateFiles(), None), context, spec)
    return (*nodes, asked)


def _extend(stack: TerraformStack, context: Context, spec: Spec) -> None:
    """Builds the stack of an installed package. Raises: UserError, whatever is raised there."""
    name = stack.node.id
    extension = extensions()[name]
    module, _, function = extension.build.partition(":")
    try:
        getattr(importlib.import_module(module), function)(stack, context, extension.said(spec.extensions[name]))
    except Exception as error:
        step = f"mend it, or take {name} out of extensions"
        raise UserError(f"stack {name} of {extension.origin} can't be built: {told(error)}; {step}") from error


def _stack(app: App, name: str, context: Context, backend: Backend, google: Google | None) -> TerraformStack:
    stack = TerraformStack(app, name)
    acts_as = dict.fromkeys(backend.acting, google.impersonate) if google else {}
    quota = google.quota_project if google else None
    GoogleProvider(
        stack,
        "google",
        project=context.project,
        region=context.region,
        impersonate_service_account=acts_as.get("provider"),
        # Some APIs count calls with a person's credentials on a project that the call has to name.
        billing_project=quota,
        user_project_override=True if quota else None,
        universe_domain=None if context.universe.is_google else context.universe.domain,
    )
    # The CDK pins the version that its bindings were made from; a folder that was written last year should still take
    # this year's fixes.
    stack.add_override("terraform.required_providers.google.version", REQUIRED_PROVIDER)
    stack.add_override("terraform.required_version", REQUIRED_TERRAFORM)
    if isinstance(backend, StateBucket):
        prefix = f"{context.names.environment}/{name}"
        GcsBackend(stack, bucket=backend.bucket, prefix=prefix, impersonate_service_account=acts_as.get("backend"))
        if backend.endpoint:
            # The CDK's own struct does not know it.
            stack.add_override("terraform.backend.gcs.storage_custom_endpoint", backend.endpoint)
    else:
        LocalBackend(stack, path="terraform.tfstate")
    return stack
