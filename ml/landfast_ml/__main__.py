"""`landfast-ml COMMAND`, and `python -m landfast_ml COMMAND`: the commands of the project in this folder or above."""

from __future__ import annotations

import importlib
import sys
import tomllib
from pathlib import Path

from landfast_ml.cli import main as run
from landfast_ml.contract import layout
from landfast_ml.contract.project import TABLE
from landfast_ml.errors import ProjectError, UsageError

NAME = "landfast-ml"


def main() -> int:
    """Exit code. 2 where there is no project, or its package can't be told."""
    try:
        root = project_root(Path.cwd())
        # As `python -m PACKAGE` has it in the project's folder.
        sys.path.insert(0, str(root))
        project = importlib.import_module(f"{package_in(root)}.pipeline").PROJECT
    except ProjectError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return run(project, prog=NAME)


def project_root(start: Path) -> Path:
    """The nearest folder whose `pyproject.toml` is of a project of this library. UsageError."""
    for folder in (start, *start.parents):
        path = folder / layout.PYPROJECT
        if path.is_file() and TABLE in tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}):
            return folder
    raise UsageError(f"{start}: no project of landfast-ml is here or above: go to the folder of one")


def package_in(root: Path) -> str:
    """The name of the project's own package: it has a pipeline. UsageError."""
    found = sorted(path.parent.name for path in root.glob("*/pipeline.py") if (path.parent / "__main__.py").is_file())
    own = [name for name in found if name != "landfast_ml"]
    if len(own) != 1:
        told = ", ".join(own) or "none"
        raise UsageError(f"{root}: one package with pipeline.py and __main__.py is the project's, found {told}")
    return own[0]


if __name__ == "__main__":
    sys.exit(main())
