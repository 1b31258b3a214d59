"""Kubernetes Engine: clusters and their pools of nodes. In a cluster nothing runs: its API server is not answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import changed_fields, content_of, sent_fields
from landfast.rehearsal.doors.wire.definition import Collection, Handler, Service
from landfast.rehearsal.doors.wire.services.container.changes import (
    POOL_ID,
    SET,
    SET_OF_POOL,
    desired,
    desired_of_pool,
    put,
    told,
)
from landfast.rehearsal.doors.wire.services.container.contents import (
    CLUSTER,
    CLUSTER_COLLECTION,
    CLUSTERS,
    POOL,
    POOL_COLLECTION,
    POOLS,
)

# The pool that a cluster is made with, if nobody says another: https://cloud.google.com/kubernetes-engine/docs/concepts/node-pools
DEFAULT_POOL = "default-pool"


def _create(asked: Asked) -> Object:
    content: Object = dict(asked.body.get("cluster") or {})
    name = str(content.get("name") or "")
    if not name:
        raise bad_request("Cluster.name is required.")
    path = f"{asked.path}/{name}"
    pools = list(content.pop("nodePools", None) or ())
    fields = sent_fields(asked, CLUSTER_COLLECTION, content, path)
    if pools:
        fields["initial_node_count"] = pools[0].get("initialNodeCount") or 1
    made = asked.cloud.answer(Call("create", kind(CLUSTER), fields=fields))
    if not fields.get("enable_autopilot"):
        for pool in pools or [_default_pool(content)]:
            _make_pool(asked, made, pool)
    return operations.done(asked, made.name, None, "")


def _default_pool(cluster: Object) -> Object:
    config = cluster.get("nodeConfig")
    count = cluster.get("initialNodeCount") or 1
    return {"name": DEFAULT_POOL, "initialNodeCount": count, **({"config": config} if config else {})}


def _make_pool(asked: Asked, cluster: StoredResource, pool: Object) -> StoredResource:
    fields = sent_fields(asked, POOL_COLLECTION, pool, f"{cluster.name}/nodePools/{pool.get('name')}")
    return asked.cloud.answer(Call("create", kind(POOL), fields=fields))


def _pools(asked: Asked, cluster: StoredResource) -> Sequence[StoredResource]:
    return asked.store.under(POOL, f"{cluster.name}/nodePools", cluster.project)


def _whole(asked: Asked, cluster: StoredResource) -> Object:
    content = content_of(asked, cluster, CLUSTER_COLLECTION)
    pools = [content_of(asked, item, POOL_COLLECTION) for item in _pools(asked, cluster)]
    return {**content, **({"nodePools": pools} if pools else {})}


def _get(asked: Asked) -> Object:
    return _whole(asked, asked.standing())


def _list(asked: Asked) -> Object:
    """`-` is every place."""
    place = asked.path.split("/")[3]
    store = asked.store
    found = store.list(CLUSTER, asked.project) if place == "-" else store.under(CLUSTER, asked.path, asked.project)
    return {"clusters": [_whole(asked, item) for item in found]} if found else {}


def _delete(asked: Asked) -> Object:
    cluster = asked.standing()
    asked.cloud.answer(Call("delete", kind(CLUSTER), cluster.name, cluster.project))
    return operations.done(asked, cluster.name, None, "")


def _list_pools(asked: Asked) -> Object:
    name = asked.path.removesuffix("/nodePools")
    cluster = asked.store.get(CLUSTER, name, asked.project)
    if cluster is None:
        raise not_found(f"Not found: {name}.")
    pools = [content_of(asked, item, POOL_COLLECTION) for item in _pools(asked, cluster)]
    return {"nodePools": pools} if pools else {}


def _changing(places: Callable[[Asked], Object]) -> Handler:
    return lambda asked: _changed(asked, asked.standing(), asked.collection, places(asked))


def _changed(asked: Asked, found: StoredResource, collection: Collection, places: Object) -> Object:
    content = content_of(asked, found, collection)
    for path, value in places.items():
        put(content, path, value)
    fields = changed_fields(asked, found, content, collection)
    asked.cloud.answer(Call("update", kind(found.type), found.name, found.project, fields))
    return operations.done(asked, asked.standing().name, None, "")


def _update(asked: Asked) -> Object:
    """Of the cluster, or of one of its pools."""
    update: Object = asked.body.get("update") or {}
    if POOL_ID not in update:
        return _changed(asked, asked.standing(), asked.collection, _desired(asked))
    cluster = asked.standing()
    pool = next((item for item in _pools(asked, cluster) if item.fields["name"] == update[POOL_ID]), None)
    if pool is None:
        raise not_found(f"Not found: node pool '{update[POOL_ID]}' of {cluster.name}.")
    return _changed(asked, pool, POOL_COLLECTION, desired_of_pool(update, f"container.{asked.method.id}"))


def _desired(asked: Asked) -> Object:
    return desired(asked.document, asked.body.get("update") or {}, f"container.{asked.method.id}")


def _told(asked: Asked) -> Object:
    places = (SET_OF_POOL if asked.method.collection == POOLS else SET)[asked.method.name]
    return told(asked.body, places, f"container.{asked.method.id}")


def _set_size(asked: Asked) -> Object:
    found = asked.standing()
    fields = {**found.fields, "node_count": int(asked.body.get("nodeCount") or 0)}
    asked.cloud.answer(Call("update", kind(POOL), found.name, found.project, fields))
    return operations.done(asked, found.name, None, "")


SERVICE = Service(
    "container.v1",
    (CLUSTER_COLLECTION, POOL_COLLECTION),
    handlers={
        f"{CLUSTERS}.create": _create,
        f"{CLUSTERS}.get": _get,
        f"{CLUSTERS}.list": _list,
        f"{CLUSTERS}.delete": _delete,
        f"{CLUSTERS}.update": _update,
        **{f"{CLUSTERS}.{verb}": _changing(_told) for verb in SET},
        f"{POOLS}.list": _list_pools,
        f"{POOLS}.setSize": _set_size,
        **{f"{POOLS}.{verb}": _changing(_told) for verb in SET_OF_POOL},
    },
    package="google.container.v1",
)
