"""Resources of the store as the API's content, and what is sent as the cloud's fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from landfast.provider.facts import VARIABLE
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import Kind, kind
from landfast.rehearsal.cloud.computed import UPDATED
from landfast.rehearsal.cloud.documents import NO_SCHEMA, ApiDocument, Schema
from landfast.rehearsal.cloud.naming import API_ROOT
from landfast.rehearsal.cloud.payload import snake
from landfast.rehearsal.cloud.records import RECORD, record_of
from landfast.rehearsal.cloud.records import etag_of as etag
from landfast.rehearsal.cloud.secrets import unmarked
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection
from landfast.rehearsal.doors.wire.translate import schema_of, translation

# Properties that tell when, by what the record of a resource knows.
TIMES = {"createTime": "created", "creationTimestamp": "created", "timeCreated": "created", "updateTime": "updated",
         "updated": "updated"}  # fmt: skip
# Parts of a path that say where something is, and the fields that say it, too.
PLACES = (("locations", ("location", "region")), ("regions", ("region", "location")), ("zones", ("zone", "location")))


def content_of(asked: Asked, item: StoredResource, collection: Collection | None = None) -> Object:
    """A resource as the API answers with it."""
    of = collection or asked.collection
    if of.is_row:
        return dict(item.fields)
    fields = unmarked(item.fields)
    found = {**record_of(fields).get("rest", {}), **translation(asked.service, of).to_api(fields)}
    properties = asked.document.schema(schema_of(asked.service, of)).get("properties", {})
    found |= _usual(properties, of, item, found)
    return {name: value for name, value in found.items() if name in properties}


def sent_fields(asked: Asked, collection: Collection, content: Object, path: str) -> Object:
    """The fields of a new resource: what its path says, and what was sent."""
    known = kind(collection.kind)
    translated = translation(asked.service, collection)
    own = writable(asked.document, schema_of(asked.service, collection), content)
    if not collection.short and not asked.service.classic:
        # What it is called is said by the request: the content repeats it, or has nothing to say of it.
        own.pop("name", None)
    said = translated.to_fields(own)
    full = {"name": path} if collection.full_name else {}
    return {**said, **_in_path(known, asked, path), **full, RECORD: {"rest": translated.rest(own)}}


def changed_fields(
    asked: Asked, standing: StoredResource, content: Object, collection: Collection | None = None
) -> Object:
    """The fields of a resource whose content is now another."""
    of = collection or asked.collection
    translated = translation(asked.service, of)
    kept = {
        name: value
        for name, value in standing.fields.items()
        if name not in translated.fields and name not in UPDATED and name != RECORD
    }
    said = {name: value for name, value in translated.to_fields(content).items() if name not in UPDATED}
    if "name" in said and not of.short and of.differs.paths.get("name", "name") == "name":
        # Of the content it is the path; the field may be the last of it.
        said["name"] = standing.fields["name"]
    return {**kept, **said, RECORD: {"rest": translated.rest(content)}}


def etag_of(item: StoredResource) -> str:
    return etag(item.fields)


def writable(known: ApiDocument, schema: str, content: Any) -> Any:
    """What was sent, without what only the API says."""
    return _writable(known, known.schema(schema), content)


def _usual(properties: Mapping[str, Schema], of: Collection, item: StoredResource, found: Object) -> Object:
    """What every API says of each of its resources."""
    own: Object = {}
    if "default" in properties.get("kind", NO_SCHEMA):
        own["kind"] = properties["kind"]["default"]
    if "name" in properties:
        own["name"] = _name(of, item, found)
    if "etag" in properties:
        own["etag"] = etag_of(item)
    record = record_of(item.fields)
    for name, key in TIMES.items():
        if name in properties and properties[name].get("type") == "string" and not found.get(name) and record.get(key):
            own[name] = record[key]
    return own


def _name(of: Collection, item: StoredResource, found: Object) -> str:
    said = str(found.get("name") or "")
    if of.short:
        return said or item.name.rsplit("/", 1)[-1]
    # Google answers with the number of the project where the field says so.
    return said if "/" in said else item.name


def _in_path(known: Kind, asked: Asked, path: str) -> Object:
    attributes = known.block.attributes
    found: Object = {"project": asked.project} if "project" in attributes and asked.project else {}
    parts = path.split("/")
    for part, names in PLACES:
        if part in parts[:-1]:
            place = parts[parts.index(part) + 1]
            found |= {name: place for name in names[:1] if name in attributes} or {
                name: place for name in names[1:] if name in attributes
            }
    if "parent" in attributes and asked.values.get("parent"):
        found["parent"] = asked.by_id(asked.values["parent"])
    whole = _variables(known, known.name_format, path)
    # One that the cloud is to name has the path of all of them; of a kind whose name is the whole path, what that says
    # is only told by where it is made.
    above = _variables(known, known.name_format.rpartition("/")[0], path) or _variables(known, _made_in(known), path)
    return found | (whole or above)


def _made_in(known: Kind) -> str:
    """Where the facts say that one is made, `{{taxonomy}}/policyTags`, without the host."""
    return API_ROOT.sub("", str(known.facts.create.get("url") or "").partition("?")[0])


def _variables(known: Kind, template: str, path: str) -> Object:
    """What stands in a path for the variables of a template."""
    pattern, end = "", 0
    for match in VARIABLE.finditer(template):
        inner = ".+" if match.start() == 0 and match.end() < len(template) else "[^/]+"
        pattern += re.escape(template[end : match.start()]) + f"(?P<{match[1].rpartition(':')[2]}>{inner})"
        end = match.end()
    found = re.fullmatch(pattern + re.escape(template[end:]), path)
    return {name: value for name, value in found.groupdict().items() if name in known.block.attributes} if found else {}


def _writable(known: ApiDocument, schema: Schema, content: Any) -> Any:
    if isinstance(content, list):
        inner = schema.get("items", NO_SCHEMA)
        return [_writable(known, known.resolved(inner), each) for each in content]
    if not isinstance(content, dict):
        return content
    properties = {
        **{snake(name): each for name, each in schema.get("properties", {}).items()},
        **schema.get("properties", {}),
    }
    return {
        name: _writable(known, known.resolved(properties.get(name, NO_SCHEMA)), value)
        for name, value in content.items()
        if not properties.get(name, NO_SCHEMA).get("readOnly") and value is not None
    }
