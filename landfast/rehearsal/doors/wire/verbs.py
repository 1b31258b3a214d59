"""What the APIs do besides listing, making and removing: `endpoints/E:undeployModel`, `pipelineJobs/J:cancel`, …"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from landfast.provider.values import Object
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import FORMER_CONNECTION, JOBS, PEERING_ROUTE

Verb = Callable[[Store, StoredResource, Object], None]


def _deploy(store: Store, endpoint: StoredResource, body: Object) -> None:
    """https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/deployModel"""
    model, models = dict(body.get("deployedModel") or {}), _models(endpoint)
    own = str(model.get("id") or number(19, endpoint.name, model.get("model"), len(models)))
    made = {"id": own, "model": model.get("model"), "display_name": model.get("displayName")}
    # "0" stands for the one that comes.
    split = {own if name == "0" else name: share for name, share in (body.get("trafficSplit") or {}).items()}
    _put(store, endpoint, [*models, made], split)


def _undeploy(store: Store, endpoint: StoredResource, body: Object) -> None:
    """One that is asked stays: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/
    projects.locations.endpoints/undeployModel"""
    name, models = str(body.get("deployedModelId")), _models(endpoint)
    left = [model for model in models if model.get("id") != name]
    if len(left) == len(models):
        raise not_found(f"DeployedModel {name} is not found at Endpoint {endpoint.name}.")
    before = json.loads(endpoint.fields.get("traffic_split") or "{}")
    # One that is the last leaves none of the traffic to anybody.
    split = (body.get("trafficSplit") or before) if left else {}
    if split.get(name):
        raise bad_request(f"DeployedModel {name} has traffic assigned to it and can't be undeployed.")
    if split and sum(split.values()) != 100:
        raise bad_request("The traffic split must add up to 100.")
    _put(store, endpoint, left, split)


def _models(endpoint: StoredResource) -> list[Object]:
    return list(endpoint.fields.get("deployed_models") or [])


def _put(store: Store, endpoint: StoredResource, models: list[Object], split: Mapping[str, int]) -> None:
    own = {"deployed_models": models, "traffic_split": json.dumps(split, sort_keys=True) if split else ""}
    store.put(StoredResource(endpoint.type, endpoint.name, endpoint.project, {**endpoint.fields, **own}))


def _cancel(store: Store, job: StoredResource, _body: Object) -> None:
    state = f"{JOBS[job.type]}_CANCELLED"
    store.put(StoredResource(job.type, job.name, job.project, {**job.fields, "state": state}))


def _remove_peering(store: Store, network: StoredResource, body: Object) -> None:
    """https://cloud.google.com/compute/docs/reference/rest/v1/networks/removePeering"""
    routes = [
        item
        for item in store.list(PEERING_ROUTE, network.project)
        if item.fields["network"].endswith(network.name) and item.fields["nextHopPeering"] == body.get("name")
    ]
    if not routes:
        raise bad_request(f"There is no peering '{body.get('name')}' in network '{network.name}'.", "invalid")
    for route in routes:
        store.delete(route)
    # The producer keeps its side: https://github.com/GoogleCloudPlatform/cluster-toolkit/pull/4744
    for item in store.list("google_service_networking_connection", network.project):
        if str(item.fields.get("network")).endswith(network.name):
            ranges = {"ranges": sorted(item.fields.get("reserved_peering_ranges") or [])}
            store.put(StoredResource(FORMER_CONNECTION, network.name, network.project, ranges))


VERBS: Mapping[str, Verb] = {
    "cancel": _cancel,
    "deployModel": _deploy,
    "removePeering": _remove_peering,
    "undeployModel": _undeploy,
}
