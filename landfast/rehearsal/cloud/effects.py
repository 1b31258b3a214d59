"""What else changes in the cloud when a resource does: agents, replaced grants, the end of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from landfast.rehearsal.cloud.agents import make_account, make_agent, make_agents_of_enabled
from landfast.rehearsal.cloud.call import Request
from landfast.rehearsal.cloud.iam import pairs, same_condition, target
from landfast.rehearsal.cloud.reserved import reserve
from landfast.rehearsal.cloud.store import StoredResource

Effect = Callable[[Request], None]


def after_write(request: Request) -> None:
    """Runs after a create or an update, in its transaction."""
    if request.type.facts.iam_kind in ("binding", "policy"):
        _replace_grants(request)
    effect = AFTER_WRITE.get(request.type.name)
    if effect is not None:
        effect(request)


def delete(request: Request, standing: StoredResource) -> None:
    """Removes a resource from the store, or what its API does instead."""
    if request.values.get("deletion_policy") == "ABANDON":
        return
    effect = ON_DELETE.get(request.type.name)
    if effect is None:
        request.store.delete(standing)
        reserve(request.store, standing)
        _delete_what_is_in(request, standing)
    else:
        effect(request)


def _delete_what_is_in(request: Request, gone: StoredResource) -> None:
    for type_name, attribute, name in GOES_WITH.get(gone.type, ()):
        for held in request.store.list(type_name):
            if held.body.get(attribute) in (gone.body.get(name), gone.body.get("self_link")):
                request.store.delete(held)


def _replace_grants(request: Request) -> None:
    """A binding is the whole truth for its role, a policy for its resource: other grants of it are gone."""
    kind, parent = request.type.facts.iam_kind, request.type.facts.iam_parent
    own = request.store.get(request.type.name, request.id, request.project)
    kept = set(pairs(own)) if own else set()
    wanted = target(request.type.name, request.values)
    for other in ("member", "binding") if kind == "policy" else ("member",):
        name = f"{parent}_iam_{other}"
        for item in request.store.list(name):
            same = target(name, item.body) == wanted and _same_role(request, item)
            if same and not set(pairs(item)) <= kept:
                request.store.delete(item)


def _same_role(request: Request, item: StoredResource) -> bool:
    if request.type.facts.iam_kind == "policy":
        return True
    return same_condition(item.body, request.values) and item.body.get("role") == request.values.get("role")


def _service_enabled(request: Request) -> None:
    make_agents_of_enabled(request.store, request.text("service"), request.project)


def _agent_asked_for(request: Request) -> None:
    make_agent(request.store, request.text("parent").rsplit("/", 1)[-1], request.project)


def _sink_writes(request: Request) -> None:
    make_account(request.store, request.text("writer_identity"), request.project)


def _project_deleted(request: Request) -> None:
    """The project is shut down with all that is in it; for 30 days it can be restored."""
    request.store.delete_project(request.project)


def _service_left_enabled(request: Request) -> None:
    """Since provider 8 a service stays enabled unless its resource says otherwise."""
    standing = request.store.get(request.type.name, request.id, request.project)
    if standing is not None and request.values.get("disable_on_destroy"):
        request.store.delete(standing)


def _kept(_request: Request) -> None:
    """Key rings cannot be deleted: the provider forgets them, the cloud keeps them."""


def _key_versions_destroyed(request: Request) -> None:
    """A key stays, its versions are destroyed: nothing can be encrypted or decrypted with it any more."""
    body = {**request.values, "primary": [], "rotation_period": None}
    request.store.put(StoredResource(request.type.name, request.id, request.project, body))


# Type -> what goes with it: its type, and which of its attributes holds which of the parent's.
GOES_WITH: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "google_compute_network": (("google_service_networking_connection", "network", "id"),),
    "google_sql_database_instance": (
        ("google_sql_database", "instance", "name"),
        ("google_sql_user", "instance", "name"),
    ),
}
AFTER_WRITE: Mapping[str, Effect] = {
    "google_logging_project_sink": _sink_writes,
    "google_project_service": _service_enabled,
    "google_workload_identity_service_agent": _agent_asked_for,
}
ON_DELETE: Mapping[str, Effect] = {
    "google_project": _project_deleted,
    "google_project_service": _service_left_enabled,
    "google_kms_key_ring": _kept,
    "google_kms_crypto_key": _key_versions_destroyed,
}
