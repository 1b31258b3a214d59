"""How the provider writes into a state what the API answers: links whole, and ids that are not the API's names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote_plus

from landfast.provider.facts import VARIABLE, facts, fill
from landfast.provider.tree import Block, ResourceType
from landfast.provider.values import Object, canonical_set
from landfast.rehearsal.cloud.projects import project_number

# https://cloud.google.com/compute/docs/reference/rest/v1: a resource refers to others by their whole URLs.
ROOT = "https://www.googleapis.com/compute/v1/"
WHOLE = re.compile(r"https://(?:www\.googleapis\.com/compute|compute\.googleapis\.com/compute)/v1/")
# Places are called by their names in a call, and by their links in some answers.
PLACES = ("projects/{{project}}/regions", "projects/{{project}}/zones")


def answered(type_: ResourceType, values: Object) -> Object:
    """The values of a state: links to resources of Compute Engine are whole URLs."""
    if not _has_links(type_.name):
        return values
    return _each(type_.block, values, lambda link, text: _whole(link, text, values))


def asked(type_: ResourceType, values: Object) -> Object:
    """The values of a call: the same links as paths, places by their names."""
    return _each(type_.block, values, _path) if _has_links(type_.name) else values


def state_id(type_: ResourceType, name: str, fields: Object) -> str:
    """The id in a state of what is called `name` in the cloud."""
    own = IDS.get(type_.name)
    return name if own is None else own(name, fields)


def cloud_name(type_: ResourceType, state: Object) -> str:
    """The name in the cloud of what a state holds."""
    name = fill(type_.facts.id_format, state) if type_.name in IDS else None
    return str(state["id"]) if name is None else name


@lru_cache(maxsize=512)
def _has_links(type_name: str) -> bool:
    return any("link" in known for known in facts(type_name).attributes.values())


def _peered(_name: str, fields: Object) -> str:
    above = f"services/{fields['service']}/projects/{project_number(str(fields['project']))}/global/networks"
    return f"{above}/{fields['network']}/peeredDnsDomains/{fields['name']}"


def _connection(_name: str, fields: Object) -> str:
    return ":".join(quote_plus(str(fields[name])) for name in ("network", "service"))


# Read in the provider's source (2026-08-21): google/services/{cloudbuild/resource_cloudbuild_trigger,
# servicenetworking/resource_service_networking_connection,sql/resource_sql_database_instance}.go.
IDS: Mapping[str, Callable[[str, Object], str]] = {
    "google_cloudbuild_trigger": lambda name, _fields: name.replace("/locations/global/", "/"),
    "google_service_networking_connection": _connection,
    "google_service_networking_peered_dns_domain": _peered,
    "google_sql_database_instance": lambda _name, fields: str(fields["name"]),
}


def _whole(link: str, text: str, values: Object) -> str:
    if not text or "://" in text:
        return text
    start = text.find("projects/")
    if start >= 0:
        return ROOT + text[start:]
    # The zone and the region of a resource may be links themselves.
    known = {name: str(values.get(name) or "").rsplit("/", 1)[-1] for name in VARIABLE.findall(link)}
    above = fill(link, known)
    return text if above is None else f"{ROOT}{above}/{text.rsplit('/', 1)[-1]}"


def _path(link: str, text: str) -> str:
    path = WHOLE.sub("", text)
    return path.rsplit("/", 1)[-1] if link in PLACES else path


def _each(block: Block, values: Object, form: Callable[[str, str], str]) -> Object:
    """The values with every link in another form."""
    found = dict(values)
    for name, attribute in block.attributes.items():
        link = attribute.facts.get("link")
        if link and found.get(name):
            found[name] = _formed(found[name], partial(form, link))
            if isinstance(found[name], list) and attribute.type[0] == "set":
                found[name] = canonical_set(found[name])
    for name, nested in block.blocks.items():
        inner = found.get(name)
        if isinstance(inner, list):
            items = [_each(nested.block, item, form) if isinstance(item, dict) else item for item in inner]
            found[name] = canonical_set(items) if nested.nesting == "set" else items
    return found


def _formed(value: Any, form: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [_formed(item, form) for item in value]
    return form(value) if isinstance(value, str) else value
