"""The engine's commands on one stack: init, plan, apply, import, state, outputs."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from landfast.core.files import to_json, write
from landfast.core.progress import Event, Reporter
from landfast.synth.model import STATE, StackFolder
from landfast.terraform.engine import Engine
from landfast.terraform.errors import TerraformError, failure
from landfast.terraform.kept import keep
from landfast.terraform.messages import Diagnostic, Listener
from landfast.terraform.prepared import LOCKED, PREPARED, drop_broken, drop_prepared
from landfast.terraform.process import Commands, Halt
from landfast.terraform.saved import SavedPlan, StateMark, mark_of
from landfast.terraform.shown import SHOWN, shown
from landfast.terraform.standing import Standing, keeps_state_beside, standing_in, state_beside

PLAN = "plan.tfplan"
KILLED = "killed"  # There until a plan has shown that a killed engine left no lock.
LOCK_TIMEOUT = ("-lock-timeout=20s",)
INPUT = ("-input=false", "-no-color")
# What a plan is for; `refresh-only`: to see what stands otherwise than the state says, and nothing else.
Mode = Literal["apply", "destroy", "refresh-only"]
PARALLELISM = "-parallelism=20"  # Twice the default: most resources of an environment wait for nothing but the network.


@dataclass(frozen=True)
class Plan:
    """A saved plan. `document` is what `terraform show -json` says of it."""

    document: Mapping[str, Any]
    destroy: bool = False

    def count(self, action: str) -> int:
        """How many resources `create`, `update`, `delete`, or `replace`."""
        return sum(action_of(change["change"]["actions"]) == action for change in self._changes())

    @property
    def steps(self) -> int:
        """How many changes the apply will report."""
        return self.count("create") + self.count("update") + self.count("delete") + 2 * self.count("replace")

    @property
    def changes_anything(self) -> bool:
        outputs = self.document.get("output_changes", {}).values()
        resources = any(
            action_of(item["change"]["actions"]) or item["change"].get("importing") or item.get("previous_address")
            for item in self._changes()
        )
        return resources or any(output["actions"] != ["no-op"] for output in outputs)

    def _changes(self) -> list[Mapping[str, Any]]:
        managed = self.document.get("resource_changes", ())
        return [change for change in managed if change.get("mode", "managed") == "managed"]


def action_of(actions: list[str]) -> str:
    """`create`, `update`, `delete`, `replace`, or nothing."""
    if len(actions) == 2:
        return "replace"
    return actions[0] if actions[0] in ("create", "update", "delete") else ""


@dataclass(frozen=True)
class Stack:
    """One stack and the engine that works on it."""

    folder: StackFolder
    engine: Engine
    environ: Mapping[str, str]
    report: Reporter
    halt: Halt
    started: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> Path:
        return self.folder.folder

    @property
    def log(self) -> Path:
        """What the last apply or destroy said."""
        return self.path / "logs" / "apply.jsonl"

    @property
    def local_state(self) -> bool:
        return keeps_state_beside(self.folder)

    @property
    def may_stand(self) -> bool:
        """False if it is certain that nothing was ever applied."""
        return not self.local_state or self.folder.may_stand

    def tell(self, phase: str, state: Any, detail: str = "", done: int = 0, total: int = 0) -> None:
        self.report(Event(phase, state, self.folder.name, detail, done, total, self.elapsed()))

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def init(self) -> None:
        """Prepares the folder, unless that has been done for the same providers, backend and engine."""
        for state in self.path.glob(f"*{STATE}*"):
            state.chmod(0o600)  # One that an older landfast had made for everybody.
        drop_broken(self.path)
        stamp = self.path / PREPARED / "landfast"
        if stamp.is_file() and stamp.read_bytes() == self._fingerprint():
            return
        # What the lock file holds may not fit the constraint that has changed.
        self._prepare(*(("-upgrade",) if (self.path / LOCKED).is_file() else ()))

    def _prepare(self, *more: str) -> None:
        self.tell("init", "start")
        self._read("init", *INPUT, *more)
        write(self.path / PREPARED / "landfast", self._fingerprint())  # Anew: init may have written the lock file.
        self.tell("init", "done")

    def init_anew(self) -> None:
        """Prepares the folder from nothing: what was there is no good."""
        drop_prepared(self.path)
        self.init()

    def plan(self, mode: Mode = "apply", *, patient: bool = True, only: Sequence[str] = ()) -> Plan:
        """Plans to `plan.tfplan` and reads it back; waits for the state's lock if `patient`.

        `only` are addresses; with them what they need is planned, and nothing else. Raises: TerraformError.
        """
        self.tell("plan", "start")
        flags = () if mode == "apply" else (f"-{mode}",)
        lock = LOCK_TIMEOUT if patient else ()
        targets = [f"-target={address}" for address in only]
        arguments = ("plan", "-json", *INPUT, *lock, PARALLELISM, *flags, *targets, f"-out={PLAN}")
        listener = Listener("plan", self.folder.name, self.report, elapsed=self.elapsed)
        self._listen(arguments, listener)
        (self.path / PLAN).chmod(0o600)  # A plan may hold secrets.
        destroy = mode == "destroy"
        if mode == "refresh-only" and not listener.drifted:
            return Plan({})
        if mode != "refresh-only" and listener.changes_nothing:
            return Plan(shown(self.path / PLAN, self._show, f"{self.engine.name} {self.engine.version}"), destroy)
        return Plan(json.loads(self._show()), destroy)

    def saved(self) -> SavedPlan:
        """The plan that was just made, to be kept. Raises: TerraformError."""
        return SavedPlan((self.path / PLAN).read_bytes(), self.locked, self.mark())

    @property
    def locked(self) -> str:
        """The text of the file that says which providers `init` has taken; empty if there is none."""
        lock = self.path / LOCKED
        return lock.read_text(encoding="utf-8") if lock.is_file() else ""

    def init_as(self, saved: SavedPlan) -> None:
        """Prepares a folder that never was with the providers that a saved plan was made with.

        Raises: TerraformError.
        """
        if saved.lock and not self.locked:
            write(self.path / LOCKED, saved.lock.encode())
            self._prepare()

    def take(self, saved: SavedPlan) -> Plan:
        """Makes a saved plan the one that is applied next. Raises: TerraformError."""
        write(self.path / PLAN, saved.content, 0o600)
        return Plan(json.loads(self._show()))

    def mark(self) -> StateMark:
        """Which state it has. Raises: TerraformError."""
        return mark_of(self.state())

    def _show(self) -> str:
        return self._read("show", "-json", "-no-color", PLAN)

    def apply(self, plan: Plan) -> None:
        """Applies the saved plan. Raises: TerraformError."""
        phase = "destroy" if plan.destroy else "apply"
        self.tell(phase, "start", total=plan.steps)
        listener = Listener(phase, self.folder.name, self.report, plan.steps, elapsed=self.elapsed)
        arguments = ("apply", "-json", *INPUT, *LOCK_TIMEOUT, PARALLELISM, PLAN)
        self.keep_state()
        try:
            self._listen(arguments, listener, self.log)
        except TerraformError as error:
            if error.machine:
                # A full disk took lines of it: without it everything is looked for that may have been made.
                self.log.unlink(missing_ok=True)
            raise
        finally:
            self.forget_plan()
        self.keep_state()

    def keep_state(self) -> None:
        """Puts the state on the disk, if it is a file here, and a copy of it that no engine writes to."""
        if self.local_state:
            keep(self.path)

    def forget_plan(self) -> None:
        (self.path / PLAN).unlink(missing_ok=True)

    def adopt(self, address: str, import_id: str) -> None:
        """Writes a resource that stands to the state, outside of any plan. Raises: TerraformError."""
        self._read("import", *INPUT, *LOCK_TIMEOUT, address, import_id)
        self.keep_state()

    def unlock(self, lock: str) -> None:
        """Frees a lock of the state that nobody holds any more. Raises: TerraformError."""
        self._read("force-unlock", "-force", lock)

    def push(self, state: Path) -> None:
        """Makes `state` the stack's state, if it is newer than the one it has. Raises: TerraformError."""
        self._read("state", "push", state.name)
        self.keep_state()

    def standing(self) -> Standing:
        """What its state names. Raises: TerraformError, UserError if it is broken."""
        return standing_in(self.state())

    def state(self) -> Mapping[str, Any]:
        """As Terraform writes it, secrets among it; empty if there is none. Raises: TerraformError, UserError."""
        if self.local_state:
            return state_beside(self.folder)
        self.init()
        said = self._read("state", "pull")
        found: Mapping[str, Any] = json.loads(said) if said.strip() else {}
        return found

    def forget(self, addresses: Sequence[str]) -> None:
        """Drops resources from the state; they stand, or don't, as before. Raises: TerraformError."""
        self._read("state", "rm", *LOCK_TIMEOUT, *addresses)
        self.keep_state()
        # The engine keeps a copy of each state that it takes something out of, with all secrets.
        for copy in self.path.glob(f"{STATE}.*.backup"):
            copy.unlink()

    def scrub(self) -> None:
        """Removes what may still hold values of resources that are gone: copies, plans that were shown, logs."""
        for name in (f"{STATE}.backup", SHOWN):
            (self.path / name).unlink(missing_ok=True)
        shutil.rmtree(self.log.parent, ignore_errors=True)

    def _listen(self, arguments: tuple[str, ...], listener: Listener, log: Path | None = None) -> None:
        path = log or self.path / "logs" / f"{arguments[0]}.jsonl"
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as output:
            path.chmod(0o600)
            completed = self._commands().run(*arguments, output=output, on_line=listener)
        if completed.status < 0:
            (self.path / KILLED).touch()
        if completed.status:
            raise failure(self.folder, arguments[0], listener.errors, completed.errors, completed.status)

    def _read(self, *arguments: str) -> str:
        """What a command says on its output. Raises: TerraformError."""
        with tempfile.TemporaryFile() as output:
            completed = self._commands().run(*arguments, output=output)
            output.seek(0)
            said = output.read().decode(errors="replace")
        if completed.status:
            found = _plain_errors(completed.errors)
            raise failure(self.folder, arguments[0], found, completed.errors or said, completed.status)
        return said

    def _commands(self) -> Commands:
        return Commands(self.engine.command, self.path, self.environ, self.halt)

    def _fingerprint(self) -> bytes:
        document = self.folder.read()
        reattached = sorted(json.loads(self.environ.get("TF_REATTACH_PROVIDERS", "{}")))
        facts = {
            "terraform": document["terraform"],
            "engine": [*self.engine.command, self.engine.version],
            "reattached": reattached,
            "settings": self.environ.get("TF_CLI_CONFIG_FILE", ""),
            "lock": self.locked,
        }
        return hashlib.sha256(to_json(facts)).hexdigest().encode()


def _plain_errors(said: str) -> tuple[Diagnostic, ...]:
    """Diagnostics of a command that only speaks to people: `Error: summary`, a blank line, details."""
    lines = [line.strip().lstrip("│╷╵").strip() for line in said.splitlines()]
    found: list[list[str]] = []
    for line in lines:
        if line.startswith("Error: "):
            found.append([line.removeprefix("Error: ")])
        elif found and line:
            found[-1].append(line)
    return tuple(Diagnostic("error", summary, " ".join(rest)) for summary, *rest in found)
