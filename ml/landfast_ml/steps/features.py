"""Makes the features: parsed, split by subject, with statistics and a transformation of the training rows alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.errors import DataError
from landfast_ml.features import cloud_store, statistics, targets, transform
from landfast_ml.features.beam_options import beam_options, beam_path
from landfast_ml.features.own import own_module
from landfast_ml.features.pipeline import Recipe, run_features
from landfast_ml.features.splitting import cut_of
from landfast_ml.features.tables import count_rows, read_part
from landfast_ml.features.texts import Fitted, fit_texts
from landfast_ml.features.version import feature_version


def run(job: Job, *, snapshot: Path, features: Path) -> dict[str, float]:
    """Write `train/` and `test/` (Parquet), `rejected.json` (one line a row), `statistics.json`,
    `transformation.json` and `version.json`; publish the version."""
    facts = json.loads((snapshot / "snapshot.json").read_text(encoding="utf-8"))
    out = beam_path(job, features)
    cut = cut_of(snapshot / "table.parquet", job.columns, job.settings.features)
    recipe = Recipe(job.columns, facts["edges"], job.settings.features.test_share, cut, own_module(job.project))
    run_features(beam_options(job, out), beam_path(job, snapshot), out, recipe)
    rows = {part: count_rows(features / part) for part in ("train", "test")}
    rows["rejected"] = len((features / "rejected.json").read_text(encoding="utf-8").splitlines())
    _check_parts(job, features, rows, facts["classes"])
    _write_statistics(job, features)
    version = {
        "feature_version": feature_version(job, facts, job.settings.features),
        "data_snapshot": facts["data_snapshot"],
        "definition": job.columns.definition(),
        "settings": {"test_share": recipe.test_share, "split": job.settings.features.split, "cut": cut},
        "classes": facts["classes"],
        "rows": rows,
    }
    (features / "version.json").write_text(json.dumps(version, indent=2, sort_keys=True), encoding="utf-8")
    _publish(features, job.bucket("features") / job.columns.table / version["feature_version"])
    if job.target == "cloud":
        cloud_store.sync(job, version["feature_version"])
    return {f"{part}_rows": count for part, count in rows.items()}


def _write_statistics(job: Job, features: Path) -> None:
    """A category of a few persons is named in no file that stays."""
    everything = features / "all.json"
    found = statistics.from_document(json.loads(everything.read_text(encoding="utf-8")))
    settings = job.settings.features
    vocabulary = transform.vocabularies(job.columns, found, settings.most_categories, settings.fewest_rows)
    texts = {column.name: _texts(job, features, column.name) for column in job.columns.all if column.is_text}
    transform.fit(job.columns, found, vocabulary, texts).save(features)
    document = {"columns": statistics.to_document(found, vocabulary)}
    (features / "statistics.json").write_text(json.dumps(document, indent=2, sort_keys=True), encoding="utf-8")
    everything.unlink()


def _texts(job: Job, features: Path, name: str) -> Fitted:
    return fit_texts(read_part(features, "train", job.columns, [name])[name].tolist())


def _check_parts(job: Job, features: Path, rows: dict[str, Any], classes: list[str]) -> None:
    """Both parts need rows, and each class in them."""
    problems = [
        f"there are no {part} rows: more {job.columns.units}, please" for part in ("train", "test") if not rows[part]
    ]
    for part in ("train", "test") if classes and not problems else ():
        codes = targets.encoded(read_part(features, part, job.columns, [job.columns.target]), job.columns, classes)
        absent = [label for code, label in enumerate(classes) if code not in set(codes.tolist())]
        problems += [f"no {part} row is of class {label}: more {job.columns.units} with it, please" for label in absent]
    if problems:
        raise DataError(problems)


def _publish(features: Path, version: Path) -> None:
    """A version is immutable: the first run that makes it writes it, later ones leave it.

    It is whole when its `version.json` is there. A folder of a bucket can't be renamed, so the file comes last.
    """
    mark = version / "version.json"
    if mark.exists():
        return
    shutil.copytree(features, version, dirs_exist_ok=True, ignore=shutil.ignore_patterns(mark.name))
    shutil.copyfile(features / mark.name, mark)
