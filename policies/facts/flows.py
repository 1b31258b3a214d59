"""Judges values that say where a resource sends data: buckets, datasets, sinks' targets, hosts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from landfast.policies.facts import hosts
from landfast.policies.facts.location_attributes import PlaceJudgement, unlisted, untold
from landfast.policies.facts.places import PlaceVerdict, locate, location_in
from landfast.policies.facts.tables import LocationAttribute
from landfast.policies.model import Area, Resource, World
from landfast.policies.values import GAP, Unknown, known_text, shown, why

# What a log sink can write to; each is judged itself.
_TARGETS = (
    "google_storage_bucket",
    "google_bigquery_dataset",
    "google_pubsub_topic",
    "google_logging_project_bucket_config",
)

_MADE = re.compile(r"(?:module\.[^.]+\.)*google_\w+\.")

# What a URL that only the cloud knows can come from; each is judged itself.
_SERVICES = (
    "google_cloud_run_v2_service",
    "google_cloud_run_service",
    "google_cloudfunctions2_function",
    "google_cloudfunctions_function",
)


# Google's own buckets of Dataflow's templates, one in each region.
# https://docs.cloud.google.com/dataflow/docs/guides/templates/provided-templates
_TEMPLATES = re.compile(r"dataflow-templates-([a-z]+-[a-z]+[0-9]+)", re.ASCII)


def bucket(
    _attribute: LocationAttribute, path: str, value: Any, resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    if world.referred(value, "google_storage_bucket", resource):
        return
    text = known_text(value)
    if text is None:
        yield untold(path, "flow", "the bucket", value)
    elif not _comes_from(value, "google_storage_bucket", "name", _bucket_name(text), resource, world):
        yield from _bucket_named(path, _bucket_name(text), world)


def _bucket_name(text: str) -> str:
    """The bucket of `b`, `gs://b/path` and `projects/p/buckets/b`."""
    match = re.search(r"(?:^|/)buckets/([^/]+)", text)
    return match[1] if match else text.removeprefix("gs://").split("/", 1)[0]


def named(
    _attribute: LocationAttribute, path: str, value: Any, _resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    """What a path names (a model, a workflow, an engine): where its location says; without one it is beside."""
    text = known_text(value)
    location = location_in(text) if text else None
    if location and GAP not in location:
        verdict = locate(location, "", world.area)
        multi = locate(location, "api", world.area) if verdict.kind == "unknown" else verdict
        if not multi.good:
            yield PlaceJudgement(path, multi.kind, "flow", f"{shown(text)} {multi.clause}")
    elif not isinstance(value, str) and not _is_made_here(value):
        yield untold(path, "flow", "where it goes", value)


def _is_made_here(value: Any) -> bool:
    """Whether an unknown value is of a resource of this configuration alone: that is judged itself."""
    references = value.references if isinstance(value, Unknown) else ()
    return bool(references) and all(_MADE.match(name) for name in references)


def _bucket_named(path: str, name: str, world: World) -> Iterator[PlaceJudgement]:
    googles = _TEMPLATES.fullmatch(name)
    location = googles[1] if googles else world.buckets.get(name)
    if location is not None:
        verdict = locate(location, "storage", world.area)
        if not verdict.good:
            yield PlaceJudgement(
                path, verdict.kind, "flow", f"bucket {shown(name)} is in {location}, which {verdict.clause}"
            )
    elif GAP in name or not world.find("google_storage_bucket", "name", name):
        clean = name.replace(GAP, "*")
        yield unlisted(path, "flow", f"bucket {shown(clean)} is none of those")


def dataset(
    _attribute: LocationAttribute, path: str, value: Any, resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    """`dataset`, `projects/p/datasets/d/...`, `bq://p.d.t`, `p.d.t` or `p:d.t`."""
    if any(world.referred(value, type_, resource) for type_ in ("google_bigquery_dataset", "google_bigquery_table")):
        return
    text = known_text(value)
    name = dataset_name(text) if text else None
    if text is None or name is None:
        yield untold(path, "flow", "the dataset", value)
    elif not (
        _comes_from(value, "google_bigquery_dataset", "dataset_id", name, resource, world)
        or _stands("google_bigquery_dataset", "dataset_id", name, _project_in(text, "datasets"), resource, world)
    ):
        clean = name.replace(GAP, "*")
        yield unlisted(path, "flow", f"dataset {shown(clean)} is none of those")


def table(
    attribute: LocationAttribute, path: str, value: Any, resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    """A table by its whole name; of one by its last name alone the attributes beside it tell the dataset."""
    text = known_text(value)
    if text is not None and ("/datasets/" in text or "." in text):
        yield from dataset(attribute, path, value, resource, world)


_PROJECT = r"(?:^|/)projects/([^/]+)/"


def _project_in(text: str, of: str) -> str:
    """The id of the project that is named before what is of one (`topics`); empty if none is, or only its number."""
    match = re.search(rf"{_PROJECT}{of}/", text)
    own = text.removeprefix("bq://").replace(":", ".").split(".")
    named = match[1] if match else own[0] if len(own) == 3 and "/" not in text else ""
    return "" if GAP in named or named.isdigit() else named


def _stands(type_: str, attribute: str, name: str, project: str, by: Resource, world: World) -> bool:
    """Whether one of this name is checked with it. In a project that is named, it has to be of that one."""
    return GAP not in name and any(
        not project or _is_of(each, project, by) for each in world.all_with(type_, attribute, name)
    )


def _is_of(resource: Resource, project: str, by: Resource) -> bool:
    own = resource.values.get("project") or resource.provider.get("project")
    return own == project if isinstance(own, str) else resource.document == by.document


def _comes_from(value: Any, type_: str, attribute: str, name: str, by: Resource, world: World) -> bool:
    """Whether a name with gaps is that of a resource, with the same gaps, that the value is made of."""
    made = (each for each in world.sources(value, by) if each is not None and each.type == type_)
    return any(known_text(each.values.get(attribute)) == name for each in made)


def dataset_name(text: str) -> str | None:
    """The dataset in any of the forms that Google takes."""
    match = re.search(r"(?:^|/)datasets/([^/]+)", text)
    if match:
        return match[1]
    own = text.removeprefix("bq://")
    _before, colon, rest = own.partition(":")
    # Before a project there may be a domain, or the prefix of a universe: `example.com:p.d.t`, `s3ns:p.d.t`.
    own = rest if colon and (":" in rest or rest.count(".") == 2) else own
    parts = own.replace(":", ".").split(".")
    return parts[1] if len(parts) in (2, 3) and parts[1] else parts[0] if len(parts) == 1 and parts[0] else None


def destination(
    attribute: LocationAttribute, path: str, value: Any, resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    """Where a log sink writes to: `storage.googleapis.com/b`, `bigquery...`, `pubsub...`, `logging...`."""
    text = known_text(value)
    if any(world.referred(value, type_, resource) for type_ in _TARGETS):
        return
    if text is None or text.startswith(GAP):
        yield untold(path, "flow", "the destination", value)
        return
    service, _, target = text.partition("/")
    # What it comes from is known of the part as of the whole.
    inner = replace(value, text=target) if isinstance(value, Unknown) else target
    if service == "storage.googleapis.com":
        yield from bucket(attribute, path, inner, resource, world)
    elif service == "bigquery.googleapis.com":
        yield from dataset(attribute, path, inner, resource, world)
    elif service == "logging.googleapis.com":
        code = location_in(target)
        verdict = locate(code, "logging", world.area) if code else PlaceVerdict("unknown", "names no location")
        if not verdict.good:
            yield PlaceJudgement(path, verdict.kind, "flow", f"{shown(target)} {verdict.clause}")
    elif service == "pubsub.googleapis.com":
        yield from topic(attribute, path, inner, resource, world)
    else:
        yield PlaceJudgement(path, "unknown", "flow", f"{shown(text)} is no destination that is known")


def topic(
    _attribute: LocationAttribute, path: str, value: Any, resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    """`topic`, `projects/p/topics/topic`, with or without the service in front."""
    if world.referred(value, "google_pubsub_topic", resource):
        return
    text = known_text(value)
    name = text.rsplit("/", 1)[-1] if text else GAP
    if text is None:
        yield untold(path, "flow", "the topic", value)
    elif not (
        _comes_from(value, "google_pubsub_topic", "name", name, resource, world)
        or _stands("google_pubsub_topic", "name", name, _project_in(text, "topics"), resource, world)
    ):
        clean = name.replace(GAP, "*")
        yield unlisted(path, "flow", f"topic {shown(clean)} is none of those")


def url(
    _attribute: LocationAttribute, path: str, value: Any, resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    if any(world.referred(value, type_, resource) for type_ in _SERVICES):
        return
    yield from _host(hosts.endpoint, path, value, world)


def image(
    _attribute: LocationAttribute, path: str, value: Any, _resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    yield from _host(hosts.image, path, value, world)


def elsewhere(
    _attribute: LocationAttribute, path: str, value: Any, _resource: Resource, _world: World
) -> Iterator[PlaceJudgement]:
    """What can only be in the cloud of another company."""
    yield PlaceJudgement(path, "outside", "flow", f"{shown(value)} is in another company's cloud")


def _host(of: Callable[[str, Area], PlaceVerdict], path: str, value: Any, world: World) -> Iterator[PlaceJudgement]:
    text = known_text(value)
    if text is None:
        yield untold(path, "flow", "the host", value)
        return
    verdict = of(text, world.area)
    if not verdict.good:
        said = f"{shown(text.replace(GAP, '*'))} {verdict.clause}"
        cause = why(value) if verdict.kind == "unknown" else None
        yield PlaceJudgement(path, verdict.kind, "flow", said, cause, implied=cause is not None)


# Who keeps the states of backends other than Google's.
OTHER_CLOUDS = {
    "s3": "Amazon Web Services",
    "azurerm": "Azure",
    "oss": "Alibaba Cloud",
    "cos": "Tencent Cloud",
    "oci": "Oracle's cloud",
}
_BACKENDS = {**OTHER_CLOUDS, "remote": "HCP Terraform"}


def backend(
    _attribute: LocationAttribute, path: str, value: Any, _resource: Resource, _world: World
) -> Iterator[PlaceJudgement]:
    """The kind of backend that another configuration's state is read from."""
    if isinstance(value, str) and value in ("gcs", "local"):
        return
    if isinstance(value, str) and value in _BACKENDS:
        yield PlaceJudgement(path, "outside", "flow", f"the state is kept by {_BACKENDS[value]}: another processor")
    elif isinstance(value, str):
        yield PlaceJudgement(path, "unknown", "flow", f"where the backend {shown(value)} keeps the state is not known")
    else:
        yield untold(path, "flow", "the backend", value)


def state_bucket(
    _attribute: LocationAttribute, path: str, value: Any, _resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    """The bucket of another configuration's state. One that isn't known here is judged with what writes to it."""
    if isinstance(value, str) and value in world.buckets:
        yield from _bucket_named(path, value, world)
