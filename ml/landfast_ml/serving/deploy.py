"""Puts a version behind an endpoint of Vertex AI: the environment's own for the champion, another for a challenger.

Vertex AI splits the traffic of one endpoint request by request, at random: one person would get now this model, now
that. So in an experiment each arm has an endpoint of its own, and the router (`serve run --backends endpoints`) asks
the right one by the subject's hash.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landfast_ml.clients import at_place, by_rest
from landfast_ml.documents import Documents, documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.models.registry import CHAMPION, connect, find
from landfast_ml.models.vertex_registry import VertexRegistry
from landfast_ml.serving.deploy_requests import Order, checked, deploy_request, endpoint_name, endpoint_request, split
from landfast_ml.vertex_ai import api_endpoint, parent

# Version -> the endpoint that answers with it: what the router goes by.
ENDPOINTS = "serving/endpoints.json"
SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Cloud:
    """What a deployment talks to; `endpoints` is an EndpointServiceClient."""

    endpoints: Any
    models: VertexRegistry
    documents: Documents


def connected(job: Job) -> Cloud:
    models = VertexRegistry.of(job)
    from google.cloud import aiplatform_v1

    client = aiplatform_v1.EndpointServiceClient(
        client_options={"api_endpoint": at_place(api_endpoint(job))}, **by_rest()
    )
    return Cloud(client, models, documents(job, "models"))


def requests(job: Job, order: Order) -> list[dict[str, Any]]:
    """What would be sent for a version number, as JSON; asks nobody."""
    checked(order)
    champions = order.endpoint == CHAMPION
    made = [] if champions else [endpoint_request(job, order.endpoint)]
    endpoint = job.environment.endpoint if champions else f"{parent(job)}/endpoints/0"
    made.append(deploy_request(job, endpoint, order.version, order, {} if order.traffic == 100 else {"(others)": 100}))
    return [{type(one).__name__: type(one).to_dict(one, preserving_proto_field_name=False)} for one in made]


def deploy(job: Job, order: Order, cloud: Cloud | None = None) -> dict[str, str]:
    """Deploy, wait, then undeploy what has no traffic left. Interrupted and asked again, it goes on where it was.

    Returns the version, its number at Vertex AI, and the endpoint.
    """
    checked(order)
    cloud = cloud or connected(job)
    version = find(connect(job), order.version).version if job.settings.tracking.cloud == "mlflow" else ""
    version = version or find(cloud.models, order.version).version
    number = _uploaded(job, cloud, version, order.image)
    endpoint = _endpoint(job, cloud.endpoints, order.endpoint)
    _place(job, cloud.endpoints, endpoint, number, order)
    if job.environment.private_endpoints:
        _check_connected(cloud.endpoints, endpoint)
    gone = _undeploy_idle(cloud.endpoints, endpoint)
    known: Mapping[str, str] = cloud.documents.read(ENDPOINTS) or {}
    stay = {name: where for name, where in known.items() if where != endpoint or name not in gone}
    cloud.documents.replace(ENDPOINTS, {**stay, version: endpoint})
    return {"version": version, "model_version": number, "endpoint": endpoint}


def _uploaded(job: Job, cloud: Cloud, version: str, image: str) -> str:
    """The version's number at Vertex AI, whose endpoints serve only what its own registry holds."""
    if job.settings.tracking.cloud == "vertex":
        return version
    alias = f"mlflow-{version}"
    there = next((one.version for one in cloud.models.versions() if alias in one.aliases), None)
    return there or cloud.models.upload(connect(job).fetch(version), version, (alias,), image)


def _place(job: Job, client: Any, endpoint: str, number: str, order: Order) -> None:
    stands = client.get_endpoint(name=endpoint)
    there = [
        one.id
        for one in stands.deployed_models
        if one.model.partition("@")[0].endswith(f"/models/{job.project.model}") and one.model_version_id == number
    ]
    kept = {one.id: stands.traffic_split.get(one.id, 0) for one in stands.deployed_models if one.id not in there}
    if there:
        shares = split(there[0], order.traffic, kept)
        client.update_endpoint(
            endpoint={"name": endpoint, "traffic_split": shares}, update_mask={"paths": ["traffic_split"]}
        )
    else:
        client.deploy_model(request=deploy_request(job, endpoint, number, order, kept)).result(timeout=SECONDS)


def _check_connected(client: Any, endpoint: str) -> None:
    from landfast_ml.serving.private_endpoint import check_connected

    stands = client.get_endpoint(name=endpoint)
    check_connected(json.loads(type(stands).to_json(stands, use_integers_for_enums=False)))


def _endpoint(job: Job, client: Any, alias: str) -> str:
    """The champion's stands with the environment; a challenger's is made when it is needed first."""
    if alias == CHAMPION:
        if not job.environment.endpoint:
            raise ProjectError(f"environment {job.environment.environment} has no endpoint (fact endpoint)")
        return job.environment.endpoint
    wanted = f'display_name="{endpoint_name(job, alias)}"'
    for one in client.list_endpoints(request={"parent": parent(job), "filter": wanted}):
        return str(one.name)
    return str(client.create_endpoint(request=endpoint_request(job, alias)).result(timeout=SECONDS).name)


def _undeploy_idle(client: Any, endpoint: str) -> set[str]:
    """Model versions that answered nobody any more: a deployed model costs as long as it stands."""
    stands = client.get_endpoint(name=endpoint)
    left = {name: share for name, share in stands.traffic_split.items() if share}
    idle = [one for one in stands.deployed_models if one.id not in left]
    for one in idle:
        request = {"endpoint": endpoint, "deployed_model_id": one.id, "traffic_split": left}
        client.undeploy_model(request=request).result(timeout=SECONDS)
    return {str(one.model_version_id) for one in idle}
