"""Every version with all that is kept of it: what an auditor asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from landfast_ml.contract.dossier import DeclaredColumn, Dossier, Promotion, VersionRecord
from landfast_ml.documents import Document, documents
from landfast_ml.environment import Job
from landfast_ml.models import registry
from landfast_ml.models.decisions import history, moved

EVALUATION = "evaluation.json"


def dossier(job: Job) -> Dossier:
    """Of the project in one environment."""
    columns = job.columns
    declared = tuple(
        DeclaredColumn(
            name=one.name, role=one.role, type=one.type, personal=one.personal, protection=one.protection,
            description=one.description,
        )
        for one in columns.all
    )  # fmt: skip
    return Dossier(
        model=job.project.model,
        blueprint=job.project.blueprint,
        task=columns.task,
        table=columns.table,
        columns=declared,
        versions=tuple(_records(job)),
    )


def _records(job: Job) -> list[VersionRecord]:
    connected = registry.connect(job)
    found = connected.versions()
    if not found:
        return []
    texts, moves = connected.text, history(documents(job, "models"))
    return [
        VersionRecord(
            version=one.version,
            aliases=one.aliases,
            metrics=one.metrics,
            lineage=_document(texts(one.version, registry.LINEAGE)),
            evaluation=_document(texts(one.version, EVALUATION)),
            promotions=tuple(_promotion(move, one.version) for move in moves if moved(move, one.version)),
        )
        for one in found
    ]


def _document(text: str | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(text) if text else {}
    return found


def _promotion(move: Document, version: str) -> Promotion:
    place = ", ".join(alias for alias, held in move["to"].items() if held == version)
    return Promotion(
        time=str(move["time"]), action=str(move["action"]), by=str(move["by"]), reason=str(move["reason"]), place=place
    )
