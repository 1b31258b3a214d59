"""Stack `ml`: Vertex AI, the machines that people work and train on, and the accounts that all of them run as."""

from __future__ import annotations

from collections.abc import Mapping

from landfast.modules.cdk import TerraformStack
from landfast.modules.context import Context
from landfast.modules.ml.endpoint import endpoint, tensorboard
from landfast.modules.ml.feature_store import feature_group, online_store
from landfast.modules.ml.training_template import training_template
from landfast.modules.ml.workbench import workbench
from landfast.modules.names import Job
from landfast.modules.project.grants import Grant, OnBucket, OnDataset, OnRepository, OnSecret, OnSubscription, OnTopic
from landfast.modules.project.service_account import act_as, service_account
from landfast.stacks.outputs import MlOutputs
from landfast.stacks.spec import Spec

# Every role of every job, with its reason on the line above.
GRANTS: Mapping[Job, tuple[Grant, ...]] = {
    "pipelines": (
        # Runs pipelines and jobs, registers models and deploys them to the endpoint.
        Grant("roles/aiplatform.user"),
        # Launches the feature jobs.
        Grant("roles/dataflow.developer"),
        # Runs the queries of its checks.
        Grant("roles/bigquery.jobUser"),
        # Writes its log.
        Grant("roles/logging.logWriter"),
        # Validates raw data, and erases a data subject from it (GDPR Art. 17): by identifier, in a tagged column.
        Grant("roles/storage.objectUser", OnBucket("raw")),
        Grant("roles/bigquery.dataEditor", OnDataset("raw")),
        Grant("roles/datacatalog.categoryFineGrainedReader", needs="datacatalog"),
        # Erases a data subject from features.
        Grant("roles/storage.objectUser", OnBucket("features")),
        Grant("roles/bigquery.dataEditor", OnDataset("features")),
        # Promotes and retires models.
        Grant("roles/storage.objectUser", OnBucket("models")),
        # Hands artifacts from step to step.
        Grant("roles/storage.objectUser", OnBucket("pipeline-root")),
        # Monitors predictions, and erases a data subject from them.
        Grant("roles/bigquery.dataEditor", OnDataset("predictions")),
        # Records assignments and results of experiments.
        Grant("roles/bigquery.dataEditor", OnDataset("experiments")),
        # Finds a data subject by pseudonym.
        Grant("roles/secretmanager.secretAccessor", OnSecret("pseudonym-key")),
        # Starts each step from its image.
        Grant("roles/artifactregistry.reader", OnRepository("containers")),
    ),
    "training": (
        # Writes its runs to TensorBoard and Vertex AI Experiments.
        Grant("roles/aiplatform.user"),
        # Reads features: with a query, and fast.
        Grant("roles/bigquery.jobUser"),
        Grant("roles/bigquery.readSessionUser"),
        Grant("roles/bigquery.dataViewer", OnDataset("features")),
        Grant("roles/storage.objectViewer", OnBucket("features")),
        # Writes its log.
        Grant("roles/logging.logWriter"),
        # Writes the model.
        Grant("roles/storage.objectUser", OnBucket("models")),
        # Hands metrics to the next step.
        Grant("roles/storage.objectUser", OnBucket("pipeline-root")),
        # Starts from its image.
        Grant("roles/artifactregistry.reader", OnRepository("containers")),
    ),
    "serving": (
        # Loads the model.
        Grant("roles/storage.objectViewer", OnBucket("models")),
        # Turns the subject of a request into its pseudonym.
        Grant("roles/secretmanager.secretAccessor", OnSecret("pseudonym-key")),
        # As a router asks the endpoint of each arm of an experiment.
        Grant("roles/aiplatform.user"),
        # Records what it predicted.
        Grant("roles/pubsub.publisher", OnTopic("predictions")),
        Grant("roles/bigquery.dataEditor", OnDataset("predictions")),
        # Writes its log.
        Grant("roles/logging.logWriter"),
        # Reports how it does.
        Grant("roles/monitoring.metricWriter"),
    ),
    "dataflow": (
        # Is a worker: takes work, reports progress.
        Grant("roles/dataflow.worker"),
        # Reads raw data, columns with policy tags included: it is what turns identifiers into pseudonyms.
        Grant("roles/storage.objectViewer", OnBucket("raw")),
        Grant("roles/bigquery.dataViewer", OnDataset("raw")),
        Grant("roles/datacatalog.categoryFineGrainedReader", needs="datacatalog"),
        Grant("roles/bigquery.jobUser"),
        Grant("roles/bigquery.readSessionUser"),
        Grant("roles/pubsub.subscriber", OnSubscription("events")),
        # The key of the pseudonyms.
        Grant("roles/secretmanager.secretAccessor", OnSecret("pseudonym-key")),
        # Writes features.
        Grant("roles/storage.objectUser", OnBucket("features")),
        Grant("roles/bigquery.dataEditor", OnDataset("features")),
        # Stages and spills.
        Grant("roles/storage.objectUser", OnBucket("pipeline-root")),
        # Starts from its image.
        Grant("roles/artifactregistry.reader", OnRepository("containers")),
    ),
    "workbench": (
        # Looks at runs, models and experiments.
        Grant("roles/aiplatform.user"),
        # Explores features: with a query, and fast. Raw data it doesn't see.
        Grant("roles/bigquery.jobUser"),
        Grant("roles/bigquery.readSessionUser"),
        Grant("roles/bigquery.dataViewer", OnDataset("features")),
        Grant("roles/storage.objectViewer", OnBucket("features")),
        # Evaluates experiments and models.
        Grant("roles/bigquery.dataViewer", OnDataset("experiments")),
        Grant("roles/storage.objectViewer", OnBucket("models")),
        # Installs the project's packages.
        Grant("roles/artifactregistry.reader", OnRepository("python"), needs="python packages"),
        # Writes its log.
        Grant("roles/logging.logWriter"),
        # Reports how it does.
        Grant("roles/monitoring.metricWriter"),
    ),
}

# Jobs that the pipeline launches, each under its own account.
LAUNCHED: tuple[Job, ...] = ("training", "serving", "dataflow")

# What jobs may do besides where features are served online.
ONLINE_GRANTS: Mapping[Job, tuple[Grant, ...]] = {
    "serving": (
        # Fetches features of the entity that is asked for.
        Grant("roles/aiplatform.featurestoreDataViewer"),
    ),
}


def build(stack: TerraformStack, context: Context, spec: Spec) -> MlOutputs:
    """Makes the stack's resources over what `data` holds, by its known names."""
    platform = spec.platform
    online = ONLINE_GRANTS if platform.online_store else {}
    accounts = {
        job: service_account(stack, context, job, (*grants, *online.get(job, ()))) for job, grants in GRANTS.items()
    }
    launched = {job: accounts[job] for job in LAUNCHED}
    act_as(stack, "pipelines", accounts["pipelines"], launched)
    return MlOutputs(
        endpoint=endpoint(stack, context, private=spec.private_endpoints).id,
        tensorboard=tensorboard(stack, context).id,
        feature_group=feature_group(stack, context).id,
        online_store=online_store(stack, context).id if platform.online_store else None,
        workbench=workbench(stack, context, accounts["workbench"]).id if spec.offers("notebooks") else None,
        training_template=training_template(stack, context, accounts["training"], platform.gpu).id,
        service_accounts={job: account.email for job, account in accounts.items()},
    )
