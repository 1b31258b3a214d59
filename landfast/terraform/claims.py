"""What landfast made, or may have made, without the state knowing: by which id, or by what else, it is found again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from landfast.core.errors import UserError
from landfast.provider.facts import import_id
from landfast.provider.recognition import collection, identity, import_path, recognised

PROJECTS = re.compile(r"\bprojects/((?:[a-z][a-z0-9]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9])\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """`id`: what to import it by. Where the server chooses the name, that is empty: then it is looked for in a
    `collection` of the API by its `identity`. What was not known yet when the record was written is empty, too.
    `since`: when what may have made it began.
    """

    id: str = ""
    collection: str = ""
    identity: tuple[str, ...] = ()
    since: str = ""


def claim_of(kind: str, values: Mapping[str, Any]) -> Claim:
    """How a resource with these values is found again."""
    known = recognised(kind)
    if known is None or not known.collection:
        return Claim(id_or_nothing(kind, values))
    return Claim("", collection(known, values) or "", identity(known, values) or ())


def id_or_nothing(kind: str, values: Mapping[str, Any]) -> str:
    """The id to import a resource by; empty if it can't be known yet, or the type can't be imported."""
    known = recognised(kind)
    if known is not None:
        return "" if known.collection else import_path(known, values) or ""
    try:
        return import_id(kind, values)
    except UserError:
        return ""


def creations(plan: Mapping[str, Any]) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Address, type and planned values of what a plan will make."""
    for change in plan.get("resource_changes", ()):
        if "create" in change["change"]["actions"] and change.get("mode", "managed") == "managed":
            yield change["address"], change["type"], with_defaults(plan, change["change"].get("after") or {})


def imported(plan: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Address -> change, of what a plan will import."""
    changes = {change["address"]: change["change"] for change in plan.get("resource_changes", ())}
    return {address: change for address, change in changes.items() if change.get("importing")}


def of_its_project(claims: Mapping[str, Claim], plan: Mapping[str, Any]) -> dict[str, Claim]:
    """The claims, if they are on the project that the plan works in; none if that is called otherwise since: what an
    earlier one left is not what this one makes."""
    project = str(with_defaults(plan, {}).get("project") or "")
    named = {name for claim in claims.values() for name in PROJECTS.findall(f"{claim.id} {claim.collection}")}
    return {} if project and named and project not in named else dict(claims)


def with_defaults(plan: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a resource, with the provider's project, region and zone where it has none of its own."""
    provider = plan.get("configuration", {}).get("provider_config", {}).get("google", {}).get("expressions", {})
    given = {name: provider.get(name, {}).get("constant_value") for name in ("project", "region", "zone")}
    own = {name: value for name, value in values.items() if value is not None}
    return {name: value for name, value in given.items() if value} | own
