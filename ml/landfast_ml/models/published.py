"""What serves reads the models bucket alone: a folder for each version, and the record of who is champion.

So a server starts without the registry's libraries, and goes on when the registry's server does not.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from landfast_ml.contract.columns_document import columns_of
from landfast_ml.documents import Bucket, Document, Documents, documents, download
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.models.decisions import recorded

FOLDER, MARK = "versions", "published.json"
NONE: Mapping[str, Any] = MappingProxyType({})


def publish(job: Job, version: str, folder: Path, facts: Mapping[str, Any] = NONE) -> None:
    """Copy what a prediction needs; a version is there when its mark is, which holds `facts` about it.

    Published again, it is the same.
    """
    kept = documents(job, "models")
    if isinstance(kept, Bucket):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = f"{FOLDER}/{version}/model/{path.relative_to(folder).as_posix()}"
            kept.bucket.blob(name).upload_from_filename(str(path))
    else:
        shutil.copytree(folder, job.bucket("models") / FOLDER / version / "model", dirs_exist_ok=True)
    kept.replace(f"{FOLDER}/{version}/{MARK}", {"version": version, "model": job.project.model, **facts})


def facts(job: Job, version: str) -> Document:
    """What the mark of a published version says: the name of its model, and where it came from."""
    return documents(job, "models").read(f"{FOLDER}/{version}/{MARK}") or {}


def inputs_known(job: Job, version: str) -> frozenset[str]:
    """Columns that were declared when a published version was trained; of a forecaster none."""
    from landfast_ml.features.transform import FILE as TRANSFORMATION

    document = documents(job, "models").read(f"{FOLDER}/{version}/model/{TRANSFORMATION}")
    return frozenset(column.name for column in columns_of(document["columns"]).ingested) if document else frozenset()


def find(job: Job, name: str) -> str:
    """Number of a version or an alias. UsageError names those that there are."""
    kept = documents(job, "models")
    known = names(kept)
    if name not in known:
        there = ", ".join(known) or "none: `pipeline run` registers one"
        raise UsageError(f"there is no version {name} of {job.project.model}, there are: {there}")
    return known[name]


def names(kept: Documents) -> dict[str, str]:
    """Aliases and numbers -> number, of what is published."""
    marks = (name.split("/") for name in kept.names(FOLDER) if name.endswith(f"/{MARK}"))
    numbers = sorted((parts[1] for parts in marks), key=int)
    aliases = {alias: version for alias, version in recorded(kept).items() if version in numbers}
    return {**{alias: str(version) for alias, version in aliases.items()}, **{number: number for number in numbers}}


def folder(job: Job, version: str) -> Path:
    """The folder of a published version: the bucket's own here, a copy in the cloud."""
    kept = documents(job, "models")
    if not isinstance(kept, Bucket):
        return job.bucket("models") / FOLDER / version / "model"
    copy = Path(tempfile.mkdtemp(prefix=f"version-{version}-"))
    download(kept.bucket, f"{FOLDER}/{version}/model/", copy)
    return copy
