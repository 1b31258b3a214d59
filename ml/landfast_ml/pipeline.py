"""The step protocol, and what a project declares of its pipeline: every orchestrator runs the same commands."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from landfast_ml.errors import UsageError

Metrics = dict[str, float]


@dataclass(frozen=True, slots=True)
class Step:
    """A function `run(job, *, <inputs>, <output>) -> Metrics`; inputs and output are folders.

    `function` is where it stands, `package.module:name`; empty for the library's own step of this name. `settings` are
    the tables of `settings.toml` that it reads. `pure` steps give the same outputs for the same inputs, so a cloud
    orchestrator may reuse them; the others look at the raw bucket or the registry. `tracked` ones write to the tracker,
    whose library a run here loads once if there are two of them.
    """

    name: str
    summary: str
    inputs: tuple[str, ...]
    output: str
    settings: tuple[str, ...]
    cpus: int
    memory_gb: int
    pure: bool = True
    function: str = ""
    tracked: bool = False

    def load(self) -> Callable[..., Metrics]:
        """Imports the libraries that this step needs, and no others."""
        module, name = self._place()
        run: Callable[..., Metrics] = getattr(module, name)
        return run

    def ready(self) -> None:
        """The same, and what the step's own module names as imported only where it is used (its function `ready`)."""
        module, _name = self._place()
        getattr(module, "ready", lambda: None)()

    def _place(self) -> tuple[ModuleType, str]:
        module, _, name = (self.function or f"landfast_ml.steps.{self.name}:run").partition(":")
        return importlib.import_module(module), name

    def arguments(self, environment: str, target: str) -> list[str]:
        """Of `python -m PACKAGE`, without the folders: every orchestrator names those in its own way."""
        return ["step", self.name, "--environment", environment, "--target", target]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The steps in their order; `schedule` is the setting (table schedule) that says when the cloud runs them.

    `apart`: schedule -> a step that is no part of them, and runs alone.
    """

    summary: str
    schedule: str
    steps: tuple[Step, ...]
    apart: Mapping[str, Step] = field(default_factory=dict)

    @property
    def scheduled(self) -> dict[str, tuple[Step, ...]]:
        """Schedule -> what is run."""
        return {self.schedule: self.steps, **{name: (step,) for name, step in self.apart.items()}}

    def with_step(self, step: Step, after: str) -> Pipeline:
        """With a step of one's own; what is to read its output needs it among its `inputs` (`changed`)."""
        at = self._index(after) + 1
        return replace(self, steps=(*self.steps[:at], step, *self.steps[at:]))

    def changed(self, name: str, **changes: Any) -> Pipeline:
        """With other fields of a step: `changed("train", memory_gb=32)`."""
        at = self._index(name)
        return replace(self, steps=(*self.steps[:at], replace(self.steps[at], **changes), *self.steps[at + 1 :]))

    def _index(self, name: str) -> int:
        names = [step.name for step in self.steps]
        if name not in names:
            raise UsageError(f"pipeline.py: there is no step {name}, there are: {', '.join(names)}")
        return names.index(name)


def run_arguments(one: Step, steps: Iterable[Step], environment: str, target: str, run: str) -> list[str]:
    """Of `python -m PACKAGE`, where a run keeps all that it makes in one folder: `RUN/STEP/OUTPUT`."""
    made_by = {each.output: each.name for each in steps}
    folders = {name: Path(f"{run}/{made_by[name]}/{name}") for name in (*one.inputs, one.output)}
    result = f"{run}/{one.name}/result.json"
    return [*one.arguments(environment, target), *folder_arguments(folders), "--result", result]


def upstream(one: Step, steps: Iterable[Step]) -> list[str]:
    """Names of the steps whose outputs it reads."""
    return [each.name for each in steps if each.output in one.inputs]


def folder_arguments(folders: Mapping[str, Path]) -> list[str]:
    """`--features PATH --model PATH`: how a step's command is told its folders."""
    return [word for name, folder in folders.items() for word in (f"--{name}", str(folder))]
