"""One side of a comparison: the stacks of an environment, planned and brought up with one provider in a new cloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from landfast.core.errors import UserError
from landfast.core.progress import Event, Reporter
from landfast.provider.comparing import Resources, kept_values, planned_values
from landfast.synth import StackFolder, Synthesis
from landfast.synth.model import STATE
from landfast.targets import Session, Target
from landfast.terraform import Driver, Engine
from landfast.terraform.record import json_at


@dataclass(frozen=True, slots=True)
class StackSide:
    """A stack with one provider. None: it was not planned, or not applied; `problems` say why."""

    planned: Resources | None = None
    kept: Resources | None = None
    problems: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Side:
    """`provider` names it in what is told of its progress."""

    provider: str
    engine: Engine
    synthesis: Synthesis
    session: Session
    report: Reporter

    def planned(self) -> Mapping[str, StackSide]:
        """Every stack before anything stands; one that can't be planned keeps none from it."""
        return {stack.name: self._planned(stack) for stack in self.synthesis.stacks}

    def applied(self, planned: Mapping[str, StackSide]) -> Mapping[str, StackSide]:
        """Stack after stack; what waits for one that failed is left out."""
        found = dict(planned)
        for stack in self.synthesis.stacks:
            waits = [name for name in stack.depends_on if found[name].kept is None]
            if waits:
                problem = f"not applied: waits for {', '.join(waits)}"
                found[stack.name] = replace(found[stack.name], problems=(*found[stack.name].problems, problem))
            elif found[stack.name].planned is not None:
                found[stack.name] = self._applied(stack, found[stack.name])
        return found

    def _planned(self, stack: StackFolder) -> StackSide:
        before = set(self.session.unanswered())
        try:
            document = self._driver(stack).plan()[stack.name].document
        except UserError as error:
            return StackSide(problems=(str(error),), unanswered=self._since(before))
        return StackSide(planned_values(document), unanswered=self._since(before))

    def _applied(self, stack: StackFolder, side: StackSide) -> StackSide:
        before = set(self.session.unanswered())
        try:
            self._driver(stack).up(lambda _stack, _plan: None, lambda _changes: None)
        except UserError as error:
            done = replace(side, problems=(*side.problems, str(error)))
        else:
            done = replace(side, kept=kept_values(json_at(stack.folder / STATE)))
        return replace(done, unanswered=(*side.unanswered, *self._since(before)))

    def _driver(self, stack: StackFolder) -> Driver:
        alone = replace(self.synthesis, stacks=(replace(stack, depends_on=()),), retired=())
        return Driver(self.engine, alone, self._tell, self.session.access)

    def _tell(self, event: Event) -> None:
        if event.subject:
            self.report(replace(event, subject=f"{event.subject} ({self.provider})"))

    def _since(self, before: set[str]) -> tuple[str, ...]:
        return tuple(one for one in self.session.unanswered() if one not in before)


@contextmanager
def side(target: Target, engine: Engine, synthesis: Synthesis, cloud: Path, report: Reporter) -> Iterator[Side]:
    """A side whose cloud is new, in the folder `cloud`. Raises: UserError."""
    with target.session(cloud, synthesis) as session:
        yield Side(target.provider, engine, synthesis, session, report)
