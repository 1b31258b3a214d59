"""Facts of an environment for documents: a clinic's spec synthesized and judged, and what its project would tell."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from landfast_ml.contract.dossier import DeclaredColumn, Dossier, Promotion, VersionRecord

from landfast.evidence.facts import EvidenceFacts
from landfast.jobs.evidence import EvidenceRequest, evidence

CLINIC = """\
name: clinic
residency: {area: de, region: europe-west3}
controller:
  organisation: Klinik am See gGmbH
  dpo: dpo@klinik.example
  purpose: triage of examinations
  legal_basis: legitimate-interests
  data_subjects: [patients]
  data_categories: [demographic, health]
  special_condition: health-care
"""


@cache
def of_spec(folder: Path) -> EvidenceFacts:
    """Of what the spec would bring up."""
    folder.mkdir(exist_ok=True)
    spec = folder / "landfast.yaml"
    spec.write_text(CLINIC, encoding="utf-8")
    return evidence(EvidenceRequest(spec=spec, out=folder / "first.zip")).facts


def with_measure(facts: EvidenceFacts, rule: str, **changes: Any) -> EvidenceFacts:
    """The same, but for what came of a rule."""
    measures = [replace(one, **changes) if one.rule == rule else one for one in facts.measures]
    return replace(facts, measures=measures)


def version(number: int, **changes: Any) -> VersionRecord:
    """As `models records` tells it; `changes` are of the settings that it was made with."""
    lineage = {
        "made": "2026-11-20T08:00:00+00:00",
        "data": {"snapshot": f"raw-{number}", "rows": {"train": 700, "test": 200}},
        "features": {"version": f"f-{number}"},
        "code": {"version": "c-1", "revision": "abc"},
        "configuration": {"train": {"class_weight": "none"}, "monitoring": {"window_days": 7}, **changes},
        "training": {
            "algorithm": "boosting", "features": ["age", "city"], "target": "urgent",
            "search": {"trials": 12, "seconds": 40.2}, "operating_point": {"threshold": 0.31, "reason": "by cost"},
        },
    }  # fmt: skip
    evaluation = {
        "intervals": {"roc_auc": [0.88, 0.93]},
        "groups": {"sex": {"f": {"rows": 90, "recall": 0.8}, "m": {"rows": 110, "recall": None}}},
        "membership": {"score": 0.52, "low": 0.49, "high": 0.55},
        "importance": [{"name": "age", "loss": 0.04}],
        "notes": ["few rows of one class"],
    }
    moved = Promotion(time="2026-11-20T09:00:00+00:00", action="promote", by="Ana", reason="better", place="champion")
    return VersionRecord(
        version=str(number),
        aliases=("champion",),
        metrics={"roc_auc": 0.91},
        lineage=lineage,
        evaluation=evaluation,
        promotions=(moved,),
    )


def dossier(*versions: VersionRecord) -> Dossier:
    columns = (
        DeclaredColumn(name="patient", role="subject", type="text", personal=True, protection="pseudonymise"),
        DeclaredColumn(name="age", role="feature", type="integer", personal=True, protection="keep"),
    )
    return Dossier(
        model="clinic", blueprint="tabular", task="binary", table="patients", columns=columns, versions=versions
    )
