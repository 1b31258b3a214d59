"""What `scripts/bench` measures of `landfast check` on Terraform that anyone wrote: whole runs, as JSON and as HCL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.bench.check_input import FORMS, write_input

BOUND = "1 s, 150 MB"
CURVE = (10_000, 50_000)


def check_runs(program: Path, folder: Path, sizes: Sequence[int]) -> Iterator[tuple[str, Sequence[str | Path], str]]:
    """(name, command, bound) of a run for each size and form. Its exit code is 1: the input has findings."""
    for size in sizes:
        for form in FORMS:
            into = folder / f"check-{size}{form}"
            write_input(into, size, form)
            bound = BOUND if size == 1000 else "linear"
            yield f"check, {size:,} resources, {form}", (program, "check", into, "--json"), bound
