"""The record of who was champion when: what uses a model goes by it, without asking the registry."""

from __future__ import annotations

from landfast_ml.documents import Document, Documents
from landfast_ml.models.registry import CHALLENGER, CHAMPION, PREVIOUS

RECORDS, APPLIED = "promotions", "promotions/applied.json"
# What readers live by goes first.
ORDER = (CHAMPION, PREVIOUS, CHALLENGER)


def recorded(records: Documents) -> dict[str, str | None]:
    """Version of each alias by the record."""
    told = history(records)
    return dict(told[-1]["to"]) if told else dict.fromkeys(ORDER)


def history(records: Documents) -> list[Document]:
    """Every record, oldest first."""
    names = [name for name in records.names(RECORDS) if name != APPLIED]
    return [document for name in names if (document := records.read(name)) is not None]


def moved(record: Document, version: str) -> bool:
    """Whether a record is about this version: it got an alias or lost one. Others may have stood beside."""
    return any((record["from"].get(alias) == version) != (record["to"].get(alias) == version) for alias in ORDER)
