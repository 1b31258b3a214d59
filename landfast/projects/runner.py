"""What a generated project does in a process of its own: installed from its lock, run, asked for its models."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from landfast_ml.contract import calls, layout
from landfast_ml.contract.deployment import Deployments
from landfast_ml.contract.dossier import Dossier
from landfast_ml.contract.messages import Message, ModelVersion, RegisteredModel, RegisteredModels, StepMessage, message
from landfast_ml.contract.standing import Standing, standing

from landfast import blueprints
from landfast.blueprints import Generated
from landfast.core.children import SIGNING_IN, child_environ
from landfast.core.errors import UserError
from landfast.core.installer import run_uv
from landfast.core.progress import Event, Reporter
from landfast.projects.refusing import refusing
from landfast.provider.endpoints import ENDPOINT
from landfast.targets.workspace import Workspace

STAMP = "installed"


@dataclass(frozen=True, slots=True)
class WantedRelease:
    """What is to run: a version of an image by its digest (empty: as it was built), who says so, and who approved."""

    version: str
    digest: str
    by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class ProjectStores:
    """Whose stores a project is asked about: its own here, or an environment's in the cloud. `endpoint`: what answers
    in Google's place."""

    cloud: bool = False
    endpoint: str = ""

    @property
    def target(self) -> str:
        """As the project calls them."""
        return "cloud" if self.cloud else "local"

    @property
    def venv(self) -> str:
        """The environment of the project that has Google's SDK, where that is needed."""
        return ".venv-cloud" if self.cloud else ".venv"

    @property
    def environ(self) -> dict[str, str]:
        """What a process of the project may know: in the cloud it asks Google with the account of this machine."""
        if not self.cloud:
            return _environ()
        at = {ENDPOINT: self.endpoint} if self.endpoint else {}
        return {**_environ(*SIGNING_IN, "DOCKER_"), **at}

    @property
    def setup(self) -> str:
        """What makes that environment, of the project's own Makefile."""
        return "setup-cloud" if self.cloud else "setup"

    @classmethod
    def of(cls, workspace: Workspace) -> ProjectStores:
        """Those of an environment, on its target."""
        return cls(not workspace.target.simulated, workspace.target.endpoint)


HERE = ProjectStores()


def python_of(project: Generated, stores: ProjectStores = HERE) -> Path:
    return project.folder / stores.venv / ("Scripts" if os.name == "nt" else "bin") / "python"


def install(project: Generated, report: Reporter) -> None:
    """The project's own environment, exactly as its lock says; nothing to do if it stands. Raises: UserError."""
    lock = project.folder / layout.LOCK
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
    done = run_uv(*arguments, folder=project.folder)
    if done.returncode:
        step = f"check the network, then `cd {project.folder} && make setup run`, or the same command again"
        raise UserError(f"the ML project's packages could not be installed: {done.stderr.strip()[-1500:]}; {step}")


def run_pipeline(project: Generated, environment: str, report: Reporter, entrance: Sequence[str] = ()) -> ModelVersion:
    """Runs the project's pipeline here, step by step, and returns what it registered. Raises: UserError.

    `entrance`: what its command begins with, so that it runs in its room.
    """
    command = [*entrance, *_command(project, calls.run_pipeline(environment))]
    log = layout.local_store(project.folder, environment) / "pipeline.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    result: ModelVersion | None = None
    started = time.monotonic()
    report(Event("pipeline", "start"))
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, cwd=project.folder, env=_environ(), stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            for told in _messages(process):
                if isinstance(told, StepMessage):
                    report(_step(told))
                else:
                    result = told
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
    return models_of(project, environment) if project is not None and python_of(project).exists() else ()


def models_of(project: Generated, environment: str) -> Sequence[RegisteredModel]:
    """Of a project that is installed. Raises: UserError."""
    done = ask(project, calls.list_models(environment))
    if done.returncode:
        raise UserError(f"the project's models can't be listed: {done.stderr.strip()[-500:]}; try `make setup` there")
    try:
        document = json.loads(done.stdout)
    except ValueError:
        said = done.stdout.strip()[-500:]
        raise UserError(f"the project's models can't be read: {said}; try `make setup` there") from None
    with refusing():
        return RegisteredModels.from_json(document).models


def standing_of(folder: Path, environment: str, stores: ProjectStores) -> Standing | None:
    """What the project that stands in the folder says of an environment, as the stores of its target have it.

    None if no project is installed there. Raises: UserError.
    """
    project = blueprints.generated(folder)
    if project is None or not python_of(project, stores).exists():
        return None
    done = ask(project, calls.show_status(environment, stores.target), stores=stores)
    if done.returncode:
        raise UserError(f"the project can't say what runs: {done.stderr.strip()[-500:]}; try `make setup` there")
    with refusing():
        return standing(done.stdout)


def dossier_of(folder: Path, environment: str, stores: ProjectStores) -> Dossier | None:
    """What the project that stands in the folder tells of its columns and versions, for evidence.

    None if no project is installed there. Raises: UserError.
    """
    project = blueprints.generated(folder)
    if project is None or not python_of(project, stores).exists():
        return None
    done = ask(project, calls.tell_records(environment, stores.target), stores=stores)
    if done.returncode:
        step = "try `make setup` there, or `landfast blueprint upgrade` if its library is an older one"
        raise UserError(f"the project can't tell of its models: {done.stderr.strip()[-500:]}; {step}")
    with refusing():
        return Dossier.from_json(json.loads(done.stdout))


def deployments_of(folder: Path, environment: str, stores: ProjectStores) -> Deployments | None:
    """What was released to an environment, newest first; None if no project is installed there. Raises: UserError."""
    project = blueprints.generated(folder)
    if project is None or not python_of(project, stores).exists():
        return None
    return _deployments(project, calls.list_releases(environment, stores.target), stores)


def build_image(project: Generated, environment: str, stores: ProjectStores) -> None:
    """The image of the project as it is, unless it was built. Raises: UserError."""
    done = ask(project, calls.build_image(environment, stores.target), stores=stores)
    if done.returncode:
        raise UserError(f"the project's image can't be built: {done.stderr.strip()[-500:]}; try `make setup` there")


def promote_release(project: Generated, environment: str, wanted: WantedRelease, stores: ProjectStores) -> Deployments:
    """Makes a version the one that runs there. Raises: UserError, if it is not what was built or approved."""
    words = (wanted.version, wanted.digest, wanted.by, wanted.approved_by)
    return _deployments(project, calls.promote_release(environment, stores.target, *words), stores)


def _deployments(project: Generated, arguments: Sequence[str], stores: ProjectStores) -> Deployments:
    done = ask(project, arguments, stores=stores)
    if done.returncode:
        step = "mend that, then the same command again: it goes on from there"
        raise UserError(f"the project's releases: {done.stderr.strip()[-500:]}; {step}")
    with refusing():
        return Deployments.from_json(json.loads(done.stdout))


def ask(
    project: Generated,
    arguments: Sequence[str],
    entrance: Sequence[str] = (),
    seconds: float | None = None,
    said: str = "",
    stores: ProjectStores = HERE,
) -> subprocess.CompletedProcess[str]:
    """How a command of the project has ended, and what it said; `entrance` is what it begins with, `said` what stands
    on its standard input."""
    command = [*entrance, *_command(project, arguments, stores)]
    return subprocess.run(
        command, cwd=project.folder, env=stores.environ, input=said, capture_output=True, text=True, check=False,
        timeout=seconds,
    )  # fmt: skip


def _command(project: Generated, arguments: Sequence[str], stores: ProjectStores = HERE) -> list[str]:
    return [str(python_of(project, stores)), "-m", project.package, *arguments]


def _environ(*more: str) -> dict[str, str]:
    """With what sets the numerical libraries' threads, the tracker's place, and the commit that CI builds."""
    return child_environ("OMP_", "OPENBLAS_", "MKL_", "MLFLOW_TRACKING_URI", "CODE_REVISION", *more)


def _messages(process: subprocess.Popen[str]) -> Iterator[Message]:
    """The lines of the run; what a library prints among them is not ours to read. Raises: InputError."""
    for line in process.stdout or ():
        try:
            document = json.loads(line)
        except ValueError:
            continue
        with refusing():
            told = message(document)
        if told is not None:
            yield told


def _step(told: StepMessage) -> Event:
    return Event("pipeline", told.state, subject=told.step, seconds=told.seconds, metrics=dict(told.metrics))
