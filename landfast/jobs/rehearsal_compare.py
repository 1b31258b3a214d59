"""Compares the stand-in with HashiCorp's own provider: what each plans and keeps of the stacks of an environment."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from landfast.core.files import write_out
from landfast.core.progress import Event, Reporter, silent
from landfast.jobs.comparing import StackSide, side
from landfast.jobs.comparison_page import comparison_markdown
from landfast.provider.comparing import Comparison, Resources, compared
from landfast.synth import load_synthesis, synthesize
from landfast.targets.providers import GENUINE, PROVIDERS
from landfast.targets.workspace import Workspace
from landfast.terraform import find_engine

if TYPE_CHECKING:
    from landfast.jobs.comparison_document import ComparisonDocument, RehearsalCompareDocument, StackComparisonDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalCompareRequest:
    """`spec` None: landfast.yaml here or above; `environment` None: its first. `apply`: bring it up with both, too, in
    two clouds of their own. `out`: a file for all of it, as Markdown.
    """

    spec: Path | None = None
    environment: str | None = None
    apply: bool = True
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class StackComparison:
    """None: not compared; `problems` say why, by provider. `unanswered`: what the wire was asked and can't answer."""

    planned: Comparison | None
    kept: Comparison | None
    problems: Mapping[str, Sequence[str]]
    unanswered: Sequence[str]

    @property
    def parts(self) -> Mapping[str, Comparison | None]:
        return {"planned": self.planned, "kept": self.kept}

    @property
    def unexplained(self) -> int:
        return sum(len(one.unexplained) for one in self.parts.values() if one is not None)

    @property
    def is_whole(self) -> bool:
        """Whether all was compared that was asked for."""
        return not (self.unanswered or any(self.problems.values()))

    @property
    def is_settled(self) -> bool:
        """Whether it is whole, and nothing of it differs without a reason."""
        return self.is_whole and not self.unexplained

    def to_json(self) -> StackComparisonDocument:
        return {
            "planned": _document(self.planned),
            "kept": _document(self.kept),
            "problems": {name: list(said) for name, said in self.problems.items()},
            "unanswered": list(self.unanswered),
        }


@dataclass(frozen=True, slots=True)
class RehearsalCompareResult:
    """By the stacks. `file` is what was written, if that was asked for."""

    workspace: Workspace
    stacks: Mapping[str, StackComparison]
    file: Path | None = None

    command: ClassVar[str] = "rehearsal compare"

    @property
    def unexplained(self) -> int:
        return sum(stack.unexplained for stack in self.stacks.values())

    @property
    def exit_code(self) -> int:
        return 0 if all(stack.is_settled for stack in self.stacks.values()) else 1

    def to_json(self) -> RehearsalCompareDocument:
        return {
            "unexplained": self.unexplained,
            "stacks": {name: stack.to_json() for name, stack in self.stacks.items()},
            "file": str(self.file) if self.file else None,
        }


def rehearsal_compare(request: RehearsalCompareRequest, report: Reporter = silent) -> RehearsalCompareResult:
    """Plans, and applies, every stack with both providers in clouds that are made for it. Raises: UserError."""
    workspace = Workspace.open(request.spec, request.environment)
    detail = f"{workspace.spec.name} · {workspace.environment_name} · rehearsal on this machine, no cost"
    report(Event("run", "start", subject=RehearsalCompareResult.command, detail=detail))
    with tempfile.TemporaryDirectory(prefix="landfast-") as folder:
        stand_in, genuine = _sides(workspace, Path(folder), report, apply=request.apply)
    stacks = {name: _compared(stand_in[name], genuine[name]) for name in stand_in}
    if request.out is None:
        return RehearsalCompareResult(workspace, stacks)
    file = request.out.resolve()
    write_out(file, comparison_markdown(workspace.names.project_id, stacks).encode())
    return RehearsalCompareResult(workspace, stacks, file)


def _sides(
    workspace: Workspace, folder: Path, report: Reporter, *, apply: bool
) -> tuple[Mapping[str, StackSide], Mapping[str, StackSide]]:
    engine = find_engine(os.environ)
    made = folder / "stacks"
    synthesize(workspace.spec, workspace.environment_name, workspace.target, made)
    found = []
    # The genuine one first: what it lacks is said before the other has begun.
    for provider in (GENUINE, *(name for name in PROVIDERS if name != GENUINE)):
        own = folder / provider
        shutil.copytree(made, own / "stacks")
        target = workspace.target.through(provider, own)
        with side(target, engine, load_synthesis(own / "stacks"), own / "cloud", report) as each:
            planned = each.planned()
            found.append(each.applied(planned) if apply else planned)
    genuine, stand_in = found
    return stand_in, genuine


def _compared(stand_in: StackSide, genuine: StackSide) -> StackComparison:
    return StackComparison(
        _both(stand_in.planned, genuine.planned),
        _both(stand_in.kept, genuine.kept),
        {name: one.problems for name, one in zip(PROVIDERS, (stand_in, genuine), strict=True)},
        sorted({*stand_in.unanswered, *genuine.unanswered}),
    )


def _both(stand_in: Resources | None, genuine: Resources | None) -> Comparison | None:
    return None if stand_in is None or genuine is None else compared(stand_in, genuine)


def _document(comparison: Comparison | None) -> ComparisonDocument | None:
    return None if comparison is None else cast("ComparisonDocument", asdict(comparison))
