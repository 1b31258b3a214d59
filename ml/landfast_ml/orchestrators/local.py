"""Runs the pipeline on this machine: each step is the command that the cloud runs too, in a process of its own.

A step's folder is named by what it was made of (data, code, settings, inputs), so a rerun does only what changed.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from landfast_ml.contract.messages import State, StepMessage
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.kinds import kind_of
from landfast_ml.orchestrators.process import Waiting, run_command, share
from landfast_ml.orchestrators.runs import Recorder, registered
from landfast_ml.pipeline import Metrics, Step, folder_arguments
from landfast_ml.progress import Reporter
from landfast_ml.versions import digest

RESULT = "result.json"
LOG = "log.txt"


def run(job: Job, report: Reporter) -> None:
    """Run what is not up to date; the last event says which version stands. ProjectError if a step fails."""
    with _alone(job):
        recorder, state = Recorder(job, report), "failed"
        try:
            _run(job, recorder)
            state = "succeeded"
        except KeyboardInterrupt:
            state = "interrupted"
            raise
        finally:
            recorder.end(state)


def _run(job: Job, report: Reporter) -> None:
    _sweep(job.bucket("pipeline_root"))
    share(tracker=sum(step.tracked for step in job.project.steps) > 1)
    if job.project.source == "demo":
        _provide_data(job)
    versions = step_versions(job)
    try:
        outputs, ran = _run_steps(job, versions, report)
    finally:
        _sweep(job.bucket("pipeline_root"))
    last = job.project.steps[-1].output
    result = json.loads((outputs[last] / f"{last}.json").read_text(encoding="utf-8"))
    report(registered(result, skipped=ran == 0))


def _run_steps(job: Job, versions: Mapping[str, str], report: Reporter) -> tuple[dict[str, Path], int]:
    """Folder of every output, and how many steps ran: the others are up to date."""
    outputs: dict[str, Path] = {}
    ran = 0
    with Queue(job) as queue:
        for step in job.project.steps:
            folder = job.bucket("pipeline_root") / f"{step.name}-{versions[step.name]}"
            if (folder / RESULT).is_file() and kind_of(job.project).stands(job, step):
                report(_of_step(job, step, "skipped", metrics=_metrics(folder)))
            else:
                _run_step(job, step, folder, outputs, report, queue.next(step))
                ran += 1
            outputs[step.output] = folder / step.output
    return outputs, ran


class Queue:
    """The processes of a run's steps: while one works, the next one's gets ready."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._waiting: dict[str, Waiting] = {}

    def __enter__(self) -> Queue:
        return self

    def __exit__(self, *_of: object) -> None:
        for process in self._waiting.values():
            process.end()

    def next(self, step: Step) -> Waiting:
        """The step's own, and the one after it is called up."""
        steps = self._job.project.steps
        own = self._waiting.pop(step.name, None) or self._called(step)
        for after in steps[steps.index(step) + 1 :][:1]:
            self._waiting[after.name] = self._called(after)
        return own

    def _called(self, step: Step) -> Waiting:
        return Waiting(self._job.project.package, step.ready)


def _sweep(root: Path) -> None:
    """What a run that was killed or interrupted left half done."""
    for partial in root.glob(".*"):
        shutil.rmtree(partial, ignore_errors=True)


def _provide_data(job: Job) -> None:
    """In a process of its own: this one would spend seconds on imports that it doesn't need."""
    if any(job.table.glob("*.csv")):
        return
    log = job.local_store / "data.txt"
    if run_command(job.project.package, ["data", "demo", "--environment", job.environment.environment], log) != 0:
        raise ProjectError(f"the demo table could not be written, see {log}")
    log.unlink()


def step_versions(job: Job) -> dict[str, str]:
    """What each step's output is made of, as one word; a change reaches every step that comes after it."""
    base = digest(kind_of(job.project).made_of(job))
    made_by = {step.output: step.name for step in job.project.steps}
    found: dict[str, str] = {}
    for step in job.project.steps:
        settings = {name: asdict(getattr(job.settings, name)) for name in step.settings}
        inputs = [found[made_by[name]] for name in step.inputs]
        found[step.name] = digest([step.name, base, settings, inputs])
    return found


def _run_step(
    job: Job, step: Step, folder: Path, outputs: Mapping[str, Path], report: Reporter, process: Waiting
) -> None:
    """Into a folder beside the final one, which appears only when the step is done."""
    report(_of_step(job, step, "start"))
    started = time.monotonic()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{step.name}-") as partial:
        work = Path(partial) / "step"
        (work / step.output).mkdir(parents=True)
        folders = {**{name: outputs[name] for name in step.inputs}, step.output: work / step.output}
        arguments = [*step.arguments(job.environment.environment, job.target), *folder_arguments(folders)]
        changes = [word for change in job.changes for word in ("--set", change)]
        code = process.run([*arguments, *changes, "--result", str(work / RESULT)], work / LOG)
        seconds = round(time.monotonic() - started, 2)
        if code != 0:
            message = _keep_log(job, step, work / LOG, code)
            report(_of_step(job, step, "failed", seconds=seconds, error=message))
            raise ProjectError(message)
        shutil.rmtree(folder, ignore_errors=True)
        work.replace(folder)
    report(_of_step(job, step, "done", seconds=seconds, metrics=_metrics(folder)))


def _of_step(job: Job, step: Step, state: State, **more: Any) -> StepMessage:
    """What is said of a step: its place in the pipeline, and how it goes."""
    index = job.project.steps.index(step) + 1
    return StepMessage(step=step.name, index=index, of=len(job.project.steps), state=state, **more)


def _keep_log(job: Job, step: Step, log: Path, code: int) -> str:
    """An expected error is one line, and a library may say something after it; anything else is a bug, and its
    traceback is kept."""
    lines = log.read_text(encoding="utf-8").strip().splitlines() or [f"ended with exit code {code}"]
    kept = job.local_store / "failed" / f"{step.name}.txt"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(log, kept)
    expected = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    if code in {1, 2} and expected:
        return f"step {step.name}: {expected[-1]}"
    return f"step {step.name} crashed: {lines[-1]} (whole log: {kept})"


def _metrics(folder: Path) -> Metrics:
    metrics: Metrics = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    return metrics


@contextmanager
def _alone(job: Job) -> Iterator[None]:
    """Two runs at once would do everything twice. The lock goes with the process, however it ends."""
    for store in (job.local_store, job.environment_store):
        store.mkdir(parents=True, exist_ok=True)
    with (job.environment_store / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ProjectError(f"another run of {job.environment.environment} is going on: wait for its end") from None
        yield
