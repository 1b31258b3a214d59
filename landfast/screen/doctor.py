"""What a doctor found, group by group, and what to type; or the roles, as lines for a shell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from landfast.screen.consoles import console
from landfast.screen.panels import panel

if TYPE_CHECKING:
    from landfast.doctor.line import Line
    from landfast.jobs.doctor import DoctorResult

MARKS = {"pass": "✔", "warn": "!", "fail": "✘", "unknown": "?"}
TERRAFORM_FILE = "landfast-roles.tf.json"


def show_doctor(result: DoctorResult) -> None:
    out = console()
    for group, lines in groupby(result.lines, lambda line: line.group):
        panel(out, group.capitalize(), [row for line in lines for row in _rows(line)])
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(result.counts.items()))
    end = "something is in the way of `landfast up`" if result.exit_code else "nothing is in the way of `landfast up`"
    out.print(f"{result.workspace.environment_name}: {told}: {end}", highlight=False)


def show_roles(result: DoctorResult) -> None:
    """A script for who may grant them: either the commands, or the file for Terraform."""
    out = console()
    for line in _script(result):
        out.print(line, highlight=False, soft_wrap=True)


def _rows(line: Line) -> Iterator[tuple[str, str]]:
    yield f"{MARKS[line.verdict]} {line.name}", line.says
    if line.mends:
        yield "    next", line.mends


def _script(result: DoctorResult) -> Iterator[str]:
    for grant in result.grants:
        yield f"# {grant.title}: {len(grant.permissions)} permissions on {grant.node}"
        yield f"cat > {grant.role_id}.yaml <<'EOF'\n{grant.yaml}EOF"
        yield from grant.commands
        yield ""
    yield "# The same for Terraform, instead"
    yield f"cat > {TERRAFORM_FILE} <<'EOF'\n{result.terraform}EOF"
