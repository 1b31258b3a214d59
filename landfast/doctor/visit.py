"""One look at an environment, by one way to Google: what each step finds, the later ones need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from landfast.core.errors import UserError
from landfast.doctor.above import above_lines, organization_of
from landfast.doctor.account import api_of, impersonation_lines, quota_lines, signed_in
from landfast.doctor.line import Line, looked_at
from landfast.doctor.offers import offer_lines
from landfast.doctor.org_policies import Ancestry, policy_lines
from landfast.doctor.quotas import limit_lines
from landfast.doctor.rights import MissingPermission, rights_lines, rights_of
from landfast.doctor.roles import PrescribedRole, grants_of
from landfast.doctor.subject import Examined
from landfast.doctor.taken import name_lines
from landfast.google.api import GoogleApi
from landfast.google.examining import GoogleExamination

ALL = "all that follows"


@dataclass(slots=True)
class Diagnosis:
    """`missing`: each permission that is not held; `grants`: the roles that hold all that is needed."""

    lines: list[Line] = field(default_factory=list)
    missing: Sequence[MissingPermission] = ()
    grants: Sequence[PrescribedRole] = ()

    def ends(self, error: UserError) -> None:
        self.lines.append(Line("permissions", ALL, "unknown", str(error)[:400], "mend that, then run this again"))


@dataclass(frozen=True, slots=True)
class Found:
    """What stands: the project (None: it is not shown), and the organization above all (empty: it is not shown)."""

    project: Mapping[str, Any] | None
    organization: str
    member: str

    @property
    def stands(self) -> bool:
        return (self.project or {}).get("state") == "ACTIVE"


@dataclass(frozen=True, slots=True)
class Visit:
    """`api`: as whoever runs it; `given`: the token came with the way to Google, and the machine's does not matter."""

    examined: Examined
    api: GoogleApi
    environ: Mapping[str, str]
    given: bool

    def prescribed(self) -> Sequence[PrescribedRole]:
        """The roles, for whoever may grant them: Google is asked for what the spec does not say, if it answers."""
        own, parent = GoogleExamination(self.api), self.examined.parent
        organization, member = parent if parent.startswith("organizations/") else "", self._acting("")
        if not (organization and member):
            # Whoever writes it down for somebody else need not be signed in: roles have blanks then.
            with suppress(UserError):
                member = member or signed_in(own, self.environ, given=self.given).member
                organization = organization or organization_of(self.examined, own)
        return grants_of(rights_of(self.examined, organization), self.examined, organization, member)

    def examine(self) -> Diagnosis:
        """Everything, in the order of `Group`. Raises nothing that Google says."""
        own, found = GoogleExamination(self.api), Diagnosis()
        who = signed_in(own, self.environ, given=self.given)
        found.lines += who.lines
        if not who.works:
            found.ends(UserError("is not asked: nobody is signed in"))
            return found
        examined, google = self.examined, GoogleExamination(api_of(self.api, self.examined, given=self.given))
        found.lines += looked_at("account", "impersonation", lambda: impersonation_lines(examined, own, who.member))
        found.lines += looked_at("quota project", "project", lambda: self._counted(google))
        found.lines += looked_at("above the project", "parent", lambda: above_lines(examined, google))
        try:
            project = google.node(f"projects/{examined.project}")
            standing = Found(project, organization_of(examined, google), self._acting(who.member))
        except UserError as error:
            found.ends(error)
            return found
        self._rights(google, standing, found)
        found.lines += self._policies(google, standing)
        found.lines += looked_at("names", "names", lambda: name_lines(examined, google, project))
        found.lines += self._used(google, standing)
        return found

    def _acting(self, member: str) -> str:
        account = self.examined.google.impersonate
        return f"serviceAccount:{account}" if account else member

    def _counted(self, google: GoogleExamination) -> Iterator[Line]:
        return quota_lines(self.examined, google, self.environ, given=self.given)

    def _rights(self, google: GoogleExamination, standing: Found, found: Diagnosis) -> None:
        rights = rights_of(self.examined, standing.organization)
        judged = rights_lines(rights, self.examined, google, standing)
        found.lines += judged.lines
        found.missing = judged.missing
        found.grants = grants_of(rights, self.examined, standing.organization, standing.member)

    def _policies(self, google: GoogleExamination, standing: Found) -> Iterator[Line]:
        node = f"projects/{self.examined.project}" if standing.stands else self.examined.parent
        above = [*filter(None, [node, self.examined.parent, standing.organization])] or [self.examined.named]
        yield from looked_at("organization policies", "organization", lambda: self._of_customer(google, above))

    def _of_customer(self, google: GoogleExamination, above: Sequence[str]) -> Iterator[Line]:
        last = google.node(above[-1]) or {}
        return policy_lines(self.examined, google, Ancestry(above, str(last.get("directoryCustomerId") or "")))

    def _used(self, google: GoogleExamination, standing: Found) -> Iterator[Line]:
        enabled = frozenset[str]()
        try:
            enabled = (google.enabled(self.examined.project) if standing.stands else None) or enabled
        except UserError as error:
            yield Line("quotas", "APIs of the project", "unknown", str(error)[:400], "mend that, then run this again")
        yield from limit_lines(self.examined, google, enabled)
        yield from offer_lines(self.examined, google, enabled)
