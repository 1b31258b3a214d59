"""The feature versions of the offline store: what there is, and how two of them differ. None is ever changed."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.features.statistics import Categorical, Numeric, Statistic, from_document


@dataclass(frozen=True, slots=True)
class FeatureVersion:
    """What `version.json` and `statistics.json` of one version say; statistics are of its training rows."""

    version: str
    made: datetime
    facts: Mapping[str, Any]
    statistics: Mapping[str, Statistic]

    @property
    def columns(self) -> dict[str, Mapping[str, Any]]:
        return {column["name"]: column for column in self.facts["definition"]["columns"]}


def list_versions(job: Job) -> list[FeatureVersion]:
    """Every version of this table, newest first."""
    folders = (job.bucket("features") / job.columns.table).glob("f-*/version.json")
    return sorted((_read(path.parent) for path in folders), key=lambda one: (one.made, one.version), reverse=True)


def find_version(job: Job, name: str) -> FeatureVersion:
    """By its name, or `latest` or `previous`; ProjectError says which is meant, or which there are."""
    place = {"latest": 0, "previous": 1}.get(name)
    if place is not None and len(found := list_versions(job)) > place:
        return found[place]
    folder = job.bucket("features") / job.columns.table / name
    if name.startswith("f-") and (folder / "version.json").is_file():
        return _read(folder)
    known = [one.version for one in list_versions(job)]
    if not known:
        raise ProjectError("there is no feature version: `pipeline run` makes one")
    near = difflib.get_close_matches(name, known, 1)
    hint = f": did you mean {near[0]}?" if near else f", there are: {', '.join(known)}"
    raise ProjectError(f"there is no feature version {name}{hint}")


def _read(folder: Path) -> FeatureVersion:
    path = folder / "version.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    kept = folder / "statistics.json"
    # Of series there are none.
    found = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {"columns": {}}
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
    return FeatureVersion(facts["feature_version"], made, facts, from_document(found["columns"]))


def difference(one: FeatureVersion, two: FeatureVersion) -> dict[str, Any]:
    """From `one` to `two`: definition, settings, rows, and how far each feature's distribution has moved."""
    before, after = one.columns, two.columns
    return {
        "same_data": one.facts["data_snapshot"] == two.facts["data_snapshot"],
        "added": [name for name in after if name not in before],
        "removed": [name for name in before if name not in after],
        "changed": {
            name: changes for name in before if name in after and (changes := _changes(before[name], after[name]))
        },
        "table": _changes(_without_columns(one), _without_columns(two)),
        "settings": _changes(one.facts["settings"], two.facts["settings"]),
        "rows": _changes(one.facts["rows"], two.facts["rows"]),
        "shift": {
            name: shift(found, two.statistics[name])
            for name, found in one.statistics.items()
            if name in two.statistics and type(found) is type(two.statistics[name])
        },
    }


def _without_columns(version: FeatureVersion) -> dict[str, Any]:
    return {name: value for name, value in version.facts["definition"].items() if name != "columns"}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Name -> [before, after], of what is not the same."""
    names = dict.fromkeys([*before, *after])
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def shift(before: Statistic, after: Statistic) -> dict[str, float]:
    """`missing`: change of the share of rows without a value. Numeric: `mean`, in standard deviations of `before`, and
    `spread`, the quotient of the deviations. Categorical: `share`, the largest change of a value's share."""
    missing = {"missing": after.missing / max(after.rows, 1) - before.missing / max(before.rows, 1)}
    if isinstance(before, Numeric) and isinstance(after, Numeric):
        unit = before.deviation or 1.0
        return {**missing, "mean": (after.mean - before.mean) / unit, "spread": after.deviation / unit}
    if isinstance(before, Categorical) and isinstance(after, Categorical):
        old, new = _shares(before), _shares(after)
        return {**missing, "share": max((abs(new.get(k, 0) - old.get(k, 0)) for k in {*old, *new}), default=0.0)}
    raise TypeError("statistics of different kinds")


def _shares(statistic: Categorical) -> dict[str, float]:
    total = max(sum(statistic.counts.values()), 1)
    return {value: count / total for value, count in statistic.counts.items()}
