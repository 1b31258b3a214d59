"""What a generated project does in a process of its own: installed from its lock, run, asked for its models."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from landfast import blueprints
from landfast.blueprints import Generated
from landfast.core.certificates import installer_environ
from landfast.core.children import child_environ
from landfast.core.errors import UserError
from landfast.core.progress import Event, Reporter

STAMP = "installed"


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """What a pipeline run registered. `skipped`: nothing had changed, so nothing was trained."""

    model: str
    version: str
    feature_version: str
    metrics: Mapping[str, float]
    skipped: bool


class RegisteredModel(TypedDict):
    """A model version of the project's own registry."""

    version: str
    aliases: Sequence[str]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]


def python_of(project: Generated) -> Path:
    return project.folder / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python"


def install(project: Generated, report: Reporter) -> None:
    """The project's own environment, exactly as its lock says; nothing to do if it stands. Raises: UserError."""
    lock = project.folder / "requirements.lock"
    stamp = project.folder / ".venv" / STAMP
    fingerprint = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == fingerprint:
        return
    started = time.monotonic()
    report(Event("install", "start", detail="the project's locked packages"))
    stamp.unlink(missing_ok=True)
    _uv(project, "venv", "--clear", "--python", sys.executable, ".venv")
    _uv(project, "pip", "sync", "--python", str(python_of(project)), "--require-hashes", lock.name)
    stamp.write_text(fingerprint)
    report(Event("install", "done", detail="the project's locked packages", seconds=time.monotonic() - started))


def _uv(project: Generated, *arguments: str) -> None:
    command = [sys.executable, "-P", "-m", "uv", *arguments, "--quiet"]
    done = subprocess.run(
        command, cwd=project.folder, env=installer_environ(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        step = f"check the network, then `cd {project.folder} && make setup run`, or the same command again"
        raise UserError(f"the ML project's packages could not be installed: {done.stderr.strip()[-1500:]}; {step}")


def run_pipeline(project: Generated, environment: str, report: Reporter) -> ModelVersion:
    """Runs the project's pipeline here, step by step, and returns what it registered. Raises: UserError."""
    command = _command(project, "pipeline", "run", environment, "--orchestrator", "local", "--progress", "json")
    log = project.folder / ".local" / environment / "pipeline.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    started, result = time.monotonic(), None
    report(Event("pipeline", "start"))
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, cwd=project.folder, env=_environ(), stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            for message in _messages(process):
                if message["event"] == "step":
                    report(_step(message))
                elif message["event"] == "result":
                    result = ModelVersion(**{name: message[name] for name in ModelVersion.__dataclass_fields__})
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait()
    if process.returncode or result is None:
        report(Event("pipeline", "failed", seconds=time.monotonic() - started))
        last = log.read_text(encoding="utf-8").strip()[-1500:] or f"exit code {process.returncode}"
        step = f"mend it, then `cd {project.folder} && make run`, or the same command again"
        raise UserError(f"the pipeline failed: {last}\nwhole log: {log}; {step}")
    detail = "nothing has changed: model is current" if result.skipped else f"version {result.version} registered"
    report(Event("pipeline", "done", detail=detail, seconds=time.monotonic() - started))
    return result


def registered_models(folder: Path, environment: str) -> Sequence[RegisteredModel]:
    """The model versions of the local run, newest first; none if no project stands in the folder. Raises: UserError."""
    project = blueprints.generated(folder)
    if project is None or not python_of(project).exists():
        return ()
    command = _command(project, "models", "list", environment, "--output", "json")
    done = subprocess.run(command, cwd=project.folder, env=_environ(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"the project's models can't be listed: {done.stderr.strip()[-500:]}; try `make setup` there")
    found: list[RegisteredModel] = json.loads(done.stdout)
    return found


def _command(project: Generated, noun: str, verb: str, environment: str, *options: str) -> list[str]:
    return [str(python_of(project)), "-m", project.package, noun, verb, "--environment", environment, *options]


def _environ() -> dict[str, str]:
    """With what sets the numerical libraries' threads, the tracker's place, and the commit that CI builds."""
    return child_environ("OMP_", "OPENBLAS_", "MKL_", "MLFLOW_TRACKING_URI", "CODE_REVISION")


def _messages(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """The JSON lines of the run; what a library prints among them is not ours to read."""
    for line in process.stdout or ():
        if line.startswith("{"):
            message = json.loads(line)
            if "event" in message:
                yield message


def _step(message: Mapping[str, Any]) -> Event:
    return Event(
        "pipeline",
        message["state"],
        subject=message["step"],
        seconds=message.get("seconds", 0.0),
        metrics=dict(message.get("metrics") or {}),
    )
