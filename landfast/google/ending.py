"""How a project ends as a whole: liens lifted, versions of keys scheduled for destruction, the project shut down.

https://cloud.google.com/resource-manager/docs/creating-managing-projects#shutting_down_projects
https://cloud.google.com/kms/docs/destroy-restore
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi
from landfast.google.leftovers.work import Work
from landfast.google.resources import DELETED, MANAGER, versions_of

KMS = "https://cloudkms.googleapis.com/v1"
STORAGE = "https://storage.googleapis.com/storage/v1"
ACTIVE = "ACTIVE"
# Versions that still encrypt, or can be made to.
LIVING = ("ENABLED", "DISABLED")
SCHEDULED = "DESTROY_SCHEDULED"


@dataclass(frozen=True, slots=True)
class Lien:
    """What keeps a project from being deleted; `origin` is who placed it."""

    name: str
    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScheduledVersion:
    """A version of a key that decrypts nothing any more; `destroyed` is when its material goes, RFC 3339."""

    name: str
    destroyed: str

    @property
    def key(self) -> str:
        return self.name.partition("/cryptoKeyVersions/")[0]


@dataclass(frozen=True, slots=True)
class GoogleEnding:
    """By Google's APIs. All raise UserError."""

    api: GoogleApi

    def stands(self, project: str) -> bool:
        """Whether it is active, and not shut down already. Raises: UserError if nobody says so, too."""
        found = self.api.get(f"{MANAGER}/projects/{project}")
        if found is None:
            step = "enable cloudresourcemanager.googleapis.com where your calls are counted, then run this again"
            raise UserError(f"projects/{project}: can't be told whether it stands: {step}")
        return found.get("state") != DELETED

    def liens(self, number: str) -> Sequence[Lien]:
        """All that keep the project with this number."""
        found = self.api.pages(f"{MANAGER}/liens", "liens", parent=f"projects/{number}")
        return [Lien(str(one["name"]), str(one.get("origin", "")), str(one.get("reason", ""))) for one in found]

    def lift(self, lien: Lien) -> None:
        self.api.delete(f"{MANAGER}/{lien.name}")

    def holds(self, bucket: str, number: str) -> bool:
        """Whether a bucket is in the project with this number, and would go with it."""
        found = self.api.get(f"{STORAGE}/b/{bucket}")
        return found is not None and str(found.get("projectNumber")) == number

    def shred(self, rings: Sequence[str], work: Work) -> Sequence[ScheduledVersion]:
        """Schedules every version of every key of these rings for destruction: what they encrypted can't be read."""
        api = self.api.pausing(work.pause)
        for ring in rings:
            if api.get(f"{KMS}/{ring}") is None:
                step = "enable cloudkms.googleapis.com in its project, then run the same command again"
                raise UserError(f"{ring}: can't be looked into, and its keys may decrypt: {step}")
        for key in _keys(api, rings):
            living = [one for one in versions_of(api, key) if one.get("state") in LIVING]
            if living:
                work.say(f"schedules {len(living)} versions of {key.rsplit('/', 1)[-1]} for destruction")
            for version in living:
                api.post(f"{KMS}/{version['name']}:destroy")
        left = [one for key in _keys(api, rings) for one in versions_of(api, key)]
        if unshredded := [str(one["name"]) for one in left if one.get("state") in LIVING]:
            raise UserError(f"{unshredded[0]}: still decrypts: run the same command again")
        return [
            ScheduledVersion(str(one["name"]), str(one.get("destroyTime", "")))
            for one in left
            if one.get("state") == SCHEDULED
        ]

    def shut_down(self, project: str, work: Work) -> None:
        """The project, with all that is in it. Raises: UserError if it still stands."""
        self.api.pausing(work.pause).delete(f"{MANAGER}/projects/{project}")
        if self.stands(project):
            raise UserError(f"projects/{project}: still stands after its deletion: run the same command again")


def _keys(api: GoogleApi, rings: Sequence[str]) -> Iterator[str]:
    for ring in rings:
        yield from (str(one["name"]) for one in api.pages(f"{KMS}/{ring}/cryptoKeys", "cryptoKeys"))
