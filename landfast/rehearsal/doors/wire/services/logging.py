"""Logging: where logs are kept, of a project and of what is made in a folder."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.agents import make_agent
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.late import is_late
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import not_found
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.cloud.unmanaged import LOG_BUCKET
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of, sent_fields, writable
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service
from landfast.rehearsal.doors.wire.masks import masked
from landfast.rehearsal.doors.wire.methods import changed, create, new_path, update
from landfast.rehearsal.doors.wire.pages import stored_page
from landfast.rehearsal.doors.wire.translate import translation

SETTINGS = "google_logging_folder_settings"
BUCKET = "google_logging_project_bucket_config"
BUCKETS = Collection(
    "projects.locations.buckets",
    BUCKET,
    only=("create", "delete"),
    differs=Differences({"enable_analytics": "analyticsEnabled"}),
)
METRIC = "google_logging_metric"
SINK = "google_logging_project_sink"
SINKS = Collection("projects.sinks", SINK, short=True)
_LOGS = [
    f'LOG_ID("{source}.googleapis.com/{name}")'
    for name in ("activity", "system_event", "access_transparency")
    for source in ("cloudaudit", "externalaudit")
]
GIVEN_SINKS = {"_Required": " OR ".join(_LOGS), "_Default": " AND ".join(f"NOT {log}" for log in _LOGS)}
# https://cloud.google.com/logging/docs/default-settings
GIVEN = {"lifecycleState": "ACTIVE", "retentionDays": 30}
# A folder's settings are one of it: their path ends where that of the folder does.
FOLDERS = Collection("folders", SETTINGS, name="{path}/settings", schema="Settings", only=())


def _settings(asked: Asked) -> Object:
    name = f"{asked.path.removesuffix('/settings')}/settings"
    found = asked.store.get(SETTINGS, name)
    if found is None or is_late(asked.store, found.name):
        return {"name": name}
    return {**content_of(asked, found, FOLDERS), "name": name}


def _update_settings(asked: Asked) -> Object:
    """They are there with the folder: a first change is what makes them here."""
    name = f"{asked.path.removesuffix('/settings')}/settings"
    own = writable(asked.document, "Settings", asked.body)
    said = translation(asked.service, FOLDERS).to_fields(own)
    found = asked.store.get(SETTINGS, name)
    fields = {**(found.fields if found else {}), "folder": name.split("/")[1], **said}
    asked.cloud.answer(Call("update" if found else "create", kind(SETTINGS), name if found else "", fields=fields))
    return _settings(asked)


def _buckets(asked: Asked) -> Object:
    own = [_bucket(asked, item) for item in asked.store.list(BUCKET, asked.project)]
    taken = {content["name"] for content in own}
    given = (item.name for item in asked.store.list(LOG_BUCKET, asked.project))
    return {"buckets": [*own, *({**GIVEN, "name": name} for name in given if name not in taken)]}


def _get_bucket(asked: Asked) -> Object:
    found = asked.store.get(BUCKET, asked.path)
    if found is not None:
        return _bucket(asked, found)
    if asked.store.get(LOG_BUCKET, asked.path) is None:
        raise not_found(f"Bucket {asked.path} does not exist.")
    return {**GIVEN, "name": asked.path}


def _patch_bucket(asked: Asked) -> Object:
    """What a project has of its own accord is there to be changed, too."""
    before = _get_bucket(asked)
    own = writable(asked.document, "LogBucket", asked.body)
    after = masked(asked.document, "LogBucket", before, own, asked.parameter("updateMask"))
    found = asked.store.get(BUCKET, asked.path)
    if found is not None:
        return _bucket(asked, changed(asked, found, after))
    fields = sent_fields(asked, asked.collection, after, asked.path)
    return _bucket(asked, asked.cloud.answer(Call("create", kind(BUCKET), fields=fields)))


def _update_bucket(asked: Asked) -> Object:
    return operations.done(asked, asked.path, _patch_bucket(asked), "LogBucket")


def _bucket(asked: Asked, item: StoredResource) -> Object:
    return {"lifecycleState": "ACTIVE", **content_of(asked, item, BUCKETS)}


def _get_sink(asked: Asked) -> Object:
    found = asked.find()
    return content_of(asked, found) if found is not None else _given_sink(asked)


def _given_sink(asked: Asked) -> Object:
    """https://cloud.google.com/logging/docs/default-settings: two sinks are there with the project."""
    project, name = asked.project, asked.path.rsplit("/", 1)[-1]
    if name not in GIVEN_SINKS:
        raise not_found(f"Sink {name} does not exist")
    held = asked.store.list(LOG_BUCKET, project)
    place = next(
        (item.name for item in held if item.name.endswith(name)), f"projects/{project}/locations/global/buckets/{name}"
    )
    return {"name": name, "destination": f"logging.googleapis.com/{place}", "filter": GIVEN_SINKS[name]}


def _update_sink(asked: Asked) -> Object:
    """One that was there with the project is changed like any other."""
    if asked.find() is not None:
        return update(asked)
    content = {**_given_sink(asked), **writable(asked.document, "LogSink", asked.body)}
    fields = sent_fields(asked, asked.collection, content, asked.path)
    return content_of(asked, asked.cloud.answer(Call("create", kind(SINK), fields=fields)))


def _create_sink(asked: Asked) -> Object:
    """Without a writer of its own it writes as Google's: https://cloud.google.com/logging/docs/reference/v2/rest/v2/
    projects.sinks/create"""
    own = {
        "unique_writer_identity": asked.flag("uniqueWriterIdentity"),
        "custom_writer_identity": asked.parameter("customWriterIdentity") or None,
    }
    fields = sent_fields(asked, asked.collection, asked.body, new_path(asked, asked.body)) | own
    return content_of(asked, asked.cloud.answer(Call("create", kind(SINK), fields=fields)))


def _described(fields: Object, content: Object) -> None:
    """https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics: the descriptor's own names."""
    type_ = f"logging.googleapis.com/user/{fields.get('name')}"
    names = {"type": type_, "name": f"projects/{fields.get('project')}/metricDescriptors/{type_}"}
    content["metricDescriptor"] = {**(content.get("metricDescriptor") or {}), **names}


METRICS = Collection("projects.metrics", METRIC, name="{last}", short=True, differs=Differences(to_api=_described))


def _metrics(asked: Asked) -> Object:
    found, more = stored_page(asked, METRIC)
    return {"metrics": [content_of(asked, item) for item in found], **more} if found else {}


def _update_metric(asked: Asked) -> Object:
    """One that is not there is made: https://cloud.google.com/logging/docs/reference/v2/rest/v2/
    projects.metrics/update"""
    if asked.find() is not None:
        return update(asked)
    fields = sent_fields(asked, asked.collection, {**asked.body, "name": asked.name}, asked.path)
    return content_of(asked, asked.cloud.answer(Call("create", kind(METRIC), fields=fields)))


def _cmek(asked: Asked) -> Object:
    project = asked.project
    agent = make_agent(asked.store, "logging.googleapis.com", project)
    return {"name": f"projects/{project_number(project)}/cmekSettings", "serviceAccountId": agent}


SERVICE = Service(
    "logging.v2",
    (FOLDERS, BUCKETS, SINKS, METRICS),
    handlers={
        "folders.getSettings": _settings,
        "folders.updateSettings": _update_settings,
        "projects.getCmekSettings": _cmek,
        "projects.metrics.list": _metrics,
        "projects.metrics.update": _update_metric,
        "projects.sinks.create": _create_sink,
        "projects.sinks.get": _get_sink,
        "projects.sinks.patch": _update_sink,
        "projects.sinks.update": _update_sink,
        "projects.locations.buckets.createAsync": create,
        "projects.locations.buckets.updateAsync": _update_bucket,
        "projects.locations.buckets.list": _buckets,
        "projects.locations.buckets.get": _get_bucket,
        "projects.locations.buckets.patch": _patch_bucket,
    },
    package="google.logging.v2",
)
