"""Names, ids and self links of new resources, in the formats of the facts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from landfast.provider.facts import fill, known_types
from landfast.provider.tree import ResourceType
from landfast.provider.values import Object, sort_key
from landfast.rehearsal.cloud.special import own_identity
from landfast.rehearsal.doors.terraform.configuration import Configuration
from landfast.rehearsal.doors.terraform.plan.suppress import normal_member
from landfast.rehearsal.doors.terraform.values import UNKNOWN

API_ROOT = re.compile(r"^.*?https://[^/]+/(?:compute/)?v\d+\w*/|^https://[^/]+/[a-z]+/v\d+\w*/")
# The argument that asks for a name, where the create call carries it in its body.
ASKED = {
    "google_data_loss_prevention_inspect_template": "template_id",
    "google_data_loss_prevention_deidentify_template": "template_id",
    "google_data_loss_prevention_stored_info_type": "stored_info_type_id",
    "google_data_loss_prevention_job_trigger": "trigger_id",
    "google_storage_bucket_object": "name",
}
LOCATIONS = ("project", "region", "zone", "location")

Taken = Callable[[str], bool]


def identify(type_: ResourceType, values: Object, provider: Configuration, taken: Taken) -> None:
    """Fills locations, the name and `id` of a new resource in place. `taken` says whether an id stands already."""
    _fill_locations(type_, values, provider)
    if type_.facts.iam_kind:
        values["id"] = iam_id(type_, values)
        return
    attempt, previous = 0, ""
    while True:
        named = dict(values)
        own = own_identity(type_.name, values, attempt)
        if own is None:
            _fill_name(type_, named, attempt)
        else:
            named.update(own)
        id_ = str(named["id"])
        # A name that the server chooses is never one that stands; a name that was asked for may be (409).
        if not _chosen_by_server(type_, values) or not taken(id_) or id_ == previous:
            values.update(named)
            return
        attempt, previous = attempt + 1, id_


def self_link(type_: ResourceType, values: Object) -> str | None:
    """The self link of the type's API; None if the facts do not know its format."""
    return fill(type_.facts.self_link, _known(values)) if type_.facts.self_link else None


def iam_id(type_: ResourceType, values: Object) -> str:
    """`<resource>/<role>/<member>` and the condition, as the provider writes it."""
    template = type_.facts.id_format.partition("[")[0]
    known = _known(values)
    if isinstance(known.get("member"), str):
        known["member"] = normal_member(known["member"])
    text = fill(template, known) or "/".join(str(known[name]) for name in ("role", "member") if known.get(name))
    condition = known.get("condition")
    if isinstance(condition, list) and condition:
        text += "".join(f"/{condition[0].get(name) or ''}" for name in ("title", "description", "expression"))
    return text


def server_id(type_: ResourceType, values: Object, salt: int) -> str:
    """A number as the APIs choose them (19 digits), the same for the same resource."""
    configured = {name: value for name, value in values.items() if value is not UNKNOWN}
    seed = f"{type_.name} {sort_key(configured)} {salt}"
    return str(10**18 + int(hashlib.sha256(seed.encode()).hexdigest(), 16) % (8 * 10**18))


def _fill_locations(type_: ResourceType, values: Object, provider: Configuration) -> None:
    for name in LOCATIONS:
        if values.get(name) is UNKNOWN:
            value = _sibling(name, values) or provider.location(name)
            if isinstance(value, str) and value:
                values[name] = value
    if type_.name.startswith("google_container_") and values.get("location") is UNKNOWN:
        values["location"] = values.get("zone") or provider.location("location")


def _sibling(name: str, values: Object) -> str | None:
    zone = values.get("zone")
    if name == "region" and isinstance(zone, str) and zone:
        return zone.rsplit("/", 1)[-1].rsplit("-", 1)[0]
    return None


def _chosen_by_server(type_: ResourceType, values: Object) -> bool:
    name = type_.facts.name_attribute
    return type_.facts.name_from_server or values.get(name) is UNKNOWN


def _fill_name(type_: ResourceType, values: Object, salt: int) -> None:
    known = type_.facts
    name = known.name_attribute
    asked = _asked_name(type_, values)
    chosen = asked or server_id(type_, values, salt)
    path = _collection(type_, values)
    if known.id_format == "{{name}}" and values.get("name") is UNKNOWN and path:
        values["name"] = f"{path}/{chosen}"
    elif values.get(name) is UNKNOWN:
        values[name] = chosen
    fallback = f"{path or _guessed_collection(type_, values)}/{chosen}"
    values["id"] = fill(known.id_format, _known(values)) or fallback
    if known.name_is_path and "{{name}}" not in known.id_format and _computed_name(type_):
        values["name"] = values["id"]


def _computed_name(type_: ResourceType) -> bool:
    attribute = type_.block.attributes.get("name")
    return attribute is not None and not attribute.configurable


def _asked_name(type_: ResourceType, values: Object) -> str | None:
    """The name that the create call asks for (`?channelId={{channel_id}}`), or the one that is configured."""
    url = type_.facts.create.get("url") or ""
    for name in (ASKED.get(type_.name, ""), *re.findall(r"[?&]\w+Id=\{\{(\w+)\}\}", url)):
        value = values.get(name)
        if isinstance(value, str) and value:
            return value
    value = values.get(type_.facts.name_attribute or "name")
    return value if isinstance(value, str) and value else None


def _collection(type_: ResourceType, values: Object) -> str | None:
    """Path of the collection that the create call posts to: `projects/p/locations/r/tensorboards`."""
    url = (type_.facts.create.get("url") or "").partition("?")[0]
    if type_.facts.create.get("method") != "POST" or not url:
        return None
    filled = fill(API_ROOT.sub("", url), _known(values))
    return filled.partition(":")[0].strip("/") if filled else None


def _guessed_collection(type_: ResourceType, values: Object) -> str:
    """Where the facts say nothing: the way most APIs write it, `projects/p/locations/r/onlineEvaluators`."""
    parts = type_.name.split("_")
    # A product of two words (`vertex_ai`) is one that other types share.
    shared = sum(name.startswith("_".join(parts[:3]) + "_") for name in known_types()) > 1
    words = parts[3 if shared else 2 :] or [type_.name]
    kind = words[0] + "".join(word.capitalize() for word in words[1:]) + "s"
    known = _known(values)
    location = known.get("location") or known.get("region")
    levels = [("projects", known.get("project")), ("locations", location)]
    return "/".join([f"{name}/{value}" for name, value in levels if value] + [kind])


def _known(values: Object) -> dict[str, Any]:
    known = {name: value for name, value in values.items() if value is not UNKNOWN}
    project = known.get("project")
    if isinstance(project, str):
        known["project"] = project.removeprefix("projects/")
    return known
