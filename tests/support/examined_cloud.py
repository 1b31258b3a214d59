"""A cloud in which nothing is in the way of an environment, and what is examined of that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from everything_on import EVERYTHING
from wired import CheckedWire, wired

from landfast.check import evaluated
from landfast.doctor.line import Line
from landfast.doctor.subject import Examined
from landfast.doctor.visit import Diagnosis, Visit
from landfast.google.api import GoogleApi
from landfast.google.examining import GoogleExamination
from landfast.judging import subjects_of
from landfast.rehearsal.cloud.iam import Grants, RoleGrant
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.doors.wire import WireSession
from landfast.stacks.spec import Spec
from landfast.synth import synthesize
from landfast.targets import find

ORGANIZATION, PROJECT, STATES = "organizations/123456789012", "projects/diagnosis-dev", "diagnosis-tfstate"
ACCOUNT = "billingAccounts/0A0A0A-0B0B0B-0C0C0C"
CI = "serviceAccount:ci@acme-ci.iam.gserviceaccount.com"
ROLE = f"{ORGANIZATION}/roles/makers"
GOOGLE = {"organization": "123456789012", "billing_account": "0A0A0A-0B0B0B-0C0C0C"}
HOSPITAL: dict[str, Any] = {**EVERYTHING, "google": GOOGLE, "environments": {"dev": {"budget_eur": 300}}}


@cache
def examined() -> Examined:
    """Synthesized once for a process."""
    spec = Spec.model_validate(HOSPITAL)
    with TemporaryDirectory() as folder:
        return Examined.of(spec, "dev", evaluated(subjects_of(synthesize(spec, "dev", find("google"), Path(folder)))))


@dataclass(frozen=True)
class ExaminedCloud:
    """A cloud in which nothing is in the way: an organization, an account that pays, a bucket for the states."""

    wire: CheckedWire

    @property
    def store(self) -> Store:
        return self.wire.cloud.store

    def api(self, caller: str = "") -> GoogleApi:
        return GoogleApi(WireSession(lambda: nullcontext(self.store), caller))

    def examination(self, caller: str = "") -> GoogleExamination:
        return GoogleExamination(self.api(caller))

    def grant(self, type_: str, name: str, role: str = ROLE, member: str = CI) -> None:
        Grants(self.store).add(type_, name, "", [RoleGrant(role, member)])

    def may(self, *permissions: str) -> None:
        """What the role holds that is granted to the account of the CI, on all that there is."""
        fields = {"role_id": "makers", "org_id": "123456789012", "permissions": sorted(permissions)}
        self.store.put(StoredResource("google_organization_iam_custom_role", ROLE, "", fields))

    def policy(self, constraint: str, rule: Any) -> None:
        url = f"https://orgpolicy.googleapis.com/v2/{ORGANIZATION}/policies"
        self.api().create(url, {"name": f"{ORGANIZATION}/policies/{constraint}", "spec": {"rules": [rule]}})

    def project(self, *apis: str) -> None:
        """The environment's, that stands."""
        self.api().post(
            "https://cloudresourcemanager.googleapis.com/v3/projects",
            {"projectId": PROJECT[9:], "parent": ORGANIZATION},
        )
        url = f"https://serviceusage.googleapis.com/v1/{PROJECT}/services:batchEnable"
        self.api().post(url, {"serviceIds": [f"{api}.googleapis.com" for api in apis]})


@contextmanager
def cloud_of(folder: Path) -> Iterator[ExaminedCloud]:
    with wired(folder) as wire:
        found = ExaminedCloud(wire)
        found.store.give(ORGANIZATION)
        found.store.give(ACCOUNT, ORGANIZATION)
        found.api().post(
            "https://cloudresourcemanager.googleapis.com/v3/projects",
            {"projectId": "acme-seed", "parent": ORGANIZATION},
        )
        states = {"name": STATES, "location": "EUROPE-WEST4", "versioning": {"enabled": True}}
        found.api().create("https://storage.googleapis.com/storage/v1/b?project=acme-seed", states)
        yield found


def visit(cloud: ExaminedCloud, examined: Examined, caller: str = "") -> Diagnosis:
    return Visit(examined, cloud.api(caller), {}, given=True).examine()


def lines(found: Diagnosis, *verdicts: str) -> dict[str, Line]:
    return {line.name: line for line in found.lines if line.verdict in verdicts}
