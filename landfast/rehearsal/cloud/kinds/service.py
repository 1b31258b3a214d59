"""Services of a project: enabled with the accounts that Google makes, disabled only when nothing uses them."""

from __future__ import annotations

from collections.abc import Sequence

from landfast.gcp.services import DOMAIN, is_service
from landfast.gcp.universes import universe_of
from landfast.rehearsal.cloud.agents import make_agents_of_enabled
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request, forbidden
from landfast.rehearsal.cloud.store import Store

SERVICE = "google_project_service"


def _enabled(call: Call, store: Store) -> None:
    make_agents_of_enabled(store, call.text("service"), call.project)


def refuse_unknown(services: Sequence[str], project: str) -> None:
    """Of those that there are not, or not in the project's universe, all at once. Raises: Refusal."""
    unknown = [name for name in services if not _is_offered(name, project)]
    if unknown:
        reason = "SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED"
        raise forbidden(f"Not found or permission denied for service(s): {', '.join(unknown)}.", reason)


def _is_offered(service: str, project: str) -> bool:
    return is_service(service) and universe_of(project).offer(service.removesuffix(DOMAIN)) != "lacking"


def _is_there(call: Call, _store: Store) -> None:
    if call.verb == "create":
        refuse_unknown([call.text("service")], call.project)


def _unused(call: Call, store: Store) -> None:
    """A service that resources still use is not disabled, unless that is asked for."""
    if call.verb != "delete" or call.fields.get("disable_dependent_services"):
        return
    service = (call.before or {}).get("service")
    used = [
        resource.name
        for resource in store.list(project=call.project)
        if resource.type.startswith("google_") and resource.type != SERVICE and kind(resource.type).api == service
    ]
    if used:
        raise bad_request(
            f"The service {service} is depended on by resources that still stand: {', '.join(used[:3])}",
            "failedPrecondition",
        )


BEHAVIOURS = {SERVICE: Behaviour(then=_enabled, refuses=(_is_there, _unused), adopted=True)}
