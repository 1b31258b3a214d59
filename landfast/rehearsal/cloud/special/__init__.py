"""Computed values of types whose API has a form of its own: explicit tables, one file for each part of the cloud."""

from __future__ import annotations

from collections.abc import Mapping

from landfast.provider.values import Object
from landfast.rehearsal.cloud.special import compute, data, identity, managed
from landfast.rehearsal.cloud.special.common import Rule, Values

RULES: Mapping[str, Rule] = {**compute.RULES, **data.RULES, **identity.RULES}
IDENTITIES: Mapping[str, Rule] = {**identity.IDENTITIES, **managed.IDENTITIES}
NUMBERED = ("google_secret_manager_secret_version", "google_secret_manager_regional_secret_version")


def special_values(type_name: str, values: Object) -> Values:
    """Attributes of a new resource that follow from its others; only those that are unknown are taken."""
    rule = RULES.get(type_name)
    return rule(values) if rule is not None else {}


def own_identity(type_name: str, values: Object, attempt: int) -> Values | None:
    """`id`, and what else names a resource, of types whose id is no template; None for every other type.

    `attempt` counts up while the id that comes out is taken, for types that number their resources.
    """
    if type_name in NUMBERED:
        name = f"{values['secret']}/versions/{attempt + 1}"
        return {"id": name, "name": name}
    rule = IDENTITIES.get(type_name)
    return rule(values) if rule is not None else None
