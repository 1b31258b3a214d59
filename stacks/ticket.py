"""The ticket: what only another team may do for an environment, made of the same modules as if it were ours.

It is no stack: nobody applies it but who may. What needs keys or log buckets of the environment waits for them.
"""

from __future__ import annotations

from landfast.modules.cdk import Made, TerraformStack, later
from landfast.modules.context import Context
from landfast.modules.names import project_path
from landfast.modules.network.standing import NEEDED
from landfast.modules.project.gcp_project import Project, access_logged, kept, standing_project
from landfast.modules.project.org_policy import enforced, org_policy
from landfast.modules.project.query_key import query_key
from landfast.modules.project.services import enable
from landfast.modules.watch.alerts import budget
from landfast.modules.watch.log_bucket import sink
from landfast.stacks.network import asked as network
from landfast.stacks.parts import encrypted, guarded
from landfast.stacks.services import services_of
from landfast.stacks.spec import Spec

# The variable that says whether what landfast makes stands by now.
STANDS = "stands"


def build(stack: TerraformStack, context: Context, spec: Spec) -> None:
    """Makes what isn't landfast's of the environment."""
    own = spec.ownership(context.names.environment)
    made = standing_project(stack, context)
    wanted = services_of(spec)
    if "services" in own.parts:
        # No network is shared with a project that doesn't know of networks yet, nor with agents that aren't there.
        wanted = () if own.network else tuple(name for name in wanted if name in NEEDED)
    services = enable(stack, made, wanted)
    if "audit" not in own.parts:
        access_logged(stack, made)
    if "policies" not in own.parts:
        guarded(stack, made, spec)
        # New projects get it from their folder.
        org_policy(stack, project_path(made.id), enforced("iam.automaticIamGrantsForDefaultServiceAccounts"))
    waiting = network(stack, context, spec, made, services) if not own.network else []
    if context.protected:
        kept(stack, context, made)
    if "budget" not in own.parts:
        _budget(stack, context, spec, made)
    said = "`landfast up` has made the environment's keys, accounts and log bucket"
    later(stack, STANDS, said, [*waiting, *_after(stack, context, spec, made)])


def _budget(stack: TerraformStack, context: Context, spec: Spec, made: Project) -> None:
    euros = spec.environment(context.names.environment).budget_eur
    if euros is not None:
        budget(stack, context, made, spec.costs.exchange.of_euros(euros), (), ())


def _after(stack: TerraformStack, context: Context, spec: Spec, made: Project) -> list[Made]:
    """What names a key or a bucket of the environment."""
    own, found = spec.ownership(context.names.environment).parts, list[Made]()
    if "queries" not in own:
        found.append(query_key(stack, context, "derived", ()))
    # No query runs under that policy before BigQuery has a key.
    if not {"policies", "queries"} <= own:
        found.append(encrypted(stack, made, spec, found))
    if "logs" not in own:
        found.append(sink(stack, context, context.names.log_bucket_id(context.region), name="_Default"))
    return found
