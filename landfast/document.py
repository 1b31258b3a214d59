"""What `--json` prints: one document, the same shape for every command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from landfast.workspace import Workspace


def print_document(command: str, workspace: Workspace | None, result: Mapping[str, Any], exit_code: int = 0) -> None:
    """Prints the one JSON document of a command."""
    click.echo(document_text(command, workspace, result, exit_code))


def document_text(command: str, workspace: Workspace | None, result: Mapping[str, Any], exit_code: int = 0) -> str:
    """The one JSON document of a command."""
    document: dict[str, Any] = {"ok": exit_code == 0, "exit_code": exit_code, "command": command}
    if workspace:
        document |= {"target": workspace.target, "environment": workspace.environment_name}
    return json.dumps(document | {"result": dict(result)}, indent=2, sort_keys=True)
