"""What is asked of Vertex AI to put a version behind an endpoint: every place, key, identity and limit bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.models.registry import CHALLENGER, CHAMPION
from landfast_ml.vertex_ai import parent

CPU_LOAD = "aiplatform.googleapis.com/prediction/online/cpu/utilization"


@dataclass(frozen=True, slots=True)
class Size:
    """`minimum` replicas always stand; more come, up to `maximum`, at this CPU load in per cent."""

    machine: str = "e2-standard-2"
    minimum: int = 1
    maximum: int = 3
    load: int = 60


@dataclass(frozen=True, slots=True)
class Order:
    """What shall be deployed: `version` is a number or an alias; `traffic` per cent of the requests of `endpoint`."""

    version: str
    endpoint: str = CHAMPION
    size: Size = Size()
    traffic: int = 100
    image: str = ""

    def problems(self) -> list[str]:
        size, found = self.size, []
        if not 1 <= size.minimum <= size.maximum:
            found.append(
                f"replicas {size.minimum} to {size.maximum}: the least must be 1 or more, and not above the most"
            )
        if not 0 <= self.traffic <= 100:
            found.append(f"traffic is {self.traffic}, must be 0 to 100 per cent")
        if self.endpoint not in (CHAMPION, CHALLENGER):
            found.append(f"endpoint is {self.endpoint}: there is one for {CHAMPION} and one for {CHALLENGER}")
        return found


def checked(order: Order) -> Order:
    """UsageError names every problem."""
    problems = order.problems()
    if problems:
        raise UsageError("; ".join(problems))
    return order


def endpoint_name(job: Job, alias: str) -> str:
    """As people see it; the champion's stands with the environment and has the environment's name."""
    return f"{job.project.model}-{job.environment.environment}-{alias}"


def endpoint_request(job: Job, alias: str) -> Any:
    """A CreateEndpointRequest: the environment's key and labels, in its network alone where its own endpoint is."""
    from google.cloud import aiplatform_v1 as vertex

    environment = job.environment
    private = {"private_service_connect_config": private_config(job)} if environment.private_endpoints else {}
    return vertex.CreateEndpointRequest(
        parent=parent(job),
        endpoint=vertex.Endpoint(
            display_name=endpoint_name(job, alias),
            labels={**environment.labels, "arm": alias},
            encryption_spec=vertex.EncryptionSpec(kms_key_name=environment.key("models")),
            **private,
        ),
    )


def private_config(job: Job) -> dict[str, Any]:
    """How an endpoint answers in the environment's network alone (a PrivateServiceConnectConfig).

    https://cloud.google.com/vertex-ai/docs/predictions/private-service-connect
    """
    facts = job.environment
    network = f"projects/{facts.network_project or facts.project}/global/networks/{facts.network}"
    return {
        "enable_private_service_connect": True,
        "project_allowlist": [facts.project],
        "psc_automation_configs": [{"project_id": facts.project, "network": network}],
    }


def deploy_request(job: Job, endpoint: str, number: str, order: Order, kept: dict[str, int]) -> Any:
    """A DeployModelRequest of model version `number`. `kept`: deployed model -> its share now, of those already there.

    UsageError on an endpoint of another project or region, and on shares that don't add up.
    """
    from google.cloud import aiplatform_v1 as vertex

    if not endpoint.startswith(f"{parent(job)}/endpoints/"):
        raise UsageError(f"endpoint {endpoint or '(none)'} is not of {parent(job)}")
    size = order.size
    return vertex.DeployModelRequest(
        endpoint=endpoint,
        deployed_model=vertex.DeployedModel(
            model=f"{parent(job)}/models/{job.project.model}@{number}",
            display_name=f"{job.project.model}-{number}",
            service_account=job.environment.service_accounts["serving"],
            # The container's own log names nobody; Vertex AI's access log would hold addresses.
            enable_access_logging=False,
            dedicated_resources=vertex.DedicatedResources(
                machine_spec=vertex.MachineSpec(machine_type=size.machine),
                min_replica_count=size.minimum,
                max_replica_count=size.maximum,
                autoscaling_metric_specs=[vertex.AutoscalingMetricSpec(metric_name=CPU_LOAD, target=size.load)],
            ),
        ),
        # "0" is the one that is being deployed.
        traffic_split=split("0", order.traffic, kept),
    )


def split(one: str, traffic: int, kept: dict[str, int]) -> dict[str, int]:
    """Shares in per cent that add up: `traffic` for `one`, the rest for the others as they shared it before."""
    total = sum(kept.values())
    if traffic < 100 and not total:
        raise UsageError(f"traffic is {traffic}, but nothing else answers there: the first version gets 100")
    left, found = 100 - traffic, {one: traffic}
    for number, (name, had) in enumerate(sorted(kept.items()), 1):
        share = left if number == len(kept) else (100 - traffic) * had // max(total, 1)
        found[name] = min(share, left)
        left -= found[name]
    return found
