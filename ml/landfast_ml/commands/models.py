"""`models`: what is registered, where it came from, and which version is champion."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from landfast_ml.commands import score
from landfast_ml.commands.options import Commands, command, decider, group, output, person, target
from landfast_ml.contract.messages import RegisteredModels
from landfast_ml.environment import Job
from landfast_ml.jobs import load_job
from landfast_ml.kinds import kind_of
from landfast_ml.models import registry
from landfast_ml.models.model_card import MOST_INPUTS
from landfast_ml.project import Project
from landfast_ml.settings.tables import Settings


def add(commands: Commands, project: Project) -> None:
    models = group(commands, "models", "registered models")
    listed = command(models, "list", list_models, "versions with their aliases and metrics")
    show = command(models, "show", show_model, "one version's lineage: all that it was made of, and who approved it")
    show.add_argument("version", help="a number or an alias")
    compared = command(models, "compare", compare_models, "two versions: what changed, and a paired test of both")
    compared.add_argument("first", metavar="A", help="a number or an alias")
    compared.add_argument("second", metavar="B")
    compared.add_argument("--alpha", type=float, default=0.05, help="1 - confidence of the intervals")
    promoted = command(models, "promote", promote_model, "make a version champion; the champion becomes previous")
    promoted.add_argument("version", help="a number or an alias, e.g. challenger")
    told = command(models, "records", tell_records, "every version with all that is kept of it, as data")
    target(told)
    back = command(models, "rollback", rollback_model, "champion and previous change places")
    for one in (promoted, back):
        one.add_argument("--reason", required=True, help="goes into the record for good")
        person(one)
    for one in (listed, show, compared, promoted, back):
        output(one)
        target(one)
    # A forecast is delivered by the pipeline: there are no rows to score.
    if "forecast" not in kind_of(project).TASKS:
        score.add(models)


def list_models(parsed: argparse.Namespace) -> None:
    job = load_job(parsed.project, parsed.environment, parsed.target)
    found = registry.connect(job).versions()
    if parsed.output == "json":
        print(json.dumps(_listed(found).to_json(), indent=2))
        return
    if not found:
        print("no model is registered: `make run` trains and registers one")
    for version in found:
        metrics = "  ".join(f"{name} {value:.4f}" for name, value in sorted(version.metrics.items()))
        aliases = ", ".join(version.aliases) or "-"
        print(f"{job.project.model} {version.version:>3}  {aliases:<10}  {version.tags['feature_version']}  {metrics}")


def _listed(found: Sequence[registry.Version]) -> RegisteredModels:
    return RegisteredModels(models=tuple(one.told for one in found))


def show_model(parsed: argparse.Namespace) -> None:
    from landfast_ml.documents import documents
    from landfast_ml.models.decisions import history, moved

    job = load_job(parsed.project, parsed.environment, parsed.target)
    connected = registry.connect(job)
    version = registry.find(connected, parsed.version)
    lineage = json.loads(connected.text(version.version, registry.LINEAGE) or "null")
    if lineage is not None:
        lineage["configuration"] = _of_its_kind(lineage.get("configuration", {}), job.project)
    moves = [one for one in history(documents(job, "models")) if moved(one, version.version)]
    document = {
        "version": version.version,
        "aliases": list(version.aliases),
        "metrics": version.metrics,
        "lineage": lineage,
        "promotions": moves,
    }
    print(json.dumps(document, indent=2) if parsed.output == "json" else "\n".join(_shown(job.project.model, document)))


def _of_its_kind(tables: Mapping[str, Any], project: Project) -> dict[str, Any]:
    """Without what only other kinds of projects are set by: a lineage has the defaults of all tables."""
    others = Settings.__dataclass_fields__.keys() - kind_of(project).SETTINGS.keys()
    return {name: table for name, table in tables.items() if name not in others}


def tell_records(parsed: argparse.Namespace) -> None:
    from landfast_ml.models.records import dossier
    from landfast_ml.releases.release import history
    from landfast_ml.releases.store import open_store

    job = load_job(parsed.project, parsed.environment, parsed.target)
    found = dataclasses.replace(dossier(job), releases=tuple(history(open_store(job))[::-1]))
    print(json.dumps(found.to_json(), indent=2))


def compare_models(parsed: argparse.Namespace) -> None:
    from landfast_ml.models.compare import changes, paired

    job = load_job(parsed.project, parsed.environment, parsed.target)
    connected = registry.connect(job)
    first, second = (registry.find(connected, name) for name in (parsed.first, parsed.second))
    changed = changes(connected, first, second)
    # Held-out rows are where the pipeline ran: of a cloud's registry, and of series, the metrics are all that there is.
    rows_here = job.target == "local" and not job.columns.by_series
    test = paired(job, first.version, second.version, parsed.alpha) if rows_here else None
    if parsed.output == "json":
        versions = [{"version": one.version, "metrics": one.metrics} for one in (first, second)]
        print(
            json.dumps({"versions": versions, "changed": changed, "paired": asdict(test) if test else None}, indent=2)
        )
        return
    print(f"{job.project.model} {first.version} against {second.version}")
    for name in sorted({*first.metrics, *second.metrics}):
        values = [one.metrics.get(name, float("nan")) for one in (first, second)]
        print(f"  {name:<16}{values[0]:>10.4f}{values[1]:>10.4f}{values[1] - values[0]:>+10.4f}")
    for place, (was, now) in changed.items():
        print(f"  {place}: {was or '-'} -> {now or '-'}")
    if test is not None:
        print("\n".join(_tested(test)))


def promote_model(parsed: argparse.Namespace) -> None:
    from landfast_ml.models import aliases

    _move(
        parsed,
        lambda connected, kept, decision: aliases.promote(
            connected, kept, registry.find(connected, parsed.version).version, decision
        ),
        "promote",
    )


def rollback_model(parsed: argparse.Namespace) -> None:
    from landfast_ml.models import aliases

    _move(parsed, lambda connected, kept, decision: aliases.rollback(connected, kept, decision), "rollback")


def _move(parsed: argparse.Namespace, act: Any, action: Any) -> None:
    from landfast_ml.documents import documents
    from landfast_ml.models.aliases import Decision

    job: Job = load_job(parsed.project, parsed.environment, parsed.target)
    decision = Decision(action, decider(job, parsed), parsed.reason)
    record = act(registry.connect(job), documents(job, "models"), decision)
    if parsed.output == "json":
        print(json.dumps(record, indent=2))
        return
    was, now = record["from"]["champion"], record["to"]["champion"]
    print(f"champion: version {now} (before: {was or 'none'}), by {record['by']}: {record['reason']}")


def _shown(model: str, document: dict[str, Any]) -> list[str]:
    lines = [f"{model} {document['version']}  {', '.join(document['aliases']) or '-'}"]
    lineage = document["lineage"] or {}
    for name in ("made", "environment", "image"):
        lines.append(f"  {name:<14}{lineage.get(name) or '-'}")
    for name in ("data", "features", "code"):
        parts = "  ".join(f"{key} {value or '-'}" for key, value in lineage.get(name, {}).items())
        lines.append(f"  {name:<14}{parts}")
    for table, settings in lineage.get("configuration", {}).items():
        lines.append(f"  {f'[{table}]':<14}{'  '.join(f'{key} {value}' for key, value in settings.items())}")
    lines += _measured(document["metrics"], lineage.get("evaluation", {}))
    lines.append(f"  {'logs':<14}{', '.join(lineage.get('logs', {})) or '-'} (all of it: --output json)")
    for one in document["promotions"]:
        place = ", ".join(alias for alias, version in one["to"].items() if version == document["version"])
        lines.append(f"  {one['time']}  {one['action']}: {place or 'no alias'}, by {one['by']}: {one['reason']}")
    return lines


def _measured(metrics: Mapping[str, float], evaluation: Mapping[str, Any]) -> list[str]:
    """Each metric with its interval, which inputs the model goes by, and what it tells of those it learned from."""
    bounds = {name: f" ({low:.4f} to {high:.4f})" for name, (low, high) in evaluation.get("intervals", {}).items()}
    said = "  ".join(f"{name} {value:.4f}{bounds.get(name, '')}" for name, value in sorted(metrics.items()))
    lines = [f"  {'metrics':<14}{said}"]
    if evaluation.get("importance"):
        inputs = "  ".join(f"{one['name']} {one['loss']:.4f}" for one in evaluation["importance"][:MOST_INPUTS])
        lines.append(f"  {'goes by':<14}{inputs}")
    if attack := evaluation.get("membership"):
        found = f"score {attack['score']:.3f} ({attack['low']:.3f} to {attack['high']:.3f}), 0.5 tells nothing"
        lines.append(f"  {'membership':<14}{found}")
    return lines


def _tested(test: Any) -> list[str]:
    of = "" if test.units == "rows" else f" of {test.subjects} subjects"
    lines = [f"  on the same {test.rows} held-out rows{of}:"]
    for name, found in test.differences.items():
        bounds = f"[{found.low:+.4f}, {found.high:+.4f}]"
        lines.append(f"  {name:<16}{found.value:>+10.4f}  {bounds}  p {found.p_value:.3g}  {found.method}")
    if test.discordance is not None:
        found = test.discordance
        lines.append(
            f"  hits of one alone  A {found.first_only}, B {found.second_only}  p {found.p_value:.3g}  {found.method}"
        )
    return [*lines, *(f"  note: {note}" for note in test.notes)]
