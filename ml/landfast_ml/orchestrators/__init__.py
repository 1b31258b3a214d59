"""What runs the pipeline: this machine, or a cloud. Each runs the steps that `pipeline.py` declares.

Each orchestrator of a cloud is a module that offers what `Orchestrator` says.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast, get_args

from landfast_ml.contract.project import CloudOrchestrator
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError

# Each is a module here that offers what `Orchestrator` says; a project has some of them.
CLOUD: tuple[CloudOrchestrator, ...] = get_args(CloudOrchestrator)
# Of the packages that add others.
GROUP = "landfast.orchestrators"


class Orchestrator(Protocol):
    """What each module of `CLOUD` offers, and that of a package with an entry point `landfast.orchestrators`."""

    def compile_pipeline(self, job: Job, image: str, folder: Path) -> Sequence[Path]:
        """Write what it takes into `folder`: the same bytes for the same inputs. UsageError on a foreign image."""

    def submit(self, job: Job, files: Sequence[Path]) -> str:
        """Start the run, or put it where it is started from; returns where it is to be seen, or what to do next."""


def orchestrator(name: str) -> Orchestrator:
    """Imports the libraries that this one needs, and no others. UsageError if no package here has it."""
    if name in CLOUD:
        return cast(Orchestrator, importlib.import_module(f"{__package__}.{name}"))
    place = f"pyproject.toml: tool.landfast-ml.orchestrators: {name}"
    points = [*importlib.metadata.entry_points(group=GROUP, name=name)]
    if len(points) != 1:
        fact = "no package here has it" if not points else "several packages have it"
        raise UsageError(f"{place}: {fact}; name the one that has it in dependencies, lock them, and install them")
    module = points[0].load()
    missing = [offer for offer in ("compile_pipeline", "submit") if not callable(getattr(module, offer, None))]
    if missing:
        fact = f"{points[0].value} offers no {' and no '.join(missing)}"
        raise UsageError(f"{place}: {fact}; ask whoever made the package")
    return cast(Orchestrator, module)


def write_files(folder: Path, files: dict[str, str]) -> list[Path]:
    """Each whole or not at all; returns their paths in the given order."""
    paths = [folder / name for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    return paths
