"""The generated ML project of a spec: made once, installed from its own lock, and run."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from landfast import blueprints
from landfast.blueprints import Blueprint, DataSource, EnvironmentFacts, Generated, ProjectInputs, Stage
from landfast.core.certificates import installer_environ
from landfast.core.errors import UserError
from landfast.core.progress import Event, Reporter
from landfast.workspace import Workspace

STAMP = "installed"


@dataclass(frozen=True)
class ModelVersion:
    """What a pipeline run registered. `skipped`: nothing had changed, so nothing was trained."""

    model: str
    version: str
    feature_version: str
    metrics: Mapping[str, float]
    skipped: bool

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def project_inputs(workspace: Workspace, source: DataSource) -> ProjectInputs:
    """What the blueprint asks for, answered from the spec."""
    spec, controller = workspace.spec, workspace.spec.controller
    return ProjectInputs(
        name=spec.name,
        package=blueprints.package_name(spec.name),
        title=spec.name.replace("-", " ").capitalize(),
        purpose=controller.purpose if controller else "not stated",
        organisation=controller.organisation if controller else "",
        contact=controller.dpo if controller else "",
        legal_basis=controller.legal_basis if controller else "",
        special_categories=spec.special_categories,
        area=spec.residency.area,
        region=spec.residency.region,
        orchestrators=("local", *spec.platform.orchestrators),
        tracking=spec.platform.tracking,
        features=spec.platform.features,
        host=spec.repository.host if spec.repository else None,
        stages=tuple(Stage(name=name, approval=spec.environment(name).approval) for name in spec.environments),
        source=source,
    )


def companion_inputs(workspace: Workspace, blueprint: Blueprint) -> ProjectInputs:
    """Of a project that uses the models of the one beside the spec: its columns, and a name and a table of their own.

    The demo's columns if no such project is there yet.
    """
    record = blueprints.read_record(workspace.project_folder)
    trains = record is not None and record.blueprint == blueprint.uses
    source = record.inputs().source if record is not None and trains else blueprints.demo_source()
    # The rows come from CSV files in the raw bucket, also where those of the training are imported.
    kind = "csv" if source.kind == "bigquery" else source.kind
    source = source.model_copy(update={"table": f"{source.table}_{blueprint.into}", "kind": kind, "origin": ""})
    inputs = project_inputs(workspace, source)
    name = f"{inputs.name}-{blueprint.into}"
    names = {"name": name, "package": blueprints.package_name(name), "title": f"{inputs.title}: {blueprint.into}"}
    return ProjectInputs.model_validate(inputs.model_dump() | names)


def ensure(workspace: Workspace, environments: Mapping[str, EnvironmentFacts], report: Reporter) -> Generated:
    """The project beside the spec: generated if there is none, else only its environment facts brought up to date."""
    started = time.monotonic()
    folder = workspace.project_folder
    report(Event("project", "start", detail=workspace.shown(folder)))
    project = blueprints.generated(folder)
    if project is None:
        source = blueprints.demo_source()
        project = blueprints.generate("tabular", project_inputs(workspace, source), environments, folder)
        detail = f"generated {workspace.shown(folder)}, {len(project.files)} files, blueprint {project.blueprint}"
    else:
        changed = blueprints.write_environments(folder, environments)
        detail = f"{workspace.shown(folder)} is yours: {'environment facts updated' if changed else 'not touched'}"
    updated = [one for one in _companions(workspace) if blueprints.write_environments(one, environments)]
    detail += "".join(f"; environment facts updated in {workspace.shown(one)}" for one in updated)
    report(Event("project", "done", detail=detail, seconds=time.monotonic() - started))
    return project


def _companions(workspace: Workspace) -> list[Path]:
    """The other generated projects beside the spec."""
    folders = (folder for folder in sorted(workspace.home.iterdir()) if folder.is_dir())
    return [folder for folder in folders if folder != workspace.project_folder and blueprints.generated(folder)]


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
        step = "check the network and run the same command again"
        raise UserError(f"the ML project's packages could not be installed: {done.stderr.strip()[-1500:]}; {step}")


def run_pipeline(project: Generated, environment: str, report: Reporter) -> ModelVersion:
    """Runs the project's pipeline here, step by step, and returns what it registered. Raises: UserError."""
    command = [str(python_of(project)), "-m", project.package, "pipeline", "run"]
    command += ["--environment", environment, "--orchestrator", "local", "--progress", "json"]
    log = project.folder / ".local" / environment / "pipeline.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    started, result = time.monotonic(), None
    report(Event("pipeline", "start"))
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(command, cwd=project.folder, stdout=subprocess.PIPE, stderr=errors, text=True)
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
        raise UserError(f"the pipeline failed: {last}\nwhole log: {log}; mend it and run the same command again")
    detail = "nothing has changed: model is current" if result.skipped else f"version {result.version} registered"
    report(Event("pipeline", "done", detail=detail, seconds=time.monotonic() - started))
    return result


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
