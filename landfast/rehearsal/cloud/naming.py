"""Names and self links of new resources, in the formats of the facts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from landfast.provider.facts import fill, known_types
from landfast.provider.values import Object, sort_key
from landfast.rehearsal.cloud.api_kind import Kind
from landfast.rehearsal.cloud.kinds import behaviour

API_ROOT = re.compile(r"^.*?https://[^/]+/(?:compute/)?v\d+\w*/|^https://[^/]+/[a-z]+/v\d+\w*/")
# The argument that asks for a name, where the create call carries it in its body.
ASKED = {
    "google_data_loss_prevention_inspect_template": "template_id",
    "google_data_loss_prevention_deidentify_template": "template_id",
    "google_data_loss_prevention_stored_info_type": "stored_info_type_id",
    "google_data_loss_prevention_job_trigger": "trigger_id",
    "google_storage_bucket_object": "name",
}
# A new resource's name, and the fields that say it too.
Named = tuple[str, Object]
Taken = Callable[[str], bool]


def named(kind: Kind, fields: Object, taken: Taken) -> Named:
    """The name of a new resource. `taken` says whether a name stands already."""
    rule = behaviour(kind.terraform_type).named
    attempt, previous = 0, ""
    while True:
        name, own = rule(fields, attempt) if rule is not None else _named(kind, fields, attempt)
        # A name that the server chooses is never one that stands; a name that was asked for may be (409).
        if not _chosen_by_server(kind, fields) or not taken(name) or name == previous:
            return name, own
        attempt, previous = attempt + 1, name


def self_link(kind: Kind, fields: Object) -> str | None:
    """The self link of the kind's API; None if the facts do not know its format."""
    return fill(kind.facts.self_link, _known(fields)) if kind.facts.self_link else None


def server_id(kind: Kind, fields: Object, salt: int) -> str:
    """A number as the APIs choose them (19 digits), the same for the same resource."""
    seed = f"{kind.terraform_type} {sort_key(fields)} {salt}"
    return str(10**18 + int(hashlib.sha256(seed.encode()).hexdigest(), 16) % (8 * 10**18))


def _absent(kind: Kind, fields: Object, name: str) -> bool:
    return name in kind.block.attributes and name not in fields


def _chosen_by_server(kind: Kind, fields: Object) -> bool:
    return kind.facts.name_from_server or _absent(kind, fields, kind.facts.name_attribute)


def _named(kind: Kind, fields: Object, salt: int) -> Named:
    known, own = kind.facts, Object()
    chosen = _asked_name(kind, fields) or server_id(kind, fields, salt)
    path = _posted_to(kind, fields)
    if known.id_format == "{{name}}" and _absent(kind, fields, "name") and path:
        own["name"] = f"{path}/{chosen}"
    elif _absent(kind, fields, known.name_attribute):
        own[known.name_attribute] = chosen
    fallback = f"{path or _guessed_collection(kind, fields)}/{chosen}"
    name = fill(known.id_format, _known({**fields, **own})) or fallback
    if known.name_is_path and "{{name}}" not in known.id_format and _computed_name(kind):
        own["name"] = name
    return name, own


def _computed_name(kind: Kind) -> bool:
    attribute = kind.block.attributes.get("name")
    return attribute is not None and not attribute.configurable


def _asked_name(kind: Kind, fields: Object) -> str | None:
    """The name that the create call asks for (`?channelId={{channel_id}}`), or the one that is configured."""
    url = kind.facts.create.get("url") or ""
    asked = (ASKED.get(kind.terraform_type, ""), *re.findall(r"[?&]\w+Id=\{\{(\w+)\}\}", url))
    for name in (*asked, kind.facts.name_attribute or "name"):
        value = fields.get(name)
        if isinstance(value, str) and value:
            return value
    return None


def _posted_to(kind: Kind, fields: Object) -> str | None:
    """Path of the collection that the create call posts to: `projects/p/locations/r/tensorboards`."""
    # A verb is no part of the collection.
    url = re.sub(r":\w+$", "", (kind.facts.create.get("url") or "").partition("?")[0])
    if kind.facts.create.get("method") != "POST" or not url:
        return None
    filled = fill(API_ROOT.sub("", url), _known(fields))
    return filled.strip("/") if filled else None


def _guessed_collection(kind: Kind, fields: Object) -> str:
    """Where the facts say nothing: the way most APIs write it, `projects/p/locations/r/onlineEvaluators`."""
    parts = kind.terraform_type.split("_")
    # A product of two words (`vertex_ai`) is one that other types share.
    shared = sum(name.startswith("_".join(parts[:3]) + "_") for name in known_types()) > 1
    words = parts[3 if shared else 2 :] or [kind.terraform_type]
    collection = words[0] + "".join(word.capitalize() for word in words[1:]) + "s"
    known = _known(fields)
    location = known.get("location") or known.get("region")
    levels = [("projects", known.get("project")), ("locations", location)]
    return "/".join([f"{name}/{value}" for name, value in levels if value] + [collection])


def _known(fields: Object) -> dict[str, Any]:
    known = dict(fields)
    project = known.get("project")
    if isinstance(project, str):
        known["project"] = project.removeprefix("projects/")
    return known
