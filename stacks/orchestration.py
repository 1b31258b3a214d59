"""Stack `orchestration`: what runs and records pipelines beside Vertex AI: Airflow, MLflow, and what others keep.

MLflow's server comes last: Cloud Run starts what it is given, so it stands only once the spec names an image and the
image was pushed. All that the server needs is there before, so that a first `up` needs no image.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from landfast.modules.cdk import TerraformStack
from landfast.modules.context import Context
from landfast.modules.data.bucket import Bucket, bucket
from landfast.modules.data.database import Database, Wanted, database
from landfast.modules.ml.airflow import Airflow, airflow
from landfast.modules.ml.tracking_server import invoker, tracking_server
from landfast.modules.names import DatabaseSystem, Job
from landfast.modules.project.grants import Grant, OnBucket, OnDatabase
from landfast.modules.project.service_account import MadeAccount, act_as_known, grant, service_account
from landfast.stacks.outputs import OrchestrationOutputs
from landfast.stacks.spec import Spec

AIRFLOW = (
    # Is a worker: Composer makes no environment without it. Reads DAGs, writes logs and metrics.
    Grant("roles/composer.worker"),
    # Starts the steps of a pipeline as jobs of Vertex AI, and waits for them.
    Grant("roles/aiplatform.user"),
)
# Each on its own instance only.
DATABASE = (
    # Opens a connection.
    "roles/cloudsql.client",
    # Signs in to the database by IAM.
    "roles/cloudsql.instanceUser",
)
MLFLOW = (
    # Keeps models and other artifacts.
    Grant("roles/storage.objectUser", OnBucket("models")),
    # Writes the log of the server.
    Grant("roles/logging.logWriter"),
)
PACHYDERM = (
    # Keeps the versions of data.
    Grant("roles/storage.objectUser", OnBucket("pachyderm")),
)
# The systems of the cluster that keep records in a database: what they need of it.
# Kubeflow Pipelines: manifests/kustomize/base/installs/generic/pipeline-install-config.yaml of kubeflow/pipelines.
IN_CLUSTER: Mapping[DatabaseSystem, Wanted] = {
    "kubeflow": Wanted(("mlpipeline", "metadb", "cachedb"), "mysql"),
    "pachyderm": Wanted(("pachyderm", "dex")),
}
# Whose jobs record runs and models: accounts of the stack `ml`, and those of the orchestrators.
RECORDING: tuple[Job, ...] = ("pipelines", "training")
RECORDING_TOO: tuple[Job, ...] = ("airflow", "kubeflow", "pachyderm")


def build(stack: TerraformStack, context: Context, spec: Spec) -> OrchestrationOutputs:
    """Makes the resources of the systems that the spec asks for, on the network and the buckets of other stacks."""
    platform = spec.platform
    databases: dict[DatabaseSystem, str] = {}
    buckets: dict[Literal["airflow", "pachyderm"], str] = {}
    accounts: dict[Literal["airflow", "mlflow"], str] = {}
    dags = web = tracking = None
    workers: list[MadeAccount] = []
    if "airflow" in platform.orchestrators:
        workers.append(service_account(stack, context, "airflow", ()))
        dags, web = _airflow(stack, context, spec, workers[0])
        buckets["airflow"] = context.names.bucket("airflow")
        accounts["airflow"] = context.names.service_account_email("airflow")
    if platform.tracking == "mlflow":
        records, tracking = _mlflow(stack, context, spec, workers)
        databases["mlflow"] = records.connection
        accounts["mlflow"] = context.names.service_account_email("mlflow")
    for system in IN_CLUSTER:
        if system in platform.orchestrators:
            databases[system] = _in_cluster(stack, context, system).connection
    if "pachyderm" in platform.orchestrators:
        buckets["pachyderm"] = _pachyderm(stack, context).name
    return OrchestrationOutputs(dags, web, tracking, databases, buckets, accounts)


def _airflow(stack: TerraformStack, context: Context, spec: Spec, account: MadeAccount) -> tuple[str, str]:
    roles = grant(stack, context, "airflow", account.member, AIRFLOW)
    # The steps run as the pipelines do, wherever they are started from.
    act_as_known(stack, context, "airflow", account.member, ("pipelines",))
    # DAGs and what they share stay until they are deleted; logs and records of runs don't come here.
    dags = bucket(stack, context, "airflow", data_class="derived", days=None, versions=True)
    settings = Airflow(dags, account, spec.retention.logs_days)
    environment = airflow(stack, context, settings, data_class="derived", after=roles)
    return environment.dags, environment.uri


def _mlflow(
    stack: TerraformStack, context: Context, spec: Spec, workers: list[MadeAccount]
) -> tuple[Database, str | None]:
    account = service_account(stack, context, "mlflow", ())
    roles = grant(stack, context, "mlflow", account.member, (*MLFLOW, *_on_database("mlflow")))
    records = database(stack, context, "mlflow", Wanted(("mlflow",), after=[account.made]), data_class="models")
    image = spec.platform.tracking_image
    if image is None:
        return records, None
    environment = {
        "CLOUD_SQL_INSTANCE": records.connection,
        "DATABASE_NAME": "mlflow",
        "DATABASE_USER": records.user,
        "ARTIFACTS": f"gs://{context.names.bucket('models')}/mlflow",
    }
    server = tracking_server(stack, context, image, environment=environment, data_class="software", after=roles)
    for job in (*RECORDING, *(name for name in RECORDING_TOO if name in spec.platform.orchestrators)):
        # Of the accounts only Airflow's are of this stack.
        invoker(stack, context, server, job, after=[each.made for each in workers] if job == "airflow" else ())
    return records, server.uri


def _in_cluster(stack: TerraformStack, context: Context, system: DatabaseSystem) -> Database:
    # The account is its namespace's, of the stack `cluster`.
    grant(stack, context, system, _member(context, system), _on_database(system))
    return database(stack, context, system, IN_CLUSTER[system], data_class="derived")


def _pachyderm(stack: TerraformStack, context: Context) -> Bucket:
    # Versions of data share chunks, so an age would tear holes: `pachctl` deletes, and what it deleted ends here within
    # the month that an erasure may take.
    made = bucket(stack, context, "pachyderm", data_class="content", days=None, versions=True)
    grant(stack, context, "pachyderm", _member(context, "pachyderm"), PACHYDERM, [made.made])
    return made


def _member(context: Context, job: Job) -> str:
    return context.names.service_account_member(job)


def _on_database(system: DatabaseSystem) -> tuple[Grant, ...]:
    return tuple(Grant(role, OnDatabase(system)) for role in DATABASE)
