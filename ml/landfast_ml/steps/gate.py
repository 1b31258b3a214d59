"""The quality gate: a model that is no good, or falls behind the champion, is not registered, and the run fails."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from landfast_ml.contract.columns import Columns
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.features.own import FeatureError
from landfast_ml.features.tables import read_part
from landfast_ml.features.targets import encoded
from landfast_ml.models import registry
from landfast_ml.models.limits import parse_limits
from landfast_ml.models.looks import PairedAnswers, gain_verdict, looked, worn
from landfast_ml.models.metrics import PRIMARY, measure_of
from landfast_ml.models.predictor import Predictor, load_predictor, read_predictor
from landfast_ml.models.published import names


def run(job: Job, *, features: Path, model: Path, evaluation: Path, decision: Path) -> dict[str, float]:
    """Write `decision.json`; ProjectError names everything that the model is refused for."""
    limits = parse_limits(job.settings.gate.limits, job.columns.task)
    found = json.loads((evaluation / "evaluation.json").read_text(encoding="utf-8"))
    missed = [*found["faults"], *(miss for limit in limits if (miss := limit.miss(found)))]
    missed += _unkept(model, found, job.settings.gate.membership)
    comparison = compared(job, features, read_predictor(model, job.project.model, "candidate"))
    missed += _behind(job, comparison) if comparison else []
    if missed:
        raise ProjectError("the model is not good enough to be registered: " + "; ".join(missed))
    document = {"passed": True, "limits": job.settings.gate.limits, "comparison": comparison}
    (decision / "decision.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    return {"passed": 1.0, **({"gain": comparison["gain"]} if comparison else {})}


def _unkept(model: Path, found: dict[str, Any], most: float) -> list[str]:
    """A floor that no threshold keeps, and an attack that tells who was learned from."""
    point = json.loads((model / "training.json").read_text(encoding="utf-8"))["operating_point"]
    problems = [point["reason"]] if point and not point["reached"] else []
    attack = found["membership"]
    if attack and attack["low"] > most:
        told = f"an attack scores {attack['score']:.3f}, at least {attack['low']:.3f}"
        limit = f"{most:g} is allowed (settings.toml: gate.membership)"
        problems.append(f"one can tell from the model who was learned from: {told}, {limit}")
    return problems


def _behind(job: Job, comparison: dict[str, Any]) -> list[str]:
    """How far behind the champion is too far; and a gain that is none, where that is refused."""
    settings, problems = job.settings.gate, []
    if comparison["gain"] < -settings.champion_margin:
        problems.append(
            f"{comparison['metric']} is {-comparison['gain']:.4f} below the champion's (version "
            f"{comparison['version']}, {comparison['champion']:.4f} on the same rows), "
            f"{settings.champion_margin:g} are allowed"
        )
    elif settings.within_noise == "refuse" and not comparison["verdict"]["beyond_noise"]:
        problems.append(f"no gain over the champion: {comparison['verdict']['reason']}")
    return problems


def compared(job: Job, features: Path, candidate: Predictor) -> dict[str, Any] | None:
    """Candidate and champion on the same held-out rows; None if no champion of this target can be asked about them.

    Who is held out goes by a hash of the subject: the champion has not seen these rows if it held out as many.
    """
    champion = _champion(job)
    if champion is None or (champion.target, champion.classes) != (candidate.target, candidate.classes):
        return None
    if champion.test_share < candidate.test_share or champion.split != candidate.split:
        return None
    columns, settings = job.columns, job.settings.gate
    rows = read_part(features, "test", columns)
    # A champion that needs a column which is no longer declared can't be asked any more.
    learned = champion.transformation.columns
    if not set(learned.features) <= set(rows) or not _functions(learned) <= _functions(columns):
        return None
    target, metric = encoded(rows, columns, candidate.classes), PRIMARY[columns.task]
    said = [one.score(rows) for one in (candidate, champion)]
    mine, other = (
        measure_of(columns.task, target, scores, one.threshold)(np.ones(len(rows)))[metric]
        for scores, one in zip(said, (candidate, champion), strict=True)
    )
    version = json.loads((features / "version.json").read_text(encoding="utf-8"))
    look = looked(documents(job, "models"), version["data_snapshot"])
    paired = PairedAnswers(columns.task, target, said[0], said[1], rows[columns.subject].to_numpy(str))
    verdict = gain_verdict(paired, settings.minimum_gain, settings.alpha, look)
    return {
        "version": champion.version,
        "metric": metric,
        "candidate": mine,
        "champion": other,
        "gain": mine - other,
        "verdict": asdict(verdict),
        "notes": worn(look),
    }


def _functions(columns: Columns) -> set[tuple[str, str]]:
    return {(column.name, column.code) for column in columns.made}


def _champion(job: Job) -> Predictor | None:
    if registry.CHAMPION not in names(documents(job, "models")):
        return None
    try:
        return load_predictor(job)
    except FeatureError:
        # A function that it needs is another one now: it can't be asked any more.
        return None
