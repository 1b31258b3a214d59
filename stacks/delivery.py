"""Stack `delivery`: how code of the repository gets to this environment: who builds, on what, started by what.

The first environment of the spec tests pull requests and builds the main branch; every other one takes, on a tag, what
the first has built, by digest. The repository is connected once its tokens are in their secrets and the spec names
their version (`repository.token_version`): until then all else stands, and CI of the host itself can sign in. Cloud
Build's machines fetch the code themselves, so those of a connected repository reach the internet
(`repository.public_egress`), from a network of Google's; the environment's own stays as closed as it was.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

from landfast.modules.cdk import Made, TerraformStack
from landfast.modules.context import Context
from landfast.modules.delivery.build import Build, Event, trigger, worker_pool
from landfast.modules.delivery.federation import federation
from landfast.modules.delivery.source import Access, repository
from landfast.modules.delivery.tokens import condition
from landfast.modules.names import Job, Names
from landfast.modules.project.grants import Grant, OnBucket, OnRepository
from landfast.modules.project.service_account import Account, act_as_known, grant, known_account, service_account
from landfast.stacks.outputs import DeliveryOutputs
from landfast.stacks.spec import Spec

# Runs code that nobody has approved yet: it may say how it went, and read what it runs in.
CHECK = (
    # Writes the log of the build.
    Grant("roles/logging.logWriter"),
    # Starts from the image of CI.
    Grant("roles/artifactregistry.reader", OnRepository("containers")),
    # Installs what checks residency.
    Grant("roles/artifactregistry.reader", OnRepository("python")),
)
DEPLOY = (
    # Writes the log of the build.
    Grant("roles/logging.logWriter"),
    # Pushes images and packages.
    Grant("roles/artifactregistry.writer", OnRepository("containers")),
    Grant("roles/artifactregistry.writer", OnRepository("python")),
    # Puts the compiled pipeline where it is started from.
    Grant("roles/storage.objectUser", OnBucket("pipeline-root")),
    # Keeps the record of releases, beside the models: nothing there ends by itself.
    Grant("roles/storage.objectUser", OnBucket("models")),
    # Starts pipelines, sets their schedules.
    Grant("roles/aiplatform.user"),
)
# Takes images and packages from the environment that built them.
PROMOTE = (
    Grant("roles/artifactregistry.reader", OnRepository("containers")),
    Grant("roles/artifactregistry.reader", OnRepository("python")),
)
AIRFLOW = (
    # Puts DAGs where Airflow reads them.
    Grant("roles/storage.objectUser", OnBucket("airflow")),
)
CLUSTER = (
    # Applies the manifests of the pipelines.
    Grant("roles/container.developer"),
)


def build(stack: TerraformStack, context: Context, spec: Spec) -> DeliveryOutputs:
    """Makes the stack's resources. Those of an environment that promotes read from the first, which must stand."""
    source = spec.repository
    if source is None:
        raise ValueError("only for a spec with a repository")
    environment = context.names.environment
    origin = spec.names(next(iter(spec.environments)))
    first = origin == context.names
    approval = spec.environment(environment).approval
    pool = worker_pool(stack, context, public_egress=source.builds_outside)
    # Of the foundation, whose perimeter lets it in.
    deploy = known_account(context, "deploy")
    roles = _deploys(stack, context, spec, deploy, None if first else origin)
    accounts: dict[Literal["deploy", "check"], Account] = {"deploy": deploy}
    if first:
        accounts["check"] = service_account(stack, context, "check", CHECK)
    path = f"{source.owner}/{source.name}"
    when = condition(source.host, path, environment, first=first, approval=approval)
    provider = federation(stack, context, source.host, path, deploy, when=when)
    triggers: dict[Event, str] = {}
    if source.token_version is not None:
        access = Access(source.token_version, source.installation)
        connected = repository(stack, context, source.host, path, access)
        told = _told(context, origin)
        ready = [*roles, pool.made]
        events: dict[Event, Account] = {"pull_request": accounts["check"], "main": deploy} if first else {"tag": deploy}
        for event, account in events.items():
            # A person approves what is deployed, not what is tested.
            asked = approval and event != "pull_request"
            built = Build(connected, account, asked, told, source.folder, ready)
            triggers[event] = trigger(stack, context, event, built).id
    emails = {job: account.email for job, account in accounts.items()}
    return DeliveryOutputs(pool.id, provider.id, triggers, emails)


def _deploys(stack: TerraformStack, context: Context, spec: Spec, account: Account, origin: Names | None) -> list[Made]:
    """What the account of deployments may do, and as whom its work runs."""
    roles = [*DEPLOY]
    runs_as: list[Job] = ["pipelines"]
    if "airflow" in spec.platform.orchestrators:
        roles += AIRFLOW
    if spec.platform.effective_cluster:
        roles += CLUSTER
    made = grant(stack, context, "deploy", account.member, roles)
    if origin is not None:
        made += grant(stack, dataclasses.replace(context, names=origin), "deploy", account.member, PROMOTE)
    return made + act_as_known(stack, context, "deploy", account.member, runs_as)


def _told(context: Context, origin: Names) -> Mapping[str, str]:
    """What the files of the repository need to know of the environment; they name the pool, and log to Cloud Logging.

    All of it is text: a pool that is made anew changes no trigger. Substitutions of a trigger begin with an underscore.
    """
    return {
        "_ENVIRONMENT": context.names.environment,
        "_REGION": context.region,
        "_WORKER_POOL": context.names.worker_pool_id(context.region),
        "_CONTAINERS": context.names.registry(context.region, "containers"),
        "_PYTHON": context.names.registry(context.region, "python"),
        "_FROM_CONTAINERS": origin.registry(context.region, "containers"),
        "_FROM_PYTHON": origin.registry(context.region, "python"),
        "_PIPELINE_ROOT": context.names.bucket("pipeline-root"),
    }
