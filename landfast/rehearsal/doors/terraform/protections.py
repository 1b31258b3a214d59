"""What the provider does about a deletion before it asks the cloud, or instead of asking."""

from __future__ import annotations

from landfast.provider.tree import ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.errors import ProviderError

PROTECTIONS = (
    "deletion_protection",
    "deletion_protection_enabled",
    "enable_deletion_protection",
    "delete_protection",
)
PROTECTED = (True, "true", "DELETION_PROTECTED", "ENABLED")


def check_protections(type_: ResourceType, values: Object) -> None:
    """Raises ProviderError for a resource whose state forbids to destroy it."""
    if values.get("deletion_policy") == "PREVENT":
        raise ProviderError(
            f"cannot destroy {type_.name} {values['id']}: its deletion_policy is PREVENT. "
            'Set deletion_policy = "DELETE", apply, and destroy it then.'
        )
    for attribute in PROTECTIONS:
        if values.get(attribute) in PROTECTED:
            raise ProviderError(
                f"cannot destroy {type_.name} {values['id']}: {attribute} is {values[attribute]}. "
                f"Turn {attribute} off, apply, and destroy it then."
            )


def is_forgotten(type_: ResourceType, values: Object) -> bool:
    """Whether the provider only forgets a resource, and the cloud keeps it."""
    if values.get("deletion_policy") == "ABANDON" or type_.name == "google_kms_key_ring":
        return True
    # Since provider 8 a service stays enabled unless its resource says otherwise.
    return type_.name == "google_project_service" and not values.get("disable_on_destroy")


def parameters(values: Object) -> Object:
    """What the provider's own arguments ask of the delete call."""
    asked = {
        "delete_contents": values.get("delete_contents_on_destroy"),
        "disable_dependent_services": values.get("disable_dependent_services"),
        "force": values.get("force_destroy"),
    }
    return {name: True for name, value in asked.items() if value}
