"""Says before anything is made what Google Cloud would refuse of an environment, and the command that mends each."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast.check import evaluated
from landfast.core.progress import Reporter, silent
from landfast.doctor.line import Line, Verdict
from landfast.doctor.machine import machine_lines
from landfast.doctor.rights import MissingPermission
from landfast.doctor.roles import PrescribedRole, terraform_of
from landfast.doctor.subject import Examined
from landfast.doctor.visit import Visit
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.judging import subjects_of
from landfast.synth import is_kept, synthesize
from landfast.targets import find
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.google.api import GoogleApi
    from landfast.jobs.doctor_document import DoctorDocument

# The stacks are those of Google Cloud, whichever cloud is asked.
GOOGLE = "google"
VERDICTS: tuple[Verdict, ...] = ("pass", "warn", "fail", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorRequest(EnvironmentRequest):
    """The environment to look at. `roles`: nothing is looked at, and the roles are written for who may grant them."""

    roles: bool = False


@dataclass(frozen=True, slots=True)
class DoctorResult:
    """Line by line. `missing`: each permission that is not held; `grants`: the roles that hold all that is needed."""

    workspace: Workspace
    lines: Sequence[Line]
    missing: Sequence[MissingPermission]
    grants: Sequence[PrescribedRole]

    command: ClassVar[str] = "doctor"

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(line.verdict for line in self.lines)

    @property
    def exit_code(self) -> int:
        """What nobody could look at does not pass either."""
        return 1 if self.counts["fail"] or self.counts["unknown"] else 0

    @property
    def terraform(self) -> str:
        """The roles as Terraform's JSON."""
        return terraform_of(self.grants)

    def to_json(self) -> DoctorDocument:
        return {
            "counts": {verdict: self.counts[verdict] for verdict in VERDICTS},
            "lines": [
                {"group": line.group, "name": line.name, "verdict": line.verdict, "says": line.says,
                 "mends": line.mends}
                for line in self.lines
            ],
            "missing": [
                {"permission": each.permission, "on": each.on, "types": list(each.types)} for each in self.missing
            ],
            "grants": [
                {"role": each.role, "title": each.title, "on": each.node, "member": each.member,
                 "permissions": list(each.permissions), "commands": list(each.commands)}
                for each in self.grants
            ],
        }  # fmt: skip


def doctor(request: DoctorRequest, report: Reporter = silent) -> DoctorResult:
    """Looks, and changes nothing. Raises: InputError; UserError if the stacks can't be made."""
    # Not opened on its target: what that would refuse is said line by line.
    workspace = replace(Workspace.open(request.spec, request.environment), target=find(request.target))
    report(begun("doctor", workspace))
    google = find(GOOGLE)
    # Asked before the stacks are made, which keeps them.
    kept = is_kept(workspace.spec, workspace.environment_name, google)
    given = request.endpoint is not None or request.target != GOOGLE
    visit = Visit(_examined(workspace), _way(request, workspace), os.environ, given)
    if request.roles:
        return DoctorResult(workspace, (), (), visit.prescribed())
    lines = list(machine_lines(os.environ, kept=kept))
    found = visit.examine()
    return DoctorResult(workspace, [*lines, *found.lines], found.missing, found.grants)


def _examined(workspace: Workspace) -> Examined:
    spec, environment = workspace.spec, workspace.environment_name
    # Without stacks first: nobody waits for these to hear that the spec lacks something.
    Examined.of(spec, environment, ())
    with tempfile.TemporaryDirectory() as folder:
        synthesis = synthesize(spec, environment, find(GOOGLE), Path(folder))
        return Examined.of(spec, environment, evaluated(subjects_of(synthesis)))


def _way(request: DoctorRequest, workspace: Workspace) -> GoogleApi:
    """As whoever runs it: whether another account may be acted as is looked at, not taken for granted."""
    from landfast.targets.reading import reading_google, reading_rehearsal

    if request.endpoint is None and request.target != GOOGLE:
        return reading_rehearsal(workspace.spec_path.parent)
    quota = (workspace.spec.google.quota_project if workspace.spec.google else None) or ""
    return reading_google(request.endpoint, "", quota, workspace.spec.universe)
