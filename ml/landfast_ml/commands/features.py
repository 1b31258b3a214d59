"""`features`: the versions of the features."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from landfast_ml.commands.options import Commands, command, group, output
from landfast_ml.jobs import load_job
from landfast_ml.project import Project


def add(commands: Commands, _project: Project) -> None:
    features = group(commands, "features", "feature versions: what they are made of, and how they differ")
    output(command(features, "list", list_features, "every version, newest first"))
    show = command(features, "show", show_features, "definition, rows and statistics of one version")
    show.add_argument("version")
    output(show)
    diff = command(features, "diff", diff_features, "what changes from one version to another")
    diff.add_argument("one")
    diff.add_argument("two")
    output(diff)


def list_features(parsed: argparse.Namespace) -> None:
    from landfast_ml.features import store

    found = store.list_versions(load_job(parsed.project, parsed.environment, "local"))
    if parsed.output == "json":
        print(json.dumps([{**one.facts, "made": one.made.isoformat()} for one in found], indent=2))
        return
    if not found:
        print("there is no feature version: `pipeline run` makes one")
    for one in found:
        rows = "  ".join(f"{part} {count}" for part, count in sorted(one.facts["rows"].items()))
        print(f"{one.version}  {one.made:%Y-%m-%d %H:%M}  data {one.facts['data_snapshot']}  {rows}")


def show_features(parsed: argparse.Namespace) -> None:
    from landfast_ml.features import store
    from landfast_ml.features.statistics import to_document

    found = store.find_version(load_job(parsed.project, parsed.environment, "local"), parsed.version)
    statistics = to_document(found.statistics, {})
    if parsed.output == "json":
        facts = {**found.facts, "made": found.made.isoformat(), "statistics": statistics}
        print(json.dumps(facts, indent=2))
        return
    print(f"{found.version}, made {found.made:%Y-%m-%d %H:%M} of data snapshot {found.facts['data_snapshot']}")
    print("rows: " + ", ".join(f"{part} {count}" for part, count in sorted(found.facts["rows"].items())))
    for name, column in found.columns.items():
        print(f"  {name:<24} {column['role']:<9} {column['type']:<8}  {_described(statistics.get(name))}")


def _described(found: Mapping[str, Any] | None) -> str:
    """Of the training rows: a few numbers, or the commonest values."""
    if found is None:
        return ""
    missing = f", {found['missing']} missing" if found["missing"] else ""
    if found["kind"] == "numeric":
        return f"mean {found['mean']:.4g}, deviation {found['deviation']:.4g}{missing}"
    commonest = sorted(found["counts"].items(), key=lambda one: -one[1])[:4]
    return ", ".join(f"{value} {count}" for value, count in commonest) + missing


def diff_features(parsed: argparse.Namespace) -> None:
    from landfast_ml.features import store

    job = load_job(parsed.project, parsed.environment, "local")
    found = store.difference(*(store.find_version(job, name) for name in (parsed.one, parsed.two)))
    if parsed.output == "json":
        print(json.dumps(found, indent=2))
        return
    print("\n".join(_lines(found)))


def _lines(found: Mapping[str, Any]) -> list[str]:
    lines = ["same data" if found["same_data"] else "other data"]
    lines += [f"+ {name}" for name in found["added"]] + [f"- {name}" for name in found["removed"]]
    for name, changes in found["changed"].items():
        lines += [f"~ {name}: {field} {before!r} -> {after!r}" for field, (before, after) in changes.items()]
    for part in ("table", "settings", "rows"):
        lines += [f"~ {part}: {name} {before} -> {after}" for name, (before, after) in found[part].items()]
    for name, moved in found["shift"].items():
        told = "  ".join(f"{measure} {value:+.3f}" for measure, value in moved.items() if measure != "spread")
        if any(abs(value) > 0 for measure, value in moved.items() if measure != "spread"):
            lines.append(f"  {name:<24} {told}")
    return lines
