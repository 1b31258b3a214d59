"""What `scripts/bench` runs. `--full` adds the clean clone; `--json` prints the figures as data. Linux: reads /proc."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.bench.check_runs import CURVE, check_runs
from tools.bench.lifecycle import generated, million, walk

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".venv/bin"
SPEC = ROOT / "examples/diagnosis/landfast.yaml"
WHOLE = {"LANDFAST_WHOLE_BINDINGS": "1"}

ENGINE = """
import json, pathlib, statistics, sys, time
from landfast.check import check
from tools.bench.replicate import replicate
documents, context, resources = replicate(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
seconds = []
for _ in range(7):
    start = time.perf_counter()
    check(documents, context)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": statistics.median(seconds) * 1000 / resources, "resources": resources}))
"""


@dataclass(frozen=True)
class Figure:
    """Median wall time in seconds and peak memory (proportional set size of the process tree) in MB."""

    name: str
    seconds: float
    megabytes: float
    bound: str = ""


def tree_memory(pid: int) -> int:
    """Bytes that a process and its descendants hold, shared pages counted once among them."""
    total, pending = 0, [pid]
    while pending:
        current = pending.pop()
        try:
            rollup = Path(f"/proc/{current}/smaps_rollup").read_text()
            total += int(rollup.split("Pss:")[1].split()[0]) * 1024
            for task in Path(f"/proc/{current}/task").iterdir():
                pending += map(int, (task / "children").read_text().split())
        except (OSError, IndexError, ValueError):
            continue  # it ended between two reads
    return total


def run(
    command: Sequence[str | Path], env: dict[str, str] | None = None, cwd: Path = ROOT, fine: Sequence[int] = (0,)
) -> tuple[float, float, str]:
    """Wall seconds, peak MB and stdout of one command. Exits with its error output if its exit code is not `fine`."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], env={**os.environ, **(env or {})}, cwd=cwd, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, tree_memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, err = process.communicate()
    seconds = time.perf_counter() - started
    done.set()
    watcher.join()
    if process.returncode not in fine:
        sys.exit(f"bench: {' '.join(map(str, command))} ended with {process.returncode}:\n{err[-2000:]}")
    return seconds, peak / 1e6, out


def median(name: str, times: int, once: Callable[[], tuple[float, float, str]], bound: str = "") -> Figure:
    runs = [once() for _ in range(times)]
    seconds = statistics.median(run[0] for run in runs)
    return Figure(name, seconds, max(run[1] for run in runs), bound)


def synth_figures(times: int, folder: Path) -> list[Figure]:
    command = (BIN / "landfast", "synth", "dev", "--spec", SPEC, "--out")
    run((*command, folder / "warm"))
    slim = median("synth, slim bindings", times, lambda: run((*command, folder / "slim")), "2 s, 300 MB")
    whole = median("synth, whole assembly", times, lambda: run((*command, folder / "whole"), env=WHOLE))
    return [slim, whole]


def engine_figure(folder: Path) -> Figure:
    _, megabytes, out = run((BIN / "python", "-c", ENGINE, folder / "slim", "1000"))
    return Figure("policy engine, 1,000 resources", json.loads(out)["seconds"], megabytes, "0.05 s")


def check_figures(times: int, folder: Path, sizes: Sequence[int]) -> list[Figure]:
    runs = check_runs(BIN / "landfast", folder, sizes)
    return [median(name, times, lambda: run(command, fine=(1,)), bound) for name, command, bound in runs]  # noqa: B023


def generate_figure(times: int, folder: Path) -> Figure:
    count = iter(range(1000))

    def once() -> tuple[float, float, str]:
        into = folder / f"ml-{next(count)}"
        return run((BIN / "landfast", "blueprint", "new", "tabular", "--spec", SPEC, "--into", into))

    return median("blueprint new tabular", times, once, "1 s")


def up_figures(times: int, folder: Path) -> list[Figure]:
    home = folder / "demo"
    home.mkdir()
    shutil.copy(SPEC, home)
    command = (BIN / "landfast", "up", "dev", "--no-pipeline", "--spec", home / SPEC.name)
    first = median("up dev, first, no pipeline", 1, lambda: run(command))
    again = median("up dev, again, no change, no pipeline", times, lambda: run(command), "20 s")
    down = median("down dev", 1, lambda: run((BIN / "landfast", "down", "dev", "--spec", home / SPEC.name)))
    return [first, again, down]


EVERYTHING = """
platform: {orchestrators: [vertex, kubeflow, airflow, pachyderm], tracking: mlflow, cluster: standard, gpu: l4}
repository: {host: github, owner: acme, name: diagnosis, installation: 1, token_version: 1}
"""


def curve_figures(folder: Path) -> list[Figure]:
    """Everything on, for ever more environments: synthesized and checked in one command."""
    figures = []
    head = SPEC.read_text(encoding="utf-8").split("environments:")[0]
    for count in (1, 3, 10, 25, 50):
        spec = folder / f"everything-{count}.yaml"
        environments = "".join(f"  env{number}: {{}}\n" for number in range(count))
        spec.write_text(f"{head}environments:\n{environments}{EVERYTHING}", encoding="utf-8")
        bound = "5 s, 400 MB (synthesis alone)" if count == 3 else ""
        command = (BIN / "landfast", "check", "--spec", spec)
        figures.append(median(f"check, everything on, {count} environments", 1, lambda: run(command), bound))  # noqa: B023
    return figures


def everything_figures(folder: Path) -> list[Figure]:
    """Everything on, three environments one after the other: planned from nothing, brought up, planned again."""
    home = folder / "everything"
    home.mkdir()
    spec = home / "landfast.yaml"
    names = ("dev", "test", "prod")
    head = SPEC.read_text(encoding="utf-8").split("environments:")[0]
    spec.write_text(f"{head}environments: {{{': {}, '.join(names)}: {{}}}}\n{EVERYTHING}", encoding="utf-8")

    def each(*words: str) -> tuple[float, float, str]:
        runs = [run((BIN / "landfast", words[0], name, *words[1:], "--spec", spec)) for name in names]
        return sum(found[0] for found in runs), max(found[1] for found in runs), ""

    return [
        median("plan, everything on, 3 environments", 1, lambda: each("plan"), "25 s"),
        median("up, everything on, 3 environments", 1, lambda: each("up", "--no-pipeline"), "60 s (apply alone)"),
        median("plan again, no change, 3 environments", 1, lambda: each("plan")),
    ]


def lifecycle_figures(folder: Path) -> list[Figure]:
    def measured(command: Sequence[str | Path], env: dict[str, str], cwd: Path) -> tuple[float, float, str]:
        return run(command, env, cwd, fine=(0, 1))

    (folder / "walk").mkdir()
    (folder / "million").mkdir()
    project = generated(measured, BIN, SPEC, folder / "walk")
    found = [Figure(*each) for each in walk(measured, project, "diagnosis")]
    return found + [Figure(*each) for each in million(measured, BIN, SPEC, folder / "million")]


def clone_figure(folder: Path) -> Figure:
    def once() -> tuple[float, float, str]:
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        caches = {"LANDFAST_CACHE": str(folder / "cache"), "UV_CACHE_DIR": str(folder / "uv")}
        return run((clone / "scripts/up",), env=caches, cwd=clone)

    return median("clean clone, ./scripts/up with downloads", 1, once, "360 s")


def show(figures: Sequence[Figure]) -> None:
    print(f"{'':44}{'median':>10}{'peak':>10}  bound")
    for figure in figures:
        print(f"{figure.name:44}{figure.seconds:>8.3f} s{figure.megabytes:>7.0f} MB  {figure.bound}")
    by_name = {figure.name: figure for figure in figures}
    slim, whole = by_name["synth, slim bindings"], by_name["synth, whole assembly"]
    ratio, memory = whole.seconds / slim.seconds, whole.megabytes / slim.megabytes
    print(f"slim bindings against the whole assembly: {ratio:.1f} times as fast, {memory:.1f} times less memory")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="runs of each short command")
    parser.add_argument("--full", action="store_true", help="also a clean clone to the end of ./scripts/up")
    curve = "also everything on, 3 environments brought up, 1 to 50 checked, and checks of 10,000 and 50,000 resources"
    parser.add_argument("--curve", action="store_true", help=curve)
    lifecycle = "also a generated project, from its raw table to an experiment's report, and a million rows"
    parser.add_argument("--lifecycle", action="store_true", help=lifecycle)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="landfast-bench-") as name:
        folder = Path(name)
        figures = [median("landfast --help", options.times, lambda: run((BIN / "landfast", "--help")), "0.3 s")]
        figures += synth_figures(options.times, folder)
        figures.append(engine_figure(folder))
        figures += check_figures(options.times, folder, (1000,))
        figures.append(generate_figure(options.times, folder))
        figures += up_figures(options.times, folder)
        if options.curve:
            figures += everything_figures(folder)
            figures += curve_figures(folder)
            figures += check_figures(1, folder, CURVE)
        if options.lifecycle:
            figures += lifecycle_figures(folder)
        if options.full:
            figures.append(clone_figure(folder))
    if options.json:
        print(json.dumps([figure.__dict__ for figure in figures], indent=2))
    else:
        show(figures)


if __name__ == "__main__":
    main()
