"""Vertex AI: what runs in a project, and what stands in its endpoints, feature groups and online stores."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from landfast.provider.values import Object
from landfast.rehearsal.cloud.connections import settled
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.cloud.unmanaged import JOBS, METADATA_STORE, SCHEDULE
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service

PLACE = "projects.locations"
TENSORBOARD = "google_vertex_ai_tensorboard"


def _deploy(asked: Asked) -> Object:
    """https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/deployModel"""
    endpoint = asked.standing()
    model, models = dict(asked.body.get("deployedModel") or {}), _models(endpoint)
    own = str(model.get("id") or number(19, endpoint.name, model.get("model"), len(models)))
    made = {"id": own, "model": model.get("model"), "display_name": model.get("displayName")}
    # "0" stands for the one that comes.
    split = {own if name == "0" else name: share for name, share in (asked.body.get("trafficSplit") or {}).items()}
    _put(asked, endpoint, [*models, made], split)
    content = {"deployedModel": {**model, "id": own}}
    return operations.done(asked, endpoint.name, content, "DeployModelResponse")


def _undeploy(asked: Asked) -> Object:
    """One that is asked stays: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/
    projects.locations.endpoints/undeployModel"""
    endpoint = asked.standing()
    name, models = str(asked.body.get("deployedModelId")), _models(endpoint)
    left = [model for model in models if model.get("id") != name]
    if len(left) == len(models):
        raise not_found(f"DeployedModel {name} is not found at Endpoint {endpoint.name}.")
    before = json.loads(endpoint.fields.get("traffic_split") or "{}")
    # One that is the last leaves none of the traffic to anybody.
    split = (asked.body.get("trafficSplit") or before) if left else {}
    if split.get(name):
        raise bad_request(f"DeployedModel {name} has traffic assigned to it and can't be undeployed.")
    if split and sum(split.values()) != 100:
        raise bad_request("The traffic split must add up to 100.")
    _put(asked, endpoint, left, split)
    return operations.done(asked, endpoint.name, {}, "UndeployModelResponse")


def _models(endpoint: StoredResource) -> list[Object]:
    return list(endpoint.fields.get("deployed_models") or [])


def _put(asked: Asked, endpoint: StoredResource, models: list[Object], split: Mapping[str, int]) -> None:
    own = {"deployed_models": models, "traffic_split": json.dumps(split, sort_keys=True) if split else ""}
    own |= settled(asked.store, endpoint, serves=bool(models))
    asked.store.put(replace(endpoint, fields={**endpoint.fields, **own}))


def _cancel(asked: Asked) -> Object:
    job = asked.standing()
    asked.store.put(replace(job, fields={**job.fields, "state": f"{JOBS[job.type]}_CANCELLED"}))
    return {}


def _runs(_fields: Object, content: Object) -> None:
    """Google leaves out a number that is 0, and HashiCorp's provider takes none."""
    if not content.get("runCount"):
        content.pop("runCount", None)


def _rows() -> tuple[Collection, ...]:
    jobs = tuple(
        Collection(f"{PLACE}.{name}", name, server_names=True, initial={"state": f"{states}_RUNNING"})
        for name, states in JOBS.items()
    )
    return (*jobs, Collection(f"{PLACE}.schedules", SCHEDULE, server_names=True, initial={"state": "ACTIVE"}))


SERVICE = Service(
    "aiplatform.v1",
    (
        Collection(
            f"{PLACE}.endpoints",
            "google_vertex_ai_endpoint",
            server_names=True,
            differs=Differences(texts=("traffic_split",)),
        ),
        Collection(f"{PLACE}.featureGroups", "google_vertex_ai_feature_group"),
        Collection(f"{PLACE}.featureGroups.features", "google_vertex_ai_feature_group_feature"),
        Collection(f"{PLACE}.featureOnlineStores", "google_vertex_ai_feature_online_store"),
        Collection(f"{PLACE}.featureOnlineStores.featureViews", "google_vertex_ai_feature_online_store_featureview"),
        Collection(
            f"{PLACE}.tensorboards", TENSORBOARD, server_names=True, numbered=True, differs=Differences(to_api=_runs)
        ),
        Collection(f"{PLACE}.metadataStores", METADATA_STORE, server_names=True),
        *_rows(),
    ),
    handlers={
        f"{PLACE}.endpoints.deployModel": _deploy,
        f"{PLACE}.endpoints.undeployModel": _undeploy,
        **{f"{PLACE}.{name}.cancel": _cancel for name in JOBS},
    },
    package="google.cloud.aiplatform.v1",
)
