"""The figures of the single commands, of a clean clone, and of the policy engine."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from landfast.core import cache
from landfast.synth import kept
from tools import ROOT
from tools.bench.measure import BIN, SPEC, Command, Figure, Measured, in_turn, median, run
from tools.bench.terraform_input import FORMS, write_input

LANDFAST = BIN / "landfast"
PROTOTYPE = Path(__file__).with_name("prototype.py")
WHOLE = {"LANDFAST_WHOLE_BINDINGS": "1"}
SHORTEST = "name: churn\nresidency: {region: europe-west4}\n"
COLD = "synth of the shortest spec, anew"
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
    """Made anew each time, then found; and beside it the least that such a synthesis can take."""
    command = (LANDFAST, "synth", "dev", "--spec", SPEC, "--out")
    shortest = folder / "shortest.yaml"
    shortest.write_text(SHORTEST, encoding="utf-8")
    cold = (LANDFAST, "synth", "dev", "--spec", shortest, "--out", folder / "cold")
    for warmed in ((*command, folder / "warm"), cold):
        run(warmed)
    count = _resources(folder / "cold")
    bare = (BIN / "python", PROTOTYPE, str(count))
    run(bare)
    slim = Command("synth of the demo, anew", lambda: _anew((*command, folder / "slim")), "2 s, 300 MB")
    whole = Command("by the whole assembly", lambda: _anew((*command, folder / "whole"), WHOLE))
    yield from in_turn(times, slim, whole)
    prototype = Command("the slim prototype, as many", lambda: run(bare))
    ours = Command(f"{COLD}, {count} resources", lambda: _anew(cold), "1.2 times the prototype")
    yield from in_turn(times, ours, prototype)
    yield median("synth of the demo, kept", times, lambda: run((*command, folder / "slim")), "1 s")


def _resources(folder: Path) -> int:
    """In all stacks that were synthesized there."""
    stacks = [json.loads(path.read_bytes()) for path in folder.rglob("*.tf.json")]
    return sum(len(of_type) for stack in stacks for of_type in stack.get("resource", {}).values())


def _anew(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> Measured:
    """Without what was synthesized before."""
    shutil.rmtree(cache.folder() / kept.FOLDER, ignore_errors=True)
    return run(command, env)


def engine_figure(folder: Path) -> Figure:
    run((LANDFAST, "synth", "dev", "--spec", SPEC, "--out", folder / "stacks"))
    done = run((BIN / "python", "-c", ENGINE, folder / "stacks", "1000"))
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

    return median("blueprint new tabular", times, once, "0.5 s")


def up_figures(times: int, folder: Path) -> Iterator[Figure]:
    home = folder / "demo"
    home.mkdir()
    spec = Path(shutil.copy(SPEC, home))
    command = (LANDFAST, "up", "dev", "--no-pipeline", "--spec", spec)
    yield median("up dev, first, no pipeline", 1, lambda: run(command))
    yield median("up dev, again, no change, no pipeline", times, lambda: run(command), "4 s")
    whole = (LANDFAST, "up", "dev", "--spec", spec)
    yield median("up dev, with the pipeline", 1, lambda: run(whole))
    yield median("up dev, again, no change", times, lambda: run(whole), "4 s")
    status = (LANDFAST, "status", "dev", "--spec", spec)
    yield median("status dev", times, lambda: run(status), "1.5 s")
    checked = (LANDFAST, "check", "--spec", spec)
    run(checked)
    yield median("check of an unchanged spec, 3 environments", times, lambda: run(checked), "1 s")
    yield median("plan dev, no change", times, lambda: run((LANDFAST, "plan", "dev", "--spec", spec)), "4 s")
    yield median("down dev", 1, lambda: run((LANDFAST, "down", "dev", "--spec", spec)))


def clone_figure(folder: Path) -> Figure:
    def once() -> Measured:
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        caches = {"LANDFAST_CACHE": str(folder / "cache"), "UV_CACHE_DIR": str(folder / "uv")}
        return run((clone / "scripts/up",), env=caches, cwd=clone)

    return median("clean clone, ./scripts/up with downloads", 1, once, "360 s")
