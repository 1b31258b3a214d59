"""How the provider words what goes wrong: its own refusals, and the cloud's as `googleapi` prints them."""

from __future__ import annotations

from landfast.provider.tree import ResourceType
from landfast.rehearsal.cloud.refusal import Refusal


class ProviderError(Exception):
    """A refusal of the provider itself, before it asks the cloud (deletion protection, an impossible import)."""


REFUSALS = (Refusal, ProviderError)


def words(error: Exception) -> str:
    """`googleapi: Error 409: ..., alreadyExists` for a refusal of the cloud."""
    if not isinstance(error, Refusal):
        return str(error)
    return f"googleapi: Error {error.code}: {error.message}" + (f", {error.reason}" if error.reason else "")


def summary(type_: ResourceType, prior: object, planned: object, error: Exception) -> str:
    """`Error creating Bucket: googleapi: Error 409: ...`, as the provider words what an apply met."""
    if isinstance(error, ProviderError):
        return str(error)
    verb = "creating" if prior is None else "deleting" if planned is None else "updating"
    return f"Error {verb} {type_.facts.api_kind or type_.name}: {words(error)}"
