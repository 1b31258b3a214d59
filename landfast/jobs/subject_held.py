"""What each project holds of a person, as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Literal, cast

from landfast_ml.contract.subjects import SubjectLook

from landfast.jobs.subject_question import Looks
from landfast.jobs.subject_record import ProjectPart

if TYPE_CHECKING:
    from landfast.jobs.subject_document import HeldDocument, SeenModelDocument


def held_documents(found: Looks) -> dict[str, HeldDocument]:
    return {folder: _held(one) for folder, one in found.items()}


def _held(one: SubjectLook | ProjectPart) -> HeldDocument:
    if isinstance(one, ProjectPart):
        state = cast("Literal['nobody', 'rows', 'not done']", one.state)
        return {"state": state, "why": one.why, "held": {}, "models": [], "left": list(one.left)}
    models = [cast("SeenModelDocument", {**asdict(seen), "aliases": list(seen.aliases)}) for seen in one.models]
    left = [*map(str, one.unread), *one.not_reached]
    return {"state": "holds", "why": "", "held": dict(one.held), "models": models, "left": left}
