"""Tables of predictions that were written to where a person wished: no store holds them, so their place is kept."""

from __future__ import annotations

from pathlib import Path

from landfast_ml.environment import Job


def remember(job: Job, table: Path) -> None:
    """Its place, for whoever is asked to erase a person."""
    line = f"{table.resolve()}\n"
    kept = _kept(job)
    if not kept.is_file() or line not in kept.read_text(encoding="utf-8").splitlines(keepends=True):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with kept.open("a", encoding="utf-8") as file:
            file.write(line)


def remembered(job: Job) -> list[Path]:
    """Those that are still there."""
    kept = _kept(job)
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.is_file() else []
    return [path for path in map(Path, lines) if path.is_file()]


def _kept(job: Job) -> Path:
    return job.local_store / "tables-of-predictions.txt"
