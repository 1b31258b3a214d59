"""Cloud Storage by its JSON API: buckets, and the objects in them."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.gcp.agents import agent_email
from landfast.gcp.universes import universe_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.agents import make_agent
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.generations import USUAL_SECONDS
from landfast.rehearsal.cloud.projects import find_project, project_number
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of, sent_fields
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service
from landfast.rehearsal.doors.wire.masks import merged
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.methods import changed, check_etag, check_shown, replaced
from landfast.rehearsal.doors.wire.pages import stored_page
from landfast.rehearsal.doors.wire.services.storage_api.objects import (
    API,
    BUCKET,
    HANDLERS,
    OBJECTS,
    bucket_of,
    check_conditions,
    metageneration,
)
from landfast.rehearsal.doors.wire.services.storage_api.retired import RETIRED
from landfast.rehearsal.doors.wire.services.storage_api.uploads import insert

# https://cloud.google.com/storage/docs/locations
MULTI = {"EU": "multi-region", "US": "multi-region", "ASIA": "multi-region"}
DUAL = ("EUR4", "EUR5", "EUR7", "EUR8", "NAM4", "ASIA1")
# Conditions in lists of a bucket's rules, by the provider's names and the API's.
STATES = {"LIVE": True, "ARCHIVED": False}


def _to_api(fields: Object, content: Object) -> None:
    content["id"] = content["name"] = str(fields.get("name"))
    content["projectNumber"] = str(fields.get("project_number"))
    place = str(fields.get("location") or "US").upper()
    content["location"] = place
    content["locationType"] = MULTI.get(place) or ("dual-region" if place in DUAL else "region")
    content["metageneration"] = metageneration(fields)
    content["generation"] = "1"
    _uniform(fields, content)
    content.setdefault("softDeletePolicy", {}).setdefault("retentionDurationSeconds", str(USUAL_SECONDS))
    for rule, block in _rules(fields, content):
        _condition(rule, block)


def _rules(fields: Object, content: Object) -> Iterator[tuple[Object, Object]]:
    """Each of the lifecycle's, with the block that says the same."""
    return zip(content.get("lifecycle", {}).get("rule", ()), fields.get("lifecycle_rule") or (), strict=False)


def _uniform(fields: Object, content: Object) -> None:
    """What a bucket says of access, also where nobody set it."""
    own = content.setdefault("iamConfiguration", {})
    own.setdefault("publicAccessPrevention", "inherited")
    uniform = own.setdefault("uniformBucketLevelAccess", {})
    uniform["enabled"] = bool(fields.get("uniform_bucket_level_access"))
    own["bucketPolicyOnly"] = dict(uniform)


def _condition(rule: Object, block: Object) -> None:
    """`with_state` and what is sent only when it is asked for, so that 0 is told from nothing."""
    found = (block.get("condition") or [{}])[0]
    condition = rule.setdefault("condition", {})
    state = found.get("with_state")
    condition.pop("isLive", None)
    if state in STATES:
        condition["isLive"] = STATES[state]
    for name, own in ZEROS.items():
        value = found.get(name)
        if value or found.get(f"send_{name}_if_zero"):
            condition[own] = int(value or 0)
        else:
            condition.pop(own, None)


ZEROS = {
    "age": "age",
    "days_since_custom_time": "daysSinceCustomTime",
    "days_since_noncurrent_time": "daysSinceNoncurrentTime",
    "num_newer_versions": "numNewerVersions",
}


def _to_fields(fields: Object, content: Object) -> None:
    for rule, block in _rules(fields, content):
        condition = rule.get("condition") or {}
        own = block.setdefault("condition", [{}])[0]
        live = condition.get("isLive")
        own["with_state"] = "ANY" if live is None else "LIVE" if live else "ARCHIVED"
        own |= {f"send_{name}_if_zero": True for name, api in ZEROS.items() if condition.get(api) == 0}
    if fields.get("location"):
        fields["location"] = str(fields["location"]).upper()


DIFFERENCES = Differences(
    {
        "uniform_bucket_level_access": "iamConfiguration.uniformBucketLevelAccess.enabled",
        "public_access_prevention": "iamConfiguration.publicAccessPrevention",
        "requester_pays": "billing.requesterPays",
        "lifecycle_rule": "lifecycle.rule",
        "enable_object_retention": "objectRetention.mode",
        "project": "",
        "project_number": "",
        "url": "",
    },
    to_api=_to_api,
    to_fields=_to_fields,
)


def _insert(asked: Asked) -> Object:
    """https://cloud.google.com/storage/docs/json_api/v1/buckets/insert"""
    name, content = str(asked.body.get("name") or ""), dict(asked.body)
    if find_project(asked.store, asked.project) is None:
        raise not_found("The requested project was not found.")
    if not name:
        raise bad_request("Required", "required")
    content.setdefault("location", "US")
    content.setdefault("storageClass", "STANDARD")
    fields = {**sent_fields(asked, asked.collection, content, name), "project": asked.project, "name": name}
    return content_of(asked, asked.cloud.answer(Call("create", kind(BUCKET), fields=fields)))


def _get(asked: Asked) -> Object:
    found = _bucket(asked)
    check_shown(asked, found)
    return content_of(asked, found)


def _list(asked: Asked) -> Object:
    """https://cloud.google.com/storage/docs/json_api/v1/buckets/list"""
    page, more = stored_page(asked, BUCKET, asked.parameter("prefix"))
    items: Object = {"items": [content_of(asked, item) for item in page]} if page else {}
    return {"kind": "storage#buckets", **items, **more}


def _change(asked: Asked) -> Object:
    found = _bucket(asked)
    check_etag(asked, found, "")
    before = content_of(asked, found)
    content = replaced(asked, before, asked.body) if asked.method.verb == "PUT" else merged(before, asked.body)
    return content_of(asked, changed(asked, found, content))


def _delete(asked: Asked) -> Response:
    found = _bucket(asked)
    asked.cloud.answer(Call("delete", kind(BUCKET), found.name, found.project))
    return Response(204)


def _bucket(asked: Asked) -> StoredResource:
    """The one that is asked for, which is as the request says. Raises: Refusal (404, 412)."""
    found = bucket_of(asked, asked.values["bucket"])
    check_conditions(asked, {"Metageneration": metageneration(found.fields)})
    return found


def _account(asked: Asked) -> Object:
    """Made when it is asked for first, if not before."""
    project = asked.project_id(asked.values["projectId"])
    if find_project(asked.store, project) is None:
        raise not_found("The requested project was not found.")
    make_agent(asked.store, API, project)
    email = agent_email(API, project_number(project), universe_of(project))
    return {"kind": "storage#serviceAccount", "email_address": email}


SERVICE = Service(
    "storage.v1",
    (Collection("buckets", BUCKET, name="{bucket}", short=True, differs=DIFFERENCES), OBJECTS),
    handlers={
        "buckets.insert": _insert,
        "buckets.get": _get,
        "buckets.list": _list,
        "buckets.patch": _change,
        "buckets.update": _change,
        "buckets.delete": _delete,
        "projects.serviceAccount.get": _account,
        **HANDLERS,
        **RETIRED,
        "objects.insert": insert,
    },
    classic=True,
)
