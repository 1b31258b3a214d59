"""Shows a spec with every default filled in, and the schema of all specs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from landfast.core.document import document_text
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.stacks.spec import Spec


def spec_show(path: Path | None = None) -> Spec:
    """The spec. Raises: InputError with every problem."""
    return Workspace.open(path, None).spec


def spec_schema() -> str:
    """The JSON schema of landfast.yaml, for editors."""
    from landfast.stacks.spec.schema import schema_text

    return schema_text()


def spec_document(spec: Spec) -> str:
    """The spec as a document of `--json`."""
    return document_text("spec show", spec.model_dump(mode="json"))


def spec_schema_document() -> str:
    """The schema as a document of `--json`."""
    from landfast.stacks.spec.schema import schema

    return document_text("spec schema", schema())
