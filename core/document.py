"""What `--json` prints: one document, the same shape for every command."""

from __future__ import annotations

import json
from collections.abc import Mapping


def document_text(command: str, result: Mapping[str, object], exit_code: int = 0, **place: str) -> str:
    """The one JSON document of a command. `place`: the target, its provider and the
    environment, if it is about one."""
    document = {"ok": exit_code == 0, "exit_code": exit_code, "command": command, **place, "result": dict(result)}
    return json.dumps(document, indent=2, sort_keys=True)
