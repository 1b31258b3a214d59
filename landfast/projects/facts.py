"""What a generated project is told of an environment: its environment facts."""

from __future__ import annotations

from math import ceil
from typing import get_args

from landfast_ml.contract.facts import (
    Account,
    BucketPurpose,
    Costs,
    Delivery,
    EnvironmentFacts,
    Orchestration,
    Registry,
)

from landfast.modules.names import DatabaseSystem, DataClass, Job, Names
from landfast.stacks.outputs import DeliveryOutputs, EnvironmentOutputs, OrchestrationOutputs
from landfast.stacks.spec import Spec

JOBS: tuple[Account, ...] = get_args(Account)


def environment_facts(
    spec: Spec,
    environment: str,
    outputs: EnvironmentOutputs,
    costs: Costs | None = None,
    erasure_lag: float | None = None,
) -> EnvironmentFacts:
    """The facts of one environment; `costs` as far as they were reckoned. `erasure_lag`: days until what was erased is
    gone everywhere; None if that is not known, or has no end.

    Names are computed from the spec, so they are known before the environment stands; what only the cloud can
    compute (the TensorBoard's number) is read from the stacks' outputs and is None until it does.
    """
    names, region = spec.names(environment), spec.residency.region
    return EnvironmentFacts(
        environment=environment,
        project=names.project_id,
        region=region,
        area=spec.residency.within,
        buckets=_buckets(names),
        datasets={purpose: names.dataset(purpose) for purpose in ("raw", "features", "predictions", "experiments")},
        service_accounts={job: names.service_account_email(job) for job in JOBS},
        keys={data_class: names.key_id(region, data_class) for data_class in get_args(DataClass)},
        endpoint=names.endpoint_path(region, private=spec.private_endpoints),
        private_endpoints=spec.private_endpoints,
        tracking_uri=outputs.orchestration.tracking_uri if outputs.orchestration else None,
        tensorboard=outputs.ml.tensorboard if outputs.ml else None,
        feature_group=outputs.ml.feature_group if outputs.ml else None,
        online_store=outputs.ml.online_store if outputs.ml else None,
        registries=_registries(names, region),
        pseudonym_secret=names.secret_id(region, "pseudonym-key"),
        labels=names.labels(spec.record_labels),
        retention=_retention(spec, erasure_lag),
        # Dataflow takes a whole URL or a path without the project.
        subnetwork=names.subnetwork_url(region),
        network=names.network,
        network_project=names.network_project,
        job_attachment=names.job_attachment_id(region),
        # A way that the spec names is a way out.
        closed=spec.network.is_enclosed and not spec.network.egress_hosts,
        approval=spec.environment(environment).approval,
        delivery=_delivery(spec, names, outputs.delivery),
        orchestration=_orchestration(spec, names, outputs.orchestration),
        costs=costs or Costs(),
        universe=spec.universe.domain,
        console=spec.universe.console,
    )


def _buckets(names: Names) -> dict[BucketPurpose, str]:
    return {
        "raw": names.bucket("raw"),
        "features": names.bucket("features"),
        "models": names.bucket("models"),
        "pipeline_root": names.bucket("pipeline-root"),
    }


def _registries(names: Names, region: str) -> dict[Registry, str]:
    """Where images and packages are pulled from; no packages where the universe has no registry for them."""
    kinds: tuple[Registry, ...] = ("containers",) if names.universe.lacks("python packages") else get_args(Registry)
    return {kind: names.registry(region, kind) for kind in kinds}


def _retention(spec: Spec, erasure_lag: float | None) -> dict[str, int]:
    found: dict[str, int] = spec.retention.model_dump()
    return found if erasure_lag is None else {**found, "erasure_lag_days": ceil(erasure_lag)}


def _delivery(spec: Spec, names: Names, outputs: DeliveryOutputs | None) -> Delivery:
    """The provider's name holds the project's number, which only the cloud knows."""
    if spec.repository is None:
        return Delivery()
    first = names.environment == next(iter(spec.environments))
    return Delivery(
        identity_provider=outputs.identity_provider if outputs else None,
        worker_pool=names.worker_pool_id(spec.residency.region),
        deploy=names.service_account_email("deploy"),
        check=names.service_account_email("check") if first else "",
    )


# Orchestrators with an account of their own.
SYSTEMS: tuple[Job, ...] = ("kubeflow", "airflow", "pachyderm")


def _orchestration(spec: Spec, names: Names, outputs: OrchestrationOutputs | None) -> Orchestration:
    platform, region = spec.platform, spec.residency.region
    # Those of a package act as nobody of ours.
    systems: list[Job] = [system for name in platform.orchestrators for system in SYSTEMS if system == name]
    systems += ["mlflow"] if platform.tracking == "mlflow" else []
    databases: list[DatabaseSystem] = [name for name in get_args(DatabaseSystem) if name in systems]
    registry = names.registry(region, "containers")
    return Orchestration(
        # Composer says where its DAGs are; until it stands, nobody can put one there.
        airflow_dags=outputs.airflow_dags if outputs else None,
        cluster=names.cluster_id(region) if platform.effective_cluster else "",
        pachyderm_bucket=names.bucket("pachyderm") if "pachyderm" in systems else "",
        tracking_image=f"{registry}/{platform.tracking_image}" if platform.tracking_image else "",
        accounts={name: names.service_account_email(name) for name in systems},
        databases={name: names.database_connection(region, name) for name in databases},
    )
