"""Networks and subnetworks that a resource is put in must stand, wherever in its configuration they are named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landfast.rehearsal.cloud.addresses import is_of_auto_mode, network_path, subnetwork_path
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.projects import IN_PATH, find_project
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

KINDS = {
    "network": "google_compute_network",
    "private_network": "google_compute_network",
    "subnetwork": "google_compute_subnetwork",
    "subnet": "google_compute_subnetwork",
    "subnetworks": "google_compute_subnetwork",
}
# Types that name them deeper than in an argument of their own.
TYPES = (
    "google_cloud_run_v2_job", "google_cloud_run_v2_service", "google_cloud_run_v2_worker_pool",
    "google_composer_environment", "google_compute_network_attachment",
    "google_compute_region_instance_template",
    "google_network_connectivity_regional_endpoint", "google_network_connectivity_service_connection_policy",
    "google_sql_database_instance", "google_vertex_ai_endpoint", "google_workbench_instance",
)  # fmt: skip


def check(call: Call, store: Store) -> None:
    if not call.writes or call.type not in TYPES:
        return
    for attribute, named in _named(call.fields):
        name = _whole(call, attribute, named)
        project = IN_PATH.search(name)
        # A name without a path, and one of a project that is elsewhere, can't be looked up here.
        if project is None or find_project(store, project[1]) is None:
            continue
        path = name[name.index("projects/") :]
        own = KINDS[attribute] == "google_compute_subnetwork" and is_of_auto_mode(store, path)
        if not own and store.get(KINDS[attribute], path) is None:
            kind = KINDS[attribute].removeprefix("google_compute_")
            raise bad_request(f"Invalid value '{path}'. The referenced {kind} resource cannot be found.", "invalid")


def _whole(call: Call, attribute: str, name: str) -> str:
    """Cloud Run takes bare names, which are of its own project and region."""
    if "/" in name or not call.type.startswith("google_cloud_run_v2_"):
        return name
    if attribute == "network":
        return network_path(name, call.project)
    return subnetwork_path(name, call.project, call.text("location"))


def _named(value: Any) -> Iterator[tuple[str, str]]:
    """(attribute, name) of every network and subnetwork in a configuration."""
    if isinstance(value, dict):
        for attribute, inner in value.items():
            texts = inner if isinstance(inner, list) else [inner]
            if attribute in KINDS:
                yield from ((attribute, text) for text in texts if isinstance(text, str) and text)
            yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)
