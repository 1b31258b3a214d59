"""Cloud Build: worker pools and triggers."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service

PRIVATE = "privatePoolV1Config"
TRIGGERS = "projects.locations.triggers"


def _egress(fields: Object, content: Object) -> None:
    """https://cloud.google.com/build/docs/api/reference/rest/v1/projects.locations.workerPools#egressoption"""
    closed = any(worker.get("no_external_ip") for worker in fields.get("worker_config") or ())
    networks = fields.get("network_config") or ()
    if closed or networks:
        option = "NO_PUBLIC_EGRESS" if closed else "PUBLIC_EGRESS"
        content.setdefault(PRIVATE, {}).setdefault("networkConfig", {})["egressOption"] = option


def _no_external_ip(fields: Object, content: Object) -> None:
    network = (content.get(PRIVATE) or {}).get("networkConfig") or {}
    if network.get("egressOption"):
        workers = fields.setdefault("worker_config", [{}])
        workers[0]["no_external_ip"] = network["egressOption"] == "NO_PUBLIC_EGRESS"
    if set(network) == {"egressOption"}:
        # What it sends out is all that is said of its network: it has none of its own.
        fields.pop("network_config", None)


def _trigger(fields: Object, content: Object) -> None:
    place = f"projects/{fields.get('project')}/locations/{fields.get('location')}"
    content["resourceName"] = f"{place}/triggers/{fields.get('trigger_id')}"


POOLS = Collection(
    "projects.locations.workerPools",
    "google_cloudbuild_worker_pool",
    differs=Differences(
        {
            "network_config": f"{PRIVATE}.networkConfig",
            "private_service_connect": f"{PRIVATE}.privateServiceConnect",
            "worker_config": f"{PRIVATE}.workerConfig",
            "worker_config.no_external_ip": "",
        },
        to_api=_egress,
        to_fields=_no_external_ip,
    ),
)

SERVICE = Service(
    "cloudbuild.v1",
    (
        POOLS,
        Collection(
            TRIGGERS,
            "google_cloudbuild_trigger",
            server_names=True,
            short=True,
            differs=Differences(
                {"trigger_id": "id", "build.secret": "secrets", "build.step": "steps"}, to_api=_trigger
            ),
        ),
    ),
    package="google.devtools.cloudbuild.v1",
)
