"""A plan that was made before, by somebody or something else: what it was made upon, and what has changed since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast import __version__
from landfast.core.digests import sha256
from landfast.core.errors import InputError, Problem
from landfast.core.files import to_json
from landfast.core.revision import revision
from landfast.jobs.changing import change_documents
from landfast.jobs.plan_file import KeptPlan, Upon, read_plan
from landfast.jobs.result import report_document
from landfast.provider.bindings import version as provider_version
from landfast.provider.values import leaves
from landfast.targets.workspace import Workspace
from landfast.terraform import PlannedChange, StackPlan, StalePlanError, digest

if TYPE_CHECKING:
    from landfast.check import Report
    from landfast.jobs.provision import Cleared

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# Of the fields of a spec that differ.
MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a request says of the plan that is to be done: one by its digest, one in a file, or none."""

    digest: str = ""
    file: KeptPlan | None = None

    @property
    def exact(self) -> bool:
        return bool(self.digest or self.file)


def agreement(plan: str, public: Path | None) -> Agreement:
    """Of `--plan` and `--verify`. Raises: InputError, UserError if the file isn't signed by the key in `public`."""
    is_digest = DIGEST.fullmatch(plan)
    if public is not None and (is_digest or not plan):
        step = "name the file with --plan, too"
        raise InputError(
            [Problem("--verify", "is for a plan in a file", limit="a digest is signed by nobody", next_step=step)]
        )
    if is_digest or not plan:
        return Agreement(plan)
    return Agreement(file=read_plan(Path(plan), public))


def plan_file(
    workspace: Workspace, it: Cleared, plans: Mapping[str, StackPlan], changes: list[PlannedChange]
) -> KeptPlan:
    """Of plans that were made and judged just now, and kept."""
    return KeptPlan(
        upon=_upon(workspace, it),
        stacks={name: plan.saved for name, plan in plans.items() if plan.saved is not None},
        digest=digest(changes),
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=revision(workspace.home),
        changes=change_documents(changes, attributes=True),
        policies=report_document(it.verdict),
    )


def refuse_stale(plan: KeptPlan, workspace: Workspace, it: Cleared) -> None:
    """Raises: StalePlanError with all that the plan was made upon and that is otherwise now."""
    if problems := list(_changed(plan.upon, _upon(workspace, it))):
        raise StalePlanError(problems)


def refuse_untold(plan: KeptPlan, found: Sequence[PlannedChange]) -> None:
    """Raises: InputError if what a file says for people to read is not what the plans in it do."""
    if _lines(plan.changes) != _lines(change_documents(found, attributes=True)):
        fact, step = "says other changes than the plans in it make: it was edited", "take what `landfast plan` wrote"
        raise InputError([Problem("--plan", fact, limit="nothing has been done", next_step=step)])


def _lines(changes: Sequence[Mapping[str, Any]]) -> list[bytes]:
    return sorted(to_json(change) for change in changes)


def _upon(workspace: Workspace, it: Cleared) -> Upon:
    synthesis, engine = it.synthesis, it.driver.engine
    stacks = {stack.name: stack.read() for stack in (*synthesis.retired, *synthesis.stacks)}
    return Upon(
        environment=workspace.environment_name,
        target=workspace.target.name,
        project=workspace.names.project_id,
        versions={
            "landfast": __version__,
            engine.name: engine.version,
            f"provider, {workspace.target.provider}": provider_version(),
        },
        spec=synthesis.spec or {},
        synthesis={name: sha256(to_json(document)) for name, document in stacks.items()},
        findings=_findings(it.verdict),
    )


def _findings(verdict: Report) -> list[str]:
    found = (f"{one.rule.id} {one.document} {one.address} {one.path}: {one.message}" for one in verdict.findings)
    return sorted(set(found))


def _changed(before: Upon, now: Upon) -> Iterator[Problem]:
    for what in ("environment", "target", "project"):
        was, is_ = getattr(before, what), getattr(now, what)
        if was != is_:
            yield Problem(what, f"is {is_} now", limit=f"{was} in the plan")
    yield from _fields("version of", before.versions, now.versions)
    spec = list(_fields("spec:", leaves(before.spec), leaves(now.spec)))
    yield from spec[:MOST_FIELDS]
    if len(spec) > MOST_FIELDS:
        yield Problem("spec", f"{len(spec) - MOST_FIELDS} fields more differ")
    # What a spec changes in the stacks needs no second word.
    if not spec:
        for name in sorted({*before.synthesis, *now.synthesis}):
            if before.synthesis.get(name) != now.synthesis.get(name):
                yield Problem(f"stack {name}", "is another one now, of the same spec")
    for finding in sorted({*now.findings} - {*before.findings}):
        yield Problem("policies", f"found since: {finding}")


def _fields(what: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Problem]:
    for name in sorted({*before, *now}):
        was, is_ = before.get(name), now.get(name)
        if was != is_:
            yield Problem(f"{what} {name}", f"is {_said(is_)} now", limit=f"{_said(was)} in the plan")


def _said(value: Any) -> str:
    return "not there" if value is None else str(value)
