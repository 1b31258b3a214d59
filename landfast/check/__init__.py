"""The compliance engine: judges Terraform JSON and plans by the policies, and never passes what it can't judge."""

from landfast.check.judge.engine import check
from landfast.check.judge.verdict import Context, Coverage, Document, Finding, Opinion, Report, Waiver
from landfast.check.read.documents import load_documents
from landfast.check.report.envelope import to_json
from landfast.check.report.table import print_table

__all__ = [
    "Context",
    "Coverage",
    "Document",
    "Finding",
    "Opinion",
    "Report",
    "Waiver",
    "check",
    "load_documents",
    "print_table",
    "to_json",
]
