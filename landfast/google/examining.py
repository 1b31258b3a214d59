"""What a doctor asks Google before anything is made: who asks, what stands, what is allowed, what is left to use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from landfast.core.errors import UserError
from landfast.gcp.regions import catalogue
from landfast.gcp.universes import project_in
from landfast.google.api import GoogleApi, GoogleRefusalError

MANAGER = "https://cloudresourcemanager.googleapis.com/v3"
BILLING = "https://cloudbilling.googleapis.com/v1"
POLICIES = "https://orgpolicy.googleapis.com/v2"
SERVICES = "https://serviceusage.googleapis.com/v1"
QUOTAS = "https://serviceusage.googleapis.com/v1beta1"
STORAGE = "https://storage.googleapis.com/storage/v1/b"
COMPOSER = "https://composer.googleapis.com/v1"
COMPUTE = "https://compute.googleapis.com/compute/v1"
IAM = "https://iam.googleapis.com/v1"
USER = "https://www.googleapis.com/oauth2/v2/userinfo"
# Tested in one request, at most: https://cloud.google.com/iam/docs/testing-permissions
AT_ONCE = 100
DENIED, INVALID = 403, 400


@dataclass(frozen=True, slots=True)
class Tested:
    """`unknown`: permissions that the resource can't be asked about."""

    held: frozenset[str]
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GoogleExamination:
    """By Google's APIs. All raise UserError, unless said; a node is `organizations/N`, `folders/N`, `projects/ID`."""

    api: GoogleApi

    def who(self) -> str:
        """The address of whoever asks; empty if the token does not tell."""
        try:
            return str((self.api.get(USER) or {}).get("email") or "")
        except GoogleRefusalError:
            return ""

    def node(self, name: str) -> Mapping[str, Any] | None:
        """An organization, a folder, a project, a billing account; None if it does not stand or is not shown."""
        try:
            return self.api.get(f"{BILLING if name.startswith('billingAccounts/') else MANAGER}/{name}")
        except GoogleRefusalError as error:
            if error.status == DENIED:
                return None
            raise

    def tested(self, node: str, wanted: Iterable[str]) -> Tested:
        """Which of these permissions whoever asks has on a node, a billing account, `buckets/NAME` or
        `serviceAccounts/ADDRESS`.
        """
        names, parts = sorted(wanted), list[Tested]()
        for start in range(0, len(names), AT_ONCE):
            parts += self._tested(node, names[start : start + AT_ONCE])
        held = frozenset(name for part in parts for name in part.held)
        return Tested(held, frozenset(name for part in parts for name in part.unknown))

    def _tested(self, node: str, names: Sequence[str]) -> Iterator[Tested]:
        """One name that a resource does not know makes Google refuse all: halved until that one is found."""
        try:
            yield Tested(frozenset(self._held(node, names)))
        except GoogleRefusalError as error:
            if error.status != INVALID:
                raise
            if len(names) == 1:
                yield Tested(frozenset(), frozenset(names))
                return
            half = len(names) // 2
            yield from self._tested(node, names[:half])
            yield from self._tested(node, names[half:])

    def _held(self, node: str, names: Sequence[str]) -> Sequence[str]:
        kind, _slash, short = node.partition("/")
        if kind == "buckets":
            query = urlencode([("permissions", name) for name in names])
            answer = self.api.get(f"{STORAGE}/{short}/iam/testPermissions?{query}")
        else:
            base = {"billingAccounts": BILLING, "serviceAccounts": f"{IAM}/projects/{project_in(short)}"}.get(
                kind, MANAGER
            )
            answer = self.api.ask(f"{base}/{node}:testIamPermissions", {"permissions": list(names)})
        if answer is None:
            raise UserError(f"{node}: nothing stands there, or its API is not enabled where calls are counted")
        found: Sequence[str] = answer.get("permissions") or ()
        return found

    def owns(self, project: str, member: str) -> bool:
        """Whether a member is an owner of a project by its own policy."""
        try:
            policy = self.api.ask(f"{MANAGER}/projects/{project}:getIamPolicy") or {}
        except GoogleRefusalError as error:
            if error.status != DENIED:
                raise
            # An owner may read it.
            return False
        bindings = policy.get("bindings") or ()
        owners = {each for binding in bindings if binding.get("role") == "roles/owner" for each in binding["members"]}
        return member.lower() in {owner.lower() for owner in owners}

    def policy(self, node: str, constraint: str) -> Mapping[str, Any]:
        """The rule that holds for a node, whatever it is set on: `{"allowAll": True}`, `{"values": ...}`."""
        found = self.api.get(f"{POLICIES}/{node}/policies/{constraint}:getEffectivePolicy")
        if found is None:
            raise UserError("orgpolicy.googleapis.com is not enabled where calls are counted")
        rules = (found.get("spec") or {}).get("rules") or ()
        rule: Mapping[str, Any] = next((rule for rule in rules if not rule.get("condition")), {})
        return rule

    def enabled(self, project: str) -> frozenset[str] | None:
        """The APIs that a project has; None if it is not there."""
        url = f"{SERVICES}/projects/{project}/services"
        if self.node(f"projects/{project}") is None:
            return None
        found = self.api.pages(url, "services", filter="state:ENABLED", pageSize="200")
        return frozenset(str(service["config"]["name"]) for service in found)

    def limit(self, project: str, metric: str, region: str) -> int | None:
        """How much a project may have of what is counted (`compute.googleapis.com/cpus`) in a region, or in all; -1: as
        much as it likes; None if that is not told.
        """
        service = metric.partition("/")[0]
        url = f"{QUOTAS}/projects/{project}/services/{service}/consumerQuotaMetrics/{quote(metric, safe='')}"
        # What differs by region though nobody asked for it is told in the full view alone.
        found = self.api.get(url, view="FULL") or {}
        return _limit(found.get("consumerQuotaLimits") or (), region)

    def bucket(self, name: str) -> Mapping[str, Any] | None:
        """None if there is none in the world. Raises: GoogleRefusalError (403) if it is somebody else's."""
        return self.api.get(f"{STORAGE}/{quote(name, safe='')}")

    def is_taken(self, project: str) -> bool | None:
        """Whether there is a project of an id that is not shown; None if it can't be told.

        Cloud Storage says of a project of nobody's that there is none, of somebody else's that it may not be asked.
        """
        try:
            return self.api.get(STORAGE, project=project, maxResults="1") is not None
        except GoogleRefusalError as error:
            return {DENIED: True, INVALID: False}.get(error.status)

    def shows(self, project: str, api: str) -> bool:
        """Whether a project could have an API (`aiplatform.googleapis.com`): of what a cloud lacks it says nothing."""
        return self.api.find(f"{SERVICES}/projects/{project}/services/{api}") is not None

    def machine_zones(self, project: str, region: str, machine: str) -> Sequence[str]:
        """The zones of a region that have a machine type."""
        place = f"{COMPUTE}/projects/{project}/zones"
        return [zone for zone in catalogue()[region].zones if self.api.get(f"{place}/{zone}/machineTypes/{machine}")]

    def image(self, path: str) -> Mapping[str, Any] | None:
        """The newest of a family: `projects/cos-cloud/global/images/family/cos-stable`; None if there is none."""
        return self.api.get(f"{COMPUTE}/{path}")

    def images(self, project: str, region: str) -> Sequence[str]:
        """Images that Composer makes environments of in a region."""
        url = f"{COMPOSER}/projects/{project}/locations/{region}/imageVersions"
        found = self.api.pages(url, "imageVersions")
        return [str(each["imageVersionId"]) for each in found if not each.get("creationDisabled")]


def _limit(limits: Sequence[Mapping[str, Any]], region: str) -> int | None:
    """That of the region, else of all; the least where several hold."""
    found = []
    for limit in limits:
        usual = own = None
        for bucket in limit.get("quotaBuckets") or ():
            dimensions = bucket.get("dimensions") or {}
            if not dimensions:
                usual = int(bucket.get("effectiveLimit") or 0)
            elif dimensions == {"region": region}:
                own = int(bucket.get("effectiveLimit") or 0)
        if (value := own if own is not None else usual) is not None:
            found.append(value)
    return min((value for value in found if value >= 0), default=-1 if found else None)
