"""What has to be there before the first stack: the APIs of the project that calls are counted on, a key, and the bucket
of the states.

Each step looks first, makes what is missing, mends what is ours and unsafe, and refuses what is somebody else's: so it
may be run again, and goes on where it ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi, GoogleRefusalError
from landfast.google.examining import DENIED, SERVICES, STORAGE, GoogleExamination

KMS = "https://cloudkms.googleapis.com/v1"
AGENT = "https://storage.googleapis.com/storage/v1/projects/{project}/serviceAccount"
RING, KEY = "landfast", "states"
USES_KEY = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
# In one request: https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchEnable
AT_ONCE = 20
ROTATION = dt.timedelta(days=90)
# States of three months come back, at most so many of each; what is deleted comes back for a week.
OLD_STATES, OLD_DAYS, DELETED_DAYS = 100, 90, 7
NEEDED = ("cloudkms.googleapis.com", "storage.googleapis.com")

State = Literal["stands", "made", "mended"]


class NotShownError(UserError):
    """The project does not stand, or whoever asks may not see it: Google says the same of both."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """A thing that has to be there, by its name, and what was done about it."""

    thing: str
    state: State
    says: str


@dataclass(frozen=True, slots=True)
class StatesPlace:
    """Where states are kept: the bucket and its region, and the project that it is in (its id)."""

    bucket: str
    region: str
    project: str

    @property
    def ring(self) -> str:
        return f"projects/{self.project}/locations/{self.region}/keyRings/{RING}"

    @property
    def key(self) -> str:
        return f"{self.ring}/cryptoKeys/{KEY}"


def seed(api: GoogleApi, place: StatesPlace, apis: Sequence[str]) -> Iterator[Seeded]:
    """Step by step, each done when it is told. `apis`: what calls that are counted on the project need.

    Raises: UserError if the project does not stand, or the bucket is somebody else's or elsewhere.
    """
    number = _number(api, place.project)
    yield from _apis(api, place.project, sorted({*apis, *NEEDED}))
    yield _ring(api, place)
    yield _key(api, place)
    yield _use(api, place)
    yield _bucket(api, place, number)


def _number(api: GoogleApi, project: str) -> str:
    found = GoogleExamination(api).node(f"projects/{project}")
    if found is None or found.get("state") != "ACTIVE":
        step = f"make it, and link it to billing: `gcloud projects create {project}`; or name another"
        raise NotShownError(f"google.quota_project: {project} does not stand, or is not shown: {step}")
    return str(found["name"]).removeprefix("projects/")


def _apis(api: GoogleApi, project: str, wanted: Sequence[str]) -> Iterator[Seeded]:
    enabled = GoogleExamination(api).enabled(project) or frozenset()
    missing = [name for name in wanted if name not in enabled]
    for start in range(0, len(missing), AT_ONCE):
        some = missing[start : start + AT_ONCE]
        api.post(f"{SERVICES}/projects/{project}/services:batchEnable", {"serviceIds": some})
    said = f"{len(wanted)} that are called" if not missing else f"enabled {', '.join(missing)}"
    yield Seeded(f"APIs of {project}", "made" if missing else "stands", said)


def _ring(api: GoogleApi, place: StatesPlace) -> Seeded:
    if api.get(f"{KMS}/{place.ring}") is not None:
        return Seeded("key ring", "stands", place.ring)
    parent = place.ring.rpartition("/keyRings/")[0]
    api.create(f"{KMS}/{parent}/keyRings?keyRingId={RING}", {})
    return Seeded("key ring", "made", place.ring)


def _key(api: GoogleApi, place: StatesPlace) -> Seeded:
    if api.get(f"{KMS}/{place.key}") is not None:
        return Seeded("key", "stands", place.key)
    first = dt.datetime.now(dt.UTC) + ROTATION
    wanted = {
        "purpose": "ENCRYPT_DECRYPT",
        "rotationPeriod": f"{ROTATION.total_seconds():.0f}s",
        "nextRotationTime": f"{first:%Y-%m-%dT%H:%M:%SZ}",
        "labels": {"managed-by": "landfast"},
    }
    api.create(f"{KMS}/{place.ring}/cryptoKeys?cryptoKeyId={KEY}", wanted)
    return Seeded("key", "made", f"{place.key}, a new version every {ROTATION.days} days")


def _use(api: GoogleApi, place: StatesPlace) -> Seeded:
    """Cloud Storage's own account may use the key: made by the first question for it, if it is not there yet."""
    agent = (api.get(AGENT.format(project=place.project)) or {}).get("email_address")
    if not agent:
        raise UserError(f"{place.project}: Cloud Storage names no account of its own: run this again in a minute")
    member = f"serviceAccount:{agent}"
    policy = api.get(f"{KMS}/{place.key}:getIamPolicy") or {}
    bindings = list(policy.get("bindings") or ())
    if any(one["role"] == USES_KEY and member in one["members"] and not one.get("condition") for one in bindings):
        return Seeded("grant", "stands", f"{agent} uses the key")
    granted = {**policy, "bindings": [*bindings, {"role": USES_KEY, "members": [member]}]}
    # The etag goes with it: whoever changed the policy meanwhile is not overwritten.
    api.ask(f"{KMS}/{place.key}:setIamPolicy", {"policy": granted})
    return Seeded("grant", "made", f"{agent} uses the key")


def _bucket(api: GoogleApi, place: StatesPlace, number: str) -> Seeded:
    try:
        found = GoogleExamination(api).bucket(place.bucket)
    except GoogleRefusalError as error:
        if error.status != DENIED:
            raise
        raise UserError(_somebody_elses(place.bucket)) from None
    if found is None:
        api.create(
            f"{STORAGE}?project={place.project}", {"name": place.bucket, "location": place.region, **_safe(place)}
        )
        return Seeded("state bucket", "made", f"gs://{place.bucket} in {place.region}")
    if str(found.get("projectNumber")) != number:
        raise UserError(_somebody_elses(place.bucket))
    if str(found.get("location", "")).lower() != place.region:
        step = "a bucket can't be moved: set google.project_suffix, and copy what it holds"
        raise UserError(f"gs://{place.bucket}: is in {found.get('location')}, and not in {place.region}: {step}")
    unsafe = {name: _with(found.get(name), value) for name, value in _missing(found, _safe(place))}
    if not unsafe:
        return Seeded("state bucket", "stands", f"gs://{place.bucket} in {place.region}")
    api.patch(f"{STORAGE}/{place.bucket}", unsafe)
    return Seeded("state bucket", "mended", f"gs://{place.bucket}: {', '.join(unsafe)}")


def _safe(place: StatesPlace) -> dict[str, Any]:
    """Of a bucket of states. https://cloud.google.com/storage/docs/json_api/v1/buckets"""
    old = {"numNewerVersions": OLD_STATES, "daysSinceNoncurrentTime": OLD_DAYS}
    return {
        "iamConfiguration": {
            "uniformBucketLevelAccess": {"enabled": True}, "publicAccessPrevention": "enforced",
        },
        "versioning": {"enabled": True},
        "softDeletePolicy": {"retentionDurationSeconds": str(DELETED_DAYS * 86_400)},
        "lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": old}]},
        "encryption": {"defaultKmsKeyName": place.key},
        "labels": {"managed-by": "landfast"},
    }  # fmt: skip


def _missing(found: Mapping[str, Any], safe: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is wanted of a bucket and does not hold; whoever keeps what is deleted for longer may."""
    for name, value in safe.items():
        if name == "softDeletePolicy":
            days = int((found.get(name) or {}).get("retentionDurationSeconds") or 0)
            if days >= DELETED_DAYS * 86_400:
                continue
        if not _holds(found.get(name), value):
            yield name, value


def _with(found: Any, wanted: Any) -> Any:
    """What is wanted, beside the rules that stand: a list is replaced as a whole."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return {name: _with(found.get(name), value) for name, value in wanted.items()}
    return [*found, *wanted] if isinstance(wanted, list) and isinstance(found, list) else wanted


def _holds(found: Any, wanted: Any) -> bool:
    """Whether all that is wanted is there, whatever stands beside it; numbers may be told as text."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(_holds(found.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and all(any(_holds(one, value) for one in found) for value in wanted)
    return str(found) == str(wanted)


def _somebody_elses(bucket: str) -> str:
    step = "set google.project_suffix, or take a project of yours as google.quota_project"
    return f"gs://{bucket}: is of another project, or not shown: states are not put there: {step}"
