"""What runs the pipeline: this machine, or a cloud. Each runs the steps that `pipeline.py` declares.

Each orchestrator of a cloud is a module that offers what `Orchestrator` says.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast, get_args

from landfast_ml.contract.project import CloudOrchestrator
from landfast_ml.environment import Job

# Each is a module here that offers what `Orchestrator` says; a project has some of them.
CLOUD: tuple[CloudOrchestrator, ...] = get_args(CloudOrchestrator)


class Orchestrator(Protocol):
    """What each module of `CLOUD` offers."""

    def compile_pipeline(self, job: Job, image: str, folder: Path) -> Sequence[Path]:
        """Write what it takes into `folder`: the same bytes for the same inputs. UsageError on a foreign image."""

    def submit(self, job: Job, files: Sequence[Path]) -> str:
        """Start the run, or put it where it is started from; returns where it is to be seen, or what to do next."""


def orchestrator(name: str) -> Orchestrator:
    """Imports the libraries that this one needs, and no others."""
    return cast(Orchestrator, importlib.import_module(f"{__package__}.{name}"))


def write_files(folder: Path, files: dict[str, str]) -> list[Path]:
    """Each whole or not at all; returns their paths in the given order."""
    paths = [folder / name for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    return paths
