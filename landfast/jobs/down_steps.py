"""How an environment is removed: a list of steps, each of which looks at what stands and does what is left to do.

A project that landfast made goes as a whole, in minutes; what it made in a project of others goes resource by resource.
Each step can be done again: a run that was killed is gone on with by the same list.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from landfast.core.errors import UserError
from landfast.core.progress import Event, Reporter, State
from landfast.google.ending import GoogleEnding
from landfast.jobs.down_record import DownRecord
from landfast.stacks.backend import StateBucket
from landfast.targets import Session
from landfast.targets.workspace import Workspace
from landfast.terraform import Driver, OwnProject, StackResult, StateEntry, going_with

OURS = "landfast"


@dataclass
class Removal:
    """One run. `entries` are what the states named when it began, `agreed` the names that a person has agreed to.

    `lost`: the whole cloud is gone, as only a simulated one can be; nothing can be asked of it.
    """

    workspace: Workspace
    driver: Driver
    session: Session
    report: Reporter
    record: DownRecord
    entries: Sequence[StateEntry]
    own: OwnProject | None
    agreed: frozenset[str] = frozenset()
    lost: bool = False
    results: dict[str, StackResult] = field(default_factory=dict)

    @property
    def ending(self) -> GoogleEnding:
        """Raises: UserError if the target has no way to end a project."""
        if self.session.access.ending is None:
            raise UserError(f"target {self.workspace.target.name} can't remove a project as a whole")
        return self.session.access.ending

    @property
    def stands(self) -> bool:
        """Whether the project is still there to be emptied and shut down."""
        return self.own is not None and self.ending.stands(self.own.id)

    @property
    def going(self) -> Sequence[StateEntry]:
        return going_with(self.own, self.entries) if self.own else ()

    def add(self, results: Mapping[str, StackResult]) -> None:
        for name, one in results.items():
            before = self.results.get(name)
            gone, seconds = (before.deleted, before.seconds) if before else (0, 0.0)
            self.results[name] = StackResult(name, 0, 0, one.deleted + gone, one.seconds + seconds)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `run` says what it did, or nothing if nothing was left to do. It raises UserError."""

    name: str
    run: Callable[[Removal], str]


@dataclass(frozen=True, slots=True)
class StepWork:
    """Work of a step: it says what it does as the step's own does."""

    report: Reporter
    phase: str

    def say(self, detail: str) -> None:
        self.report(Event(self.phase, "progress", detail=detail))

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)


def take(steps: Sequence[Step], removal: Removal) -> None:
    """Each in order; what is done is on the disk before the next begins. Raises: UserError."""
    for step in steps:
        started = time.monotonic()
        removal.report(Event(step.name, "start"))
        said = step.run(removal)
        removal.record = removal.record.kept(done=tuple(dict.fromkeys((*removal.record.done, step.name))))
        state: State = "done" if said else "skipped"
        seconds = time.monotonic() - started
        removal.report(Event(step.name, state, detail=said or "nothing to do", seconds=seconds))


def _unprotect(removal: Removal) -> str:
    """What stands above the project is asked for by Terraform, which a protection in the state would keep from it."""
    if removal.lost:
        return ""
    going = {(entry.stack, entry.address) for entry in removal.going}
    addresses: dict[str, list[str]] = defaultdict(list)
    for entry in removal.entries:
        if (entry.stack, entry.address) not in going and _is_protected(entry):
            addresses[entry.stack].append(entry.address)
    if not addresses:
        return ""
    removal.driver.lift(addresses)
    names = [name for of_stack in addresses.values() for name in of_stack]
    removal.record = removal.record.kept(lifted=(*removal.record.lifted, *names))
    return f"nothing protects {', '.join(names)} any more"


def _is_protected(entry: StateEntry) -> bool:
    return entry.values.get("deletion_protection") is True or entry.values.get("deletion_policy") == "PREVENT"


def _lift_liens(removal: Removal) -> str:
    """landfast's own, and those of others that a person has named."""
    if removal.own is None or not removal.stands:
        return ""
    found = removal.ending.liens(removal.own.number)
    others = [lien for lien in found if lien.origin != OURS and lien.name not in removal.agreed]
    if others:
        said = "\n".join(
            f"{lien.name}: a lien of {lien.origin} keeps {removal.own.id} from being deleted ({lien.reason}): "
            f"ask them, then lift it with --destroy {lien.name}"
            for lien in others
        )
        raise UserError(said)
    for lien in found:
        removal.ending.lift(lien)
        said = f"{lien.name} of {lien.origin}: {lien.reason}"
        removal.record = removal.record.kept(lifted=(*removal.record.lifted, said))
    return f"{len(found)} lifted" if found else ""


def _shred(removal: Removal) -> str:
    """What the keys encrypted can't be read from here on, whoever has a copy of it."""
    # In a project that is shut down nobody may look any more: it has been done.
    if removal.lost or (removal.record.how == "project" and not removal.stands):
        return ""
    versions = tuple(removal.ending.shred(removal.record.rings, StepWork(removal.report, "keys")))
    if not versions:
        return ""
    removal.record = removal.record.kept(versions=versions)
    keys = len({version.key for version in versions})
    return f"{len(versions)} versions of {keys} keys scheduled for destruction on {max(v.destroyed for v in versions)}"


def _shut_down(removal: Removal) -> str:
    if removal.own is None or not removal.stands:
        return ""
    backend = removal.workspace.target.backend(removal.workspace.names)
    if isinstance(backend, StateBucket) and removal.ending.holds(backend.bucket, removal.own.number):
        fact = f"the bucket of the states, {backend.bucket}, is in {removal.own.id} and would go with it"
        raise UserError(f"{fact}: copy it to a project that stays, then run the same command again")
    removal.ending.shut_down(removal.own.id, StepWork(removal.report, "shutdown"))
    return f"{removal.own.id} is shut down, with all that is in it"


def _forget(removal: Removal) -> str:
    going: dict[str, list[StateEntry]] = defaultdict(list)
    for entry in removal.going:
        going[entry.stack].append(entry)
    if not going:
        return ""
    removal.add(removal.driver.forget(going))
    return f"{len(removal.going)} resources went with the project"


def _destroy(removal: Removal) -> str:
    done = removal.driver.down()
    removal.add(done)
    count = sum(one.deleted for one in done.values())
    return f"{count} resources destroyed" if count else ""


def _stop(removal: Removal) -> str:
    """Nothing writes to what is being removed: jobs of the ML project would, and stand in the environment's network."""
    leftovers, workspace = removal.session.access.leftovers, removal.workspace
    if leftovers is None or removal.lost or not removal.driver.may_stand:
        return ""
    names, region = workspace.names, workspace.spec.residency.region
    endpoint = names.endpoint_id(private=workspace.spec.private_endpoints)
    leftovers.stop(names.project_id, region, endpoint, StepWork(removal.report, "stop"))
    return "no job of the project runs"


# Data can't be read before anything is deleted; what is above the project goes after it.
PROJECT_STEPS = (
    Step("protection", _unprotect),
    Step("liens", _lift_liens),
    Step("keys", _shred),
    Step("shutdown", _shut_down),
    Step("states", _forget),
    Step("destroy", _destroy),
)
# While something that is encrypted is being deleted, its service may still ask for the key.
RESOURCE_STEPS = (
    Step("protection", _unprotect),
    Step("stop", _stop),
    Step("destroy", _destroy),
    Step("keys", _shred),
)
