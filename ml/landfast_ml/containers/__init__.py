"""What is built or installed beside the project: MLflow's server, the image of CI, Airflow on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path

CONTAINERS = Path(__file__).parent
NAMES = ("airflow", "ci", "mlflow")


def write(name: str, folder: Path) -> list[Path]:
    """The files of one of `NAMES`, copied into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    found = sorted(path for path in (CONTAINERS / name).iterdir() if path.is_file())
    return [Path(shutil.copyfile(path, folder / path.name)) for path in found]
