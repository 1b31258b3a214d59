"""Where a high-risk AI system keeps what it did, for how long, and what the AI Act and the GDPR each want of that.

At least six months: Art. 19(1) of the provider, Art. 26(6) of the deployer. No longer than needed: GDPR Art. 5(1)(e).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf

from landfast.policies.facts.durations import number
from landfast.policies.model import Resource, World
from landfast.policies.values import GAP, Missing, Unknown, first, known_text, read

# The longest six months, March to August, are 184 days.
LEAST_DAYS = 184
ARTICLES: Mapping[str, str] = {"provider": "Art. 19(1)", "deployer": "Art. 26(6)"}
LOG_BUCKETS = tuple(
    f"google_logging_{level}_bucket_config" for level in ("project", "folder", "organization", "billing_account")
)
DATASET = "google_bigquery_dataset"
SINKS = tuple(f"google_logging_{level}_sink" for level in ("project", "folder", "organization", "billing_account"))
ENDPOINT = "google_vertex_ai_endpoint"
_EXPIRATIONS = ("default_partition_expiration_ms", "default_table_expiration_ms")
_DAY_MS = 86_400_000
_DEFAULT_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class LogStore:
    """Where logs of the system are kept: `days` by the attribute at `path`; without an end they are infinite.

    `untold` is the name of a dataset that can't be told: it may be one that logs go to.
    """

    resource: Resource
    path: str
    days: float | Unknown
    untold: Unknown | None = None


@dataclass(frozen=True, slots=True)
class LawConflict:
    """What two laws want of the same days: nobody but people can decide between them. `days` is None if not known."""

    document: str
    address: str
    days: float | None
    wants_more: str
    wants_less: str


def articles(world: World) -> str:
    """What of the AI Act binds who answers for the system: `AI Act Art. 19(1), 26(6)`."""
    bound = [ARTICLES[role] for role in sorted(world.ai_roles, reverse=True) if role in ARTICLES]
    return f"AI Act {', '.join(bound)}".replace(", Art. ", ", ")


def log_stores(world: World) -> list[LogStore]:
    """Every place that keeps logs: log buckets, datasets that sinks or endpoints write to, and those of predictions."""
    buckets = [_bucket(resource) for resource in world.of(*LOG_BUCKETS)]
    datasets = [(resource, _untold(resource)) for resource in world.of(DATASET)]
    written = _written(world)
    return buckets + [
        replace(_dataset(resource), untold=None if resource in written else untold)
        for resource, untold in datasets
        if untold or resource in written
    ]


def _untold(dataset: Resource) -> Unknown | None:
    name = dataset.values.get("dataset_id")
    return name if isinstance(name, Unknown) and GAP in (name.text or GAP) else None


def conflicts(world: World) -> Iterator[LawConflict]:
    """One for each place that keeps logs of a high-risk system."""
    if not world.ai_roles:
        return
    for store in world.remembered(log_stores):
        days = None if isinstance(store.days, Unknown) else store.days
        more = f"{articles(world)}: {LEAST_DAYS} days at least"
        less = "GDPR Art. 5(1)(e): no longer than the purpose needs"
        yield LawConflict(store.resource.document, store.resource.address, days, more, less)


def records_predictions(world: World) -> bool:
    """Whether a dataset for predictions stands there: a generated project writes each with its version and time."""
    return any(_is_of_predictions(resource) for resource in world.of(DATASET))


def _is_of_predictions(dataset: Resource) -> bool:
    return "prediction" in (known_text(dataset.values.get("dataset_id")) or "").lower()


def _written(world: World) -> frozenset[Resource]:
    return world.remembered(_logged_to)


def _logged_to(world: World) -> frozenset[Resource]:
    """The datasets that logs or predictions go to."""
    found = {dataset for dataset in world.of(DATASET) if _is_of_predictions(dataset)}
    values = [(sink, sink.values.get("destination")) for sink in world.of(*SINKS)]
    names = ("predict_request_response_logging_config", "bigquery_destination", "output_uri")
    values += [(endpoint, value) for endpoint in world.of(ENDPOINT) for _path, value in read(endpoint.values, names)]
    for by, value in values:
        referred = world.referred(value, DATASET, by)
        named = world.find(DATASET, "dataset_id", _dataset_in(known_text(value) or ""))
        found |= {dataset for dataset in (referred, named) if dataset is not None}
    return frozenset(found)


def _dataset_in(text: str) -> str:
    """`d` of `bigquery.googleapis.com/projects/p/datasets/d`, and of `bq://p.d.table`."""
    if "/datasets/" in text:
        return text.rpartition("/datasets/")[2].partition("/")[0]
    parts = text.removeprefix("bq://").split(".")
    return parts[1] if text.startswith("bq://") and len(parts) > 1 else ""


def _bucket(resource: Resource) -> LogStore:
    value = first(resource.values, "retention_days")
    if isinstance(value, Missing):
        return LogStore(resource, "retention_days", _DEFAULT_DAYS)
    days = value if isinstance(value, Unknown) else number(value)
    return LogStore(resource, "retention_days", Unknown("it is no number") if days is None else days)


def _dataset(resource: Resource) -> LogStore:
    """Days until a partition ends, which for a partitioned table replaces the end of the table."""
    for path in _EXPIRATIONS:
        value = first(resource.values, path)
        if isinstance(value, Unknown):
            return LogStore(resource, path, value)
        amount = None if isinstance(value, Missing) else number(value)
        if amount:
            return LogStore(resource, path, amount / _DAY_MS)
    return LogStore(resource, _EXPIRATIONS[0], inf)
