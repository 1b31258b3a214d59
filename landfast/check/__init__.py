"""The compliance engine: judges Terraform JSON and plans by the policies, and never passes what it can't judge."""

from landfast.check.evaluate.configuration import Configuration, Ticket
from landfast.check.evaluate.document import Document
from landfast.check.evaluate.plan import PlanFile
from landfast.check.evaluate.subjects import subject_of
from landfast.check.judge.coverage import Coverage
from landfast.check.judge.engine import check, evaluated
from landfast.check.judge.envelope import to_json
from landfast.check.judge.merging import merged
from landfast.check.judge.verdict import Finding, Opinion, PolicyContext, RecordedException, Report
from landfast.check.kinds import load_subjects
from landfast.check.projects.model import ProjectFiles
from landfast.check.report.formats.table import print_table
from landfast.check.subject import Subject

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
