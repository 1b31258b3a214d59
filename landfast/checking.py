"""What `landfast check` judges: the environments of a spec, or Terraform JSON that anyone wrote."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from landfast.check import Context, Document, Report, check, load_documents
from landfast.progress import silent
from landfast.provision import policy_context, synthesis_of
from landfast.workspace import Workspace, find_spec
from modules.errors import InputError
from stacks.spec import load


def check_spec(spec_path: Path | None, environment: str | None) -> Report:
    """Verdict on one environment of a spec, or on all of them, synthesized afresh. Raises: InputError."""
    first = Workspace.open(spec_path, environment, "rehearsal")
    names = [environment] if environment else list(first.spec.environments)
    reports = []
    for name in names:
        workspace = Workspace(first.spec_path, first.spec, name, "rehearsal")
        documents = []
        with tempfile.TemporaryDirectory() as folder:
            synthesis = synthesize_into(workspace, Path(folder))
            documents = [Document(f"{name}/{stack.name}", stack.read(), stack.sources) for stack in synthesis.stacks]
        reports.append(check(documents, policy_context(workspace)))
    return Report.merged(reports)
