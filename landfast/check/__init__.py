"""The compliance engine: judges Terraform JSON and plans by the policies, and never passes what it can't judge."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from landfast.check.evaluate.document import Document
from landfast.check.evaluate.subjects import subject_of
from landfast.check.judge.coverage import Coverage
from landfast.check.judge.engine import check, evaluated
from landfast.check.judge.envelope import to_json
from landfast.check.judge.merging import merged
from landfast.check.judge.verdict import Finding, Opinion, PolicyContext, RecordedException, Report
from landfast.check.kinds import load_subjects
from landfast.check.subject import Subject

if TYPE_CHECKING:
    from landfast.check.evaluate.configuration import Configuration, Ticket
    from landfast.check.evaluate.plan import PlanFile
    from landfast.check.projects.model import ProjectFiles
    from landfast.check.report.formats.table import print_table

__all__ = [
    "Configuration",
    "Coverage",
    "Document",
    "Finding",
    "Opinion",
    "PlanFile",
    "PolicyContext",
    "ProjectFiles",
    "RecordedException",
    "Report",
    "Subject",
    "Ticket",
    "check",
    "evaluated",
    "load_subjects",
    "merged",
    "print_table",
    "subject_of",
    "to_json",
]

# What most checks do without is loaded where it is asked for.
_LATER = {
    "Configuration": "evaluate.configuration",
    "PlanFile": "evaluate.plan",
    "ProjectFiles": "projects.model",
    "Ticket": "evaluate.configuration",
    "print_table": "report.formats.table",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
