"""What keeps a resource from being deleted: deletion policies, protection, and what is still in it."""

from __future__ import annotations

from typing import Any

from landfast.rehearsal.cloud.call import Request
from landfast.rehearsal.cloud.refusal import ProviderError, already_exists, bad_request
from landfast.rehearsal.cloud.store import StoredResource

PROTECTIONS = (
    "deletion_protection",
    "deletion_protection_enabled",
    "enable_deletion_protection",
    "delete_protection",
)
# What stands in a network. DNS zones and policies only name one.
IN_NETWORKS = (
    "google_compute_instance", "google_compute_route", "google_compute_router", "google_compute_subnetwork",
    "google_container_cluster", "google_workbench_instance",
)  # fmt: skip
PROTECTED = (True, "true", "DELETION_PROTECTED", "ENABLED")


def check(request: Request) -> None:
    if request.operation != "delete":
        return
    values, name = request.values, request.type.name
    if values.get("deletion_policy") == "PREVENT":
        raise ProviderError(
            f"cannot destroy {name} {request.id}: its deletion_policy is PREVENT. "
            'Set deletion_policy = "DELETE", apply, and destroy it then.'
        )
    for attribute in PROTECTIONS:
        if values.get(attribute) in PROTECTED:
            raise ProviderError(
                f"cannot destroy {name} {request.id}: {attribute} is {values[attribute]}. "
                f"Turn {attribute} off, apply, and destroy it then."
            )
    _check_empty(request)
    _check_unused(request)


def _check_empty(request: Request) -> None:
    values, name = request.values, request.type.name
    if values.get("deletion_policy") == "ABANDON":
        return
    if name == "google_storage_bucket" and not values.get("force_destroy"):
        if _inside(request, "google_storage_bucket_object", "bucket", request.id):
            raise already_exists("The bucket you tried to delete is not empty.", "conflict")
    elif (
        name == "google_bigquery_dataset"
        and not values.get("delete_contents_on_destroy")
        and _below(request, ("google_bigquery_table", "google_bigquery_routine"))
    ):
        dataset = f"{request.project}:{values['dataset_id']}"
        raise bad_request(f"Dataset {dataset} is still in use", "resourceInUse")


def _inside(request: Request, type_name: str, attribute: str, value: str) -> list[StoredResource]:
    return [item for item in request.store.list(type_name) if item.body.get(attribute) == value]


def _below(request: Request, types: tuple[str, ...]) -> list[StoredResource]:
    return [item for name in types for item in request.store.list(name) if item.id.startswith(request.id + "/")]


def _check_unused(request: Request) -> None:
    """Networks and subnetworks that something stands in can't go."""
    if request.type.name not in ("google_compute_network", "google_compute_subnetwork"):
        return
    user = next(filter(lambda item: _stands_in(item.body, request.id), _standing(request)), None)
    if user is not None:
        kind = "network" if request.type.name == "google_compute_network" else "subnetwork"
        raise bad_request(
            f"The {kind} resource '{request.id}' is already being used by '{user.id}'",
            "resourceInUseByAnotherResource",
        )


def _standing(request: Request) -> list[StoredResource]:
    return [item for name in IN_NETWORKS for item in request.store.list(name) if item.project == request.project]


def _stands_in(value: Any, network: str) -> bool:
    if isinstance(value, dict):
        return any(_stands_in(inner, network) for name, inner in value.items() if name not in ("id", "self_link"))
    if isinstance(value, list):
        return any(_stands_in(inner, network) for inner in value)
    return isinstance(value, str) and value.endswith(network)
