"""The figures of the single commands, of a clean clone, and of the policy engine."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools import ROOT
from tools.bench.measure import BIN, SPEC, Figure, Measured, median, run
from tools.bench.terraform_input import FORMS, write_input

LANDFAST = BIN / "landfast"
WHOLE = {"LANDFAST_WHOLE_BINDINGS": "1"}
# In a process of its own, so that nothing else is in its memory.
ENGINE = """
import json, pathlib, statistics, sys, time
from landfast.check import check
from tools.bench.replicate import replicate
subjects, context, resources = replicate(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
seconds = []
for _ in range(7):
    start = time.perf_counter()
    check(subjects, context)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": statistics.median(seconds) * 1000 / resources, "resources": resources}))
"""


def help_figure(times: int) -> Figure:
    return median("landfast --help", times, lambda: run((LANDFAST, "--help")), "0.3 s")


def synth_figures(times: int, folder: Path) -> Iterator[Figure]:
    command = (LANDFAST, "synth", "dev", "--spec", SPEC, "--out")
    run((*command, folder / "warm"))
    yield median("synth, slim bindings", times, lambda: run((*command, folder / "slim")), "2 s, 300 MB")
    yield median("synth, whole assembly", times, lambda: run((*command, folder / "whole"), env=WHOLE))


def engine_figure(folder: Path) -> Figure:
    done = run((BIN / "python", "-c", ENGINE, folder / "slim", "1000"))
    return Figure("policy engine, 1,000 resources", json.loads(done.out)["seconds"], done.megabytes, "0.05 s")


def check_figures(times: int, folder: Path, sizes: Sequence[int]) -> Iterator[Figure]:
    """Whole runs of `check` on Terraform that anyone wrote, as JSON and as HCL."""
    for size in sizes:
        for form in FORMS:
            into = folder / f"check-{size}{form}"
            write_input(into, size, form)
            command = (LANDFAST, "check", into, "--json")
            bound = "1 s, 150 MB" if size == 1000 else "linear"
            # It ends with 1: the input has findings.
            yield median(f"check, {size:,} resources, {form}", times, lambda: run(command, fine=(1,)), bound)  # noqa: B023


def generate_figure(times: int, folder: Path) -> Figure:
    count = iter(range(times))

    def once() -> Measured:
        return run((LANDFAST, "blueprint", "new", "tabular", "--spec", SPEC, "--into", folder / f"ml-{next(count)}"))

    return median("blueprint new tabular", times, once, "1 s")


def up_figures(times: int, folder: Path) -> Iterator[Figure]:
    home = folder / "demo"
    home.mkdir()
    spec = Path(shutil.copy(SPEC, home))
    command = (LANDFAST, "up", "dev", "--no-pipeline", "--spec", spec)
    yield median("up dev, first, no pipeline", 1, lambda: run(command))
    yield median("up dev, again, no change, no pipeline", times, lambda: run(command), "20 s")
    yield median("down dev", 1, lambda: run((LANDFAST, "down", "dev", "--spec", spec)))


def clone_figure(folder: Path) -> Figure:
    def once() -> Measured:
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        caches = {"LANDFAST_CACHE": str(folder / "cache"), "UV_CACHE_DIR": str(folder / "uv")}
        return run((clone / "scripts/up",), env=caches, cwd=clone)

    return median("clean clone, ./scripts/up with downloads", 1, once, "360 s")
