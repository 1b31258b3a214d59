"""Brings the stacks of an environment up and down with Terraform, and goes on where an interrupted run stopped."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from landfast.core.lock import run_lock
from landfast.core.progress import Event, Reporter
from landfast.core.signals import handled
from landfast.synth.model import APPLY, Synthesis
from landfast.terraform import forgetting, lifecycle
from landfast.terraform.access import CloudAccess
from landfast.terraform.between import carry_out, state_moves
from landfast.terraform.changes import changes
from landfast.terraform.drifting import StackDrift
from landfast.terraform.engine import Engine
from landfast.terraform.errors import TerraformError, together
from landfast.terraform.journal import Journal
from landfast.terraform.lifecycle import Gate
from landfast.terraform.losses import Consent, refuse_more, refuse_others
from landfast.terraform.made_with import MADE_WITH, MadeWith
from landfast.terraform.order import in_order
from landfast.terraform.process import Halt
from landfast.terraform.results import StackPlan, StackResult, planned
from landfast.terraform.retired import KeptRecord, record_of, retired_of
from landfast.terraform.saved import SavedPlan, refuse_other_grounds
from landfast.terraform.stack import Plan, Stack
from landfast.terraform.standing import Standing
from landfast.terraform.within import StateEntry

T = TypeVar("T")
ENDING = (signal.SIGTERM, *((signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()))


class Driver:
    """Runs one engine over the stacks of one synthesized environment.

    Progress goes to `reporter`, one event at a time. On Ctrl-C or SIGTERM a method ends what is under way in order (a
    second one kills it), then lets the interruption through. `plan`, `up` and `down` raise UserError if another run
    works on the environment.
    """

    def __init__(
        self,
        engine: Engine,
        synthesis: Synthesis,
        reporter: Reporter,
        access: CloudAccess,
    ) -> None:
        self._engine = engine
        self._synthesis = synthesis
        self._reporter = reporter
        self._access = access
        self._one_at_a_time = threading.RLock()
        self._halt = Halt()
        self._retired = tuple(folder.name for folder in synthesis.retired)
        self._folders = {folder.name: folder for folder in (*synthesis.retired, *synthesis.stacks)}

    @property
    def engine(self) -> Engine:
        """What runs."""
        return self._engine

    def plan(self, *, keep: bool = False) -> Mapping[str, StackPlan]:
        """Plans every stack and changes nothing; with `keep` the plans themselves are handed out, too.

        What has gone from one stack to another since is written into the states first. Raises: TerraformError with all
        that is wrong.
        """
        with self._run():
            made = self._plans()
            return {name: planned(name, plan, stack.saved() if keep else None) for name, (stack, plan) in made.items()}

    def up(
        self, gate: Gate, consent: Consent, saved: Mapping[str, SavedPlan] | None = None, *, exact: bool = False
    ) -> Mapping[str, StackResult]:
        """Plans every stack, has each plan judged by `gate(stack, plan document)`, then applies those that change.

        Nothing is applied before all plans have passed, and `consent` was given to all that they would change; what
        either raises is let through. Stacks that are no longer in the app are emptied first. `saved` are plans to apply
        instead of new ones; `exact`: what has to be planned anew on the way does nothing that was not agreed to.
        Raises: TerraformError, StalePlanError if a state is not the one that a saved plan was made upon.
        """
        with self._run():
            plans = self._plans() if saved is None else self._taken(saved)
            for name, (_stack, plan) in plans.items():
                gate(name, plan.document)
            agreed = [change for name, (_stack, plan) in plans.items() for change in changes(name, plan.document)]
            consent(agreed)

            def judge(name: str, document: Mapping[str, Any]) -> None:
                """A plan that is made anew in the course of an apply: it loses no more than the one before."""
                with self._one_at_a_time:
                    gate(name, document)
                    refuse_more(changes(name, document), agreed)
                    if exact:
                        refuse_others(changes(name, document), agreed)

            made = self._all("apply", self._up_order(), lambda name: lifecycle.apply(*plans[name], judge, self._access))
            self._remember()
            return made

    def down(self) -> Mapping[str, StackResult]:
        """Destroys every stack, those first that others do not depend on. Raises: TerraformError."""
        with self._run():
            return self._all(
                "destroy", self._down_order(), lambda name: lifecycle.destroy(self._stack(name), self._access)
            )

    def drift(self) -> Mapping[str, StackDrift]:
        """Stack -> what others changed or removed of it; changes nothing. Raises: TerraformError."""
        return self._each("plan", lambda stack: lifecycle.drift(stack, self._access.patience))

    def states(self) -> Mapping[str, Mapping[str, Any]]:
        """Stack -> its state as Terraform writes it, secrets among it. Raises: UserError."""
        return self._each("init", lambda stack: stack.state())

    def settle(self) -> None:
        """Takes into the states what an interrupted apply made besides. Raises: TerraformError."""
        self._each("init", lambda stack: forgetting.settle(stack, self._access))

    def lift(self, addresses: Mapping[str, Sequence[str]]) -> None:
        """Lets nothing protect these resources any more, by stack. Raises: TerraformError."""
        self._each("apply", lambda stack: forgetting.lift(stack, addresses.get(stack.folder.name, ())))

    def forget(self, going: Mapping[str, Sequence[StateEntry]]) -> Mapping[str, StackResult]:
        """Drops from the states what went with its project, by stack; last what made the project. TerraformError."""
        with self._run():
            return self._all(
                "destroy",
                self._down_order(),
                lambda name: forgetting.forget(self._stack(name), going.get(name, ()), self._access),
            )

    def scrub(self) -> None:
        """Once nothing stands: removes what may still hold values of it on this machine."""
        for name in self._folders:
            self._stack(name).scrub()

    @property
    def unfinished(self) -> bool:
        """Whether an apply was interrupted on this machine: something may stand that no state names."""
        return any((folder.folder / APPLY).exists() for folder in self._folders.values())

    @property
    def may_stand(self) -> bool:
        """False if it is certain that nothing was ever applied."""
        return any(self._stack(name).may_stand for name in self._folders)

    def outputs_of(self, name: str) -> Mapping[str, Any]:
        """Output -> value of a stack, once what an interrupted run left is in order.

        Empty if nothing was ever applied, or it can't be read: what is wrong then is for a plan to say.
        """

        def work(name: str) -> Mapping[str, Any]:
            stack = self._stack(name)
            if not stack.may_stand:
                return {}
            try:
                lifecycle.ready(stack, self._access.patience)
                return stack.standing().outputs
            except TerraformError:
                return {}

        with self._run():
            return self._all("init", {name: ()}, work)[name]

    def may_have_left(self, name: str, kind: str, resource: str) -> bool:
        """Whether a removal of a stack left the resource of that kind and name, by its record. Raises: UserError."""
        stack = self._stack(name)
        return Journal(stack.path, stack.log, retired_of(stack, self._access)).may_have_left(kind, resource)

    def made_with(self) -> MadeWith | None:
        """What last applied the environment; None if that is on no record. Raises: UserError."""
        found = self._made_with.read()
        return MadeWith.parse(found) if found is not None else None

    def renew_providers(self, before: MadeWith) -> None:
        """Has `init` look for newer providers where it took an older one than has written the states.

        Raises: TerraformError.
        """
        behind = [name for name in self._folders if before.is_newer_than_locked(self._stack(name))]
        if behind:
            with self._run():
                self._all("init", dict.fromkeys(behind, ()), lambda name: self._stack(name).init_anew())

    @property
    def constraint(self) -> str:
        """The versions of the provider that the stacks take: `~> 8.7`."""
        first = self._synthesis.stacks[0]
        return str(first.read()["terraform"]["required_providers"]["google"]["version"])

    @property
    def _made_with(self) -> KeptRecord:
        return record_of(self._stack(self._synthesis.stacks[0].name), self._access, MADE_WITH)

    def _remember(self) -> None:
        """What an environment was made with, if that is another than before."""
        found = MadeWith.of(self._stack(self._synthesis.stacks[0].name)).to_json()
        if self._made_with.read() != found:
            self._made_with.write(found)

    def standing(self) -> Mapping[str, Standing]:
        """Stack -> what its state names: resources, and outputs that have been applied. Raises: UserError."""
        with self._stoppable():
            return self._all("init", dict.fromkeys(self._folders, ()), lambda name: self._stack(name).standing())

    def _each(self, phase: str, work: Callable[[Stack], T]) -> dict[str, T]:
        """Of every stack, none of which waits for another."""
        with self._run():
            return self._all(phase, dict.fromkeys(self._folders, ()), lambda name: work(self._stack(name)))

    def _plans(self) -> dict[str, tuple[Stack, Plan]]:
        def work(name: str) -> tuple[Stack, Plan]:
            stack = self._stack(name)
            return stack, lifecycle.plan(stack, self._access.patience)

        made = self._all("plan", dict.fromkeys(self._folders, ()), work)
        moves = state_moves({name: plan.document for name, (_stack, plan) in made.items()})
        if not moves:
            return made
        for move in moves:
            carry_out(move, self._stack(move.origin), self._stack(move.to))
        return made | self._all("plan", {name: () for move in moves for name in (move.origin, move.to)}, work)

    def _taken(self, saved: Mapping[str, SavedPlan]) -> dict[str, tuple[Stack, Plan]]:
        def work(name: str) -> tuple[Stack, Plan]:
            stack = self._stack(name)
            return stack, lifecycle.taken(stack, saved[name], self._access.patience)

        found = self._all("plan", dict.fromkeys(self._folders, ()), work)
        marks = {name: stack.mark() for name, (stack, _plan) in found.items()}
        refuse_other_grounds(saved, marks, {name: stack.locked for name, (stack, _plan) in found.items()})
        return found

    def _up_order(self) -> dict[str, Sequence[str]]:
        # What a retired stack still holds may stand in the way of what the others make now.
        live = {folder.name: (*self._retired, *folder.depends_on) for folder in self._synthesis.stacks}
        return {name: live.get(name, ()) for name in self._folders}

    def _down_order(self) -> dict[str, Sequence[str]]:
        users: dict[str, list[str]] = {name: [] for name in self._folders}
        for name, before in self._up_order().items():
            for other in set(before) - set(self._retired):
                users[other].append(name)
        return {name: (*((*self._retired,) if name not in self._retired else ()), *users[name]) for name in users}

    def _all(self, phase: str, after: Mapping[str, Sequence[str]], work: Callable[[str], T]) -> dict[str, T]:
        started = time.monotonic()
        outcome = in_order(after, work, self._halt)
        for name in outcome.errors:
            self._say(Event(phase, "failed", name, seconds=time.monotonic() - started))
        for name in outcome.skipped:
            self._say(Event(phase, "skipped", name, "waits for what failed"))
        unexpected = [error for error in outcome.errors.values() if not isinstance(error, TerraformError)]
        if unexpected:
            raise unexpected[0]
        if outcome.errors:
            raise together([error for error in outcome.errors.values() if isinstance(error, TerraformError)])
        return {name: outcome.results[name] for name in after}

    def _stack(self, name: str) -> Stack:
        return Stack(self._folders[name], self._engine, self._access.environ, self._say, self._halt)

    def _say(self, event: Event) -> None:
        with self._one_at_a_time:
            self._reporter(event)

    @contextmanager
    def _run(self) -> Iterator[None]:
        with run_lock(self._synthesis.folder), self._stoppable():
            try:
                yield
            finally:
                for name in self._folders:
                    self._stack(name).forget_plan()

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        """SIGTERM and a closed terminal stop a run as Ctrl-C does: without this they would end it on the spot."""

        def end(number: int, _frame: FrameType | None) -> None:
            raise SystemExit(128 + number)

        self._halt.level = 0
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        with handled(ENDING, end):
            yield
