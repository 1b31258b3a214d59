"""Which subject a JSON document is: a configuration, a plan, or neither, which is a problem and never a pass."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from landfast.check.evaluate.document import Document, DocumentSubject
from landfast.check.subject import Evaluated, FileCount, Subject
from landfast.core.errors import Problem


@dataclass(frozen=True, slots=True)
class UnjudgeableFile(DocumentSubject):
    """A document that is neither Terraform JSON nor a plan."""

    def evaluate(self) -> Evaluated:
        body: Any = self.document.body
        if not isinstance(body, Mapping):
            return self._because("is no JSON object", "name Terraform JSON or a plan")
        fact = "is a state, not a plan" if "values" in body else "is neither Terraform JSON nor a plan"
        return self._because(fact, "name a .tf.json file, or terraform show -json PLAN")

    def _because(self, fact: str, step: str) -> Evaluated:
        return Evaluated(problems=[Problem(self.name, fact, next_step=step)])


@dataclass(frozen=True, slots=True)
class UnreadFiles:
    """What stands beside the documents and could not be read: nothing of it is judged, and that is told."""

    problems: Sequence[Problem]

    name: ClassVar[str] = "what could not be read"
    mark: ClassVar[str] = name
    files: ClassVar[FileCount] = FileCount()
    # Waivers may be for what is in it.
    is_partial: ClassVar[bool] = True
    is_rightly_empty: ClassVar[bool] = False

    def evaluate(self) -> Evaluated:
        return Evaluated(problems=self.problems)

    def source(self, _address: str) -> str:
        return self.name

    def reached_by(self, _changed: Collection[str]) -> bool:
        return True

    def renamed(self, _name: str) -> Self:
        return self


def _is_plan(body: Mapping[str, Any]) -> bool:
    return "resource_changes" in body or "planned_values" in body


def subject_of(document: Document) -> Subject:
    """What a document is judged as."""
    body: Any = document.body
    if isinstance(body, Mapping) and _is_plan(body):
        from landfast.check.evaluate.plan import PlanFile  # Here: no configuration needs it.

        return PlanFile(document)
    from landfast.check.evaluate.configuration import Configuration, Ticket, is_configuration  # Here: no plan needs it.

    if document.asked:
        return Ticket(document)
    # An object with nothing in it is no document; a folder whose files declare nothing is an empty module.
    judgeable = isinstance(body, Mapping) and is_configuration(body) and (body or document.file)
    return Configuration(document) if judgeable else UnjudgeableFile(document)
