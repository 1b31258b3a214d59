"""What a generated project is told of an environment: its environment facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from landfast.blueprints.facts import Buckets, Delivery, EnvironmentFacts, Orchestration, Registries, ServiceAccounts
from landfast.modules.context import DataClass
from landfast.modules.names import Names
from landfast.stacks.spec import Spec

Outputs = Mapping[str, Mapping[str, Any]]


def environment_facts(spec: Spec, environment: str, outputs: Outputs) -> EnvironmentFacts:
    """The facts of one environment.

    Names are computed from the spec, so they are known before the environment stands; what only the cloud can
    compute (the TensorBoard's number) is read from the stacks' outputs and is empty until it does.
    """
    names, region = Names(spec.name, environment), spec.residency.region
    return EnvironmentFacts(
        environment=environment,
        project=names.project_id,
        region=region,
        area=spec.residency.area,
        buckets=Buckets(
            raw=names.bucket("raw"),
            features=names.bucket("features"),
            models=names.bucket("models"),
            pipeline_root=names.bucket("pipeline-root"),
        ),
        datasets={purpose: names.dataset(purpose) for purpose in ("raw", "features", "predictions", "experiments")},
        service_accounts=ServiceAccounts(
            pipelines=names.service_account_email("pipelines"),
            training=names.service_account_email("training"),
            serving=names.service_account_email("serving"),
            dataflow=names.service_account_email("dataflow"),
        ),
        keys={data_class: names.key_id(region, data_class) for data_class in get_args(DataClass)},
        endpoint=f"projects/{names.project_id}/locations/{region}/endpoints/{names.endpoint_id}",
        tracking_uri=str(outputs.get("orchestration", {}).get("tracking_uri", "")),
        tensorboard=str(outputs.get("ml", {}).get("tensorboard", "")),
        feature_group=str(outputs.get("ml", {}).get("feature_group", "")),
        online_store=str(outputs.get("ml", {}).get("online_store", "")),
        registries=Registries(
            containers=names.registry(region, "containers"),
            python=names.registry(region, "python"),
        ),
        pseudonym_secret=f"projects/{names.project_id}/locations/{region}/secrets/{names.secret('pseudonym-key')}",
        labels=names.labels(spec.record_labels),
        retention=spec.retention.model_dump(),
        # Dataflow takes a whole URL or a path without the project.
        subnetwork=f"https://www.googleapis.com/compute/v1/{names.subnetwork_id(region)}",
        approval=spec.environment(environment).approval,
        delivery=_delivery(spec, names, outputs.get("delivery", {})),
        orchestration=_orchestration(spec, names, outputs.get("orchestration", {})),
    )


def _delivery(spec: Spec, names: Names, outputs: Mapping[str, Any]) -> Delivery:
    """The provider's name holds the project's number, which only the cloud knows."""
    if spec.repository is None:
        return Delivery()
    first = names.environment == next(iter(spec.environments))
    return Delivery(
        identity_provider=str(outputs.get("identity_provider", "")),
        worker_pool=f"projects/{names.project_id}/locations/{spec.residency.region}/workerPools/{names.resource('builds')}",
        deploy=names.service_account_email("deploy"),
        check=names.service_account_email("check") if first else "",
    )


def _orchestration(spec: Spec, names: Names, outputs: Mapping[str, Any]) -> Orchestration:
    platform, region = spec.platform, spec.residency.region
    systems: list[str] = [name for name in platform.orchestrators if name != "vertex"]
    systems += ["mlflow"] if platform.tracking == "mlflow" else []
    databases = [name for name in systems if name != "airflow"]
    registry = names.registry(region, "containers")
    return Orchestration(
        # Composer says where its DAGs are; until it stands, nobody can put one there.
        airflow_dags=str(outputs.get("airflow_dags", "")),
        cluster=f"projects/{names.project_id}/locations/{region}/clusters/{names.cluster}"
        if platform.effective_cluster
        else "",
        pachyderm_bucket=names.bucket("pachyderm") if "pachyderm" in systems else "",
        tracking_image=f"{registry}/{platform.tracking_image}" if platform.tracking_image else "",
        accounts={name: names.service_account_email(name) for name in systems},
        databases={name: f"{names.project_id}:{region}:{names.database(name)}" for name in databases},
    )
