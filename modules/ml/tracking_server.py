"""The MLflow server on Cloud Run: no public way in, no password, nothing running while nobody asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdktn_provider_google.cloud_run_v2_service import (
    CloudRunV2Service,
    CloudRunV2ServiceTemplate,
    CloudRunV2ServiceTemplateContainers,
    CloudRunV2ServiceTemplateContainersEnv,
    CloudRunV2ServiceTemplateContainersPorts,
    CloudRunV2ServiceTemplateContainersResources,
    CloudRunV2ServiceTemplateScaling,
    CloudRunV2ServiceTemplateVpcAccess,
    CloudRunV2ServiceTemplateVpcAccessNetworkInterfaces,
)
from cdktn_provider_google.cloud_run_v2_service_iam_member import CloudRunV2ServiceIamMember

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.names import DataClass, Job

PORT = 8080
MOST_INSTANCES = 2
# An upload of a large model goes through the server.
TIMEOUT = "900s"


@dataclass(frozen=True, slots=True)
class TrackingServer:
    """The service by its name, and where it answers."""

    name: str
    uri: str
    made: Made


def tracking_server(
    scope: Construct,
    context: Context,
    image: str,
    *,
    environment: Mapping[str, str],
    data_class: DataClass,
    after: Sequence[Made],
) -> TrackingServer:
    """The service that runs `image` of the environment's registry as the account `mlflow`.

    `environment` is what the image is told: its database and where artifacts go. The image must have been pushed:
    Cloud Run starts a revision before it says that the service stands.
    """
    registry = context.names.registry(context.region, "containers")
    made = resource(
        CloudRunV2Service,
        scope,
        "mlflow",
        name=context.names.tracking_server,
        project=context.project,
        location=context.region,
        # From the network and from other services of the project; never from the internet.
        ingress="INGRESS_TRAFFIC_INTERNAL_ONLY",
        invoker_iam_disabled=False,
        template=_template(context, f"{registry}/{image}", environment, context.key_id(data_class)),
        labels=context.labels,
        deletion_protection=context.protected,
        deletion_policy=context.deletion_policy,
        depends_on=list(after),
    )
    return TrackingServer(made.name, made.uri, made)


def invoker(scope: Construct, context: Context, service: TrackingServer, job: Job, *, after: Sequence[Made]) -> None:
    """Lets the account of `job` call the server. `after` is the account if it is of the same stack."""
    resource(
        CloudRunV2ServiceIamMember,
        scope,
        f"{job}-mlflow",
        project=context.project,
        location=context.region,
        name=service.name,
        # Records runs and models.
        role="roles/run.invoker",
        member=context.names.service_account_member(job),
        depends_on=list(after) or None,
    )


def _template(context: Context, image: str, environment: Mapping[str, str], key: str) -> Any:
    network = CloudRunV2ServiceTemplateVpcAccessNetworkInterfaces(
        network=context.names.network_id, subnetwork=context.names.subnetwork_id(context.region)
    )
    container = CloudRunV2ServiceTemplateContainers(
        image=image,
        env=[CloudRunV2ServiceTemplateContainersEnv(name=name, value=value) for name, value in environment.items()],
        ports=CloudRunV2ServiceTemplateContainersPorts(container_port=PORT),
        resources=CloudRunV2ServiceTemplateContainersResources(limits={"cpu": "1", "memory": "2Gi"}, cpu_idle=True),
    )
    return CloudRunV2ServiceTemplate(
        service_account=context.names.service_account_email("mlflow"),
        encryption_key=key,
        execution_environment="EXECUTION_ENVIRONMENT_GEN2",
        timeout=TIMEOUT,
        scaling=CloudRunV2ServiceTemplateScaling(min_instance_count=0, max_instance_count=MOST_INSTANCES),
        # What it asks for, Google's APIs included, takes the environment's network with its firewall.
        vpc_access=CloudRunV2ServiceTemplateVpcAccess(egress="ALL_TRAFFIC", network_interfaces=[network]),
        containers=[container],
    )
