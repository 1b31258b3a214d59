"""What a report says of the occasion: what was judged, at which commit, when, and by which versions."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path

from landfast_ml.pages.rendering import minute

from landfast.check.judge.verdict import Occasion
from landfast.core.revision import revision


def occasion_of(judged: Path, area: str, environments: Sequence[str] = ()) -> Occasion:
    """Of what stands at a path, judged now. The path is told as it was given: a report may leave this machine."""
    folder = judged if judged.is_dir() else judged.parent
    return Occasion(
        what=_shown(judged),
        environments=tuple(environments),
        area=area,
        commit=revision(folder),
        time=minute(),
        versions=(f"Python {platform.python_version()}",),
    )


def _shown(path: Path) -> str:
    """From the current folder, if it is below it; else its last parts, without anybody's home."""
    full = path.resolve()
    if full.is_relative_to(Path.cwd()):
        inner = full.relative_to(Path.cwd())
        return str(inner) if inner.parts else f"{full.name}/"
    return "/".join(full.parts[-2:]).lstrip("/")
