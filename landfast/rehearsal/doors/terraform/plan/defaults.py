"""What the provider puts into a plan of its own accord: locations, deletion policy, known identities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from landfast.gcp.universes import universe_of
from landfast.provider.tree import ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.configuration import ProviderConfiguration
from landfast.rehearsal.doors.terraform.errors import ProviderError
from landfast.rehearsal.doors.terraform.values import UNKNOWN

LOCATIONS = ("project", "region", "zone", "location")


def plan_defaults(type_: ResourceType, config: Object, planned: Object, provider: ProviderConfiguration) -> None:
    """Fills `planned` in place with what the provider knows before it asks the cloud."""
    for name, when in type_.facts.provider_defaults.items():
        if when == "plan" and planned.get(name) is UNKNOWN and config.get(name) is None:
            planned[name] = _location(name, provider)
    policy = type_.facts.deletion.get("deletion_policy", {})
    computed = policy.get("default_source") == "CustomizeDiff" and type_.has("deletion_policy")
    if computed and config.get("deletion_policy") is None:
        planned["deletion_policy"] = provider.deletion_policy or policy["default"]
    known = KNOWN_AT_PLAN.get(type_.name)
    if known is not None:
        known(planned)


def resolve_defaults(type_: ResourceType, values: Object, provider: ProviderConfiguration) -> None:
    """At apply: the deletion policy of types whose provider code sets it when it reads the resource back."""
    if values.get("deletion_policy") is UNKNOWN:
        own = type_.facts.deletion.get("deletion_policy", {}).get("default") or "DELETE"
        values["deletion_policy"] = provider.deletion_policy or own


def resolve_locations(type_: ResourceType, values: Object, provider: ProviderConfiguration) -> None:
    """At apply: where a resource is, if neither its configuration nor the plan says."""
    for name in LOCATIONS:
        if values.get(name) is UNKNOWN:
            value = _region_of_zone(name, values) or provider.location(name)
            if isinstance(value, str) and value:
                values[name] = value
    if type_.name.startswith("google_container_") and values.get("location") is UNKNOWN:
        values["location"] = values.get("zone") or provider.location("location")


def _region_of_zone(name: str, values: Object) -> str | None:
    zone = values.get("zone")
    if name == "region" and isinstance(zone, str) and zone:
        return zone.rsplit("/", 1)[-1].rsplit("-", 1)[0]
    return None


def _location(name: str, provider: ProviderConfiguration) -> Any:
    value = provider.location(name)
    if value is None or value == "":
        raise ProviderError(f"Failed to retrieve {name}, pid: , err: {name}: required field is not set")
    return value


def _service_account(planned: Object) -> None:
    account, project = planned["account_id"], planned["project"]
    if account is UNKNOWN or project is UNKNOWN:
        return
    # Of an account in another universe the provider knows the address only once it stands.
    universe = universe_of(str(project))
    if not universe.is_google:
        return
    email = universe.account_email(str(account), str(project))
    planned["email"], planned["member"] = email, f"serviceAccount:{email}"


# Types whose CustomizeDiff computes more than locations, labels and the deletion policy.
KNOWN_AT_PLAN: dict[str, Callable[[Object], None]] = {
    "google_service_account": _service_account,
}
