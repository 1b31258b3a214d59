"""What tests over things of others share, where a machine has them: their revision, and what was found last time."""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path
from typing import Any

from landfast.core.revision import revision as checked_out


def revision(path: Path) -> str:
    """What the folder says of itself: a checkout's HEAD, or the file that whoever brought it left beside it."""
    beside = path.with_name(f"{path.name}.revision")
    return beside.read_text().strip() if beside.is_file() else checked_out(path)


def compared(golden: Path, at: str, found: dict[str, Any]) -> None:
    """Asserts that it is as in the snapshot, if that is of this revision; LANDFAST_GOLDEN=write takes it down."""
    name = golden.stem
    if os.environ.get("LANDFAST_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(json.dumps({"revision": at, **found}, indent=1, ensure_ascii=False) + "\n")
    if not golden.is_file():
        warnings.warn(f"{name} has no snapshot: LANDFAST_GOLDEN=write takes it down", stacklevel=2)
        return
    expected = json.loads(golden.read_bytes())
    if expected.pop("revision") != at:
        warnings.warn(f"{name} is at {at or 'no revision that is known'}: not that of its snapshot", stacklevel=2)
        return
    assert found == expected
