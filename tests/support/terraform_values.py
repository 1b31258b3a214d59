"""What Terraform itself makes of expressions: the real engine plans outputs, without a provider or a state."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from landfast.terraform import find_engine

FAILED = "<terraform fails on it>"


def terraform_values(expressions: Sequence[str], folder: Path, head: str = "") -> list[Any]:
    """The value of each expression as plain data, sets as sorted lists; FAILED where Terraform refuses it."""
    lines = [
        f'output "o{n}" {{\n  sensitive = true\n  value = try(jsonencode({text}\n), "")\n}}'
        for n, text in enumerate(expressions)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf").write_text("\n".join([head, *lines]), encoding="utf-8")
    _run(folder, "plan", "-input=false", "-no-color", "-out=plan")
    planned = json.loads(_run(folder, "show", "-json", "plan"))["planned_values"]["outputs"]
    found = [planned[f"o{n}"].get("value", "") for n in range(len(expressions))]
    return [json.loads(text) if text else FAILED for text in found]


def _run(folder: Path, *arguments: str) -> str:
    engine = find_engine(os.environ)
    done = subprocess.run([*engine.command, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
