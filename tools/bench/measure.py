"""Runs a command and says how long it took and what it held. Linux: reads /proc."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tools import ROOT
from tools.processes import descendants

BIN = ROOT / ".venv/bin"
PROPORTIONAL = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
SPEC = ROOT / "examples/diagnosis/landfast.yaml"


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall seconds, peak memory (proportional set size of the process tree) in MB, and stdout of one command."""

    seconds: float
    megabytes: float
    out: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """Median wall time in seconds, greatest peak memory in MB, and what they must not exceed.

    `against` names the figure of the alternative, which was measured in the same run.
    """

    name: str
    seconds: float
    megabytes: float
    bound: str = ""
    against: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure of ours, that of the alternative if there is one, and our share of its time and memory."""

    ours: Figure
    other: Figure | None = None
    time: float | None = None
    memory: float | None = None


def ratios(found: Sequence[Figure]) -> list[Ratio]:
    """Each figure beside its alternative; what is only an alternative has no row of its own."""
    by_name = {figure.name: figure for figure in found}
    others = {figure.against for figure in found}
    rows = []
    for figure in found:
        other = by_name.get(figure.against)
        if other:
            rows.append(Ratio(figure, other, figure.seconds / other.seconds, figure.megabytes / other.megabytes))
        elif figure.name not in others:
            rows.append(Ratio(figure))
    return rows


def run(
    command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path = ROOT, fine: Sequence[int] = (0,)
) -> Measured:
    """Runs one command. Exits with its error output if its exit code is not `fine`."""
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
    return Measured(seconds, peak / 1e6, out)


def median(name: str, times: int, once: Callable[[], Measured], bound: str = "") -> Figure:
    return _figure(name, [once() for _ in range(times)], bound)


def in_turn(times: int, ours: Command, other: Command) -> tuple[Figure, Figure]:
    """Two that are compared, one after the other each time: what else the machine does reaches both."""
    runs = [(ours.once(), other.once()) for _ in range(times)]
    mine, theirs = (
        _figure(ours.name, [one for one, _ in runs], ours.bound),
        _figure(other.name, [one for _, one in runs]),
    )
    return replace(mine, against=theirs.name), theirs


@dataclass(frozen=True, slots=True)
class Command:
    """What is run, and what it is called."""

    name: str
    once: Callable[[], Measured]
    bound: str = ""


def _figure(name: str, runs: Sequence[Measured], bound: str = "") -> Figure:
    return Figure(name, statistics.median(each.seconds for each in runs), max(each.megabytes for each in runs), bound)


def tree_memory(pid: int) -> int:
    """Bytes that a process and its descendants hold, shared pages counted once among them."""
    return sum(map(_held, (pid, *descendants(pid))))


def _held(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0  # it ended since it was listed
    found = PROPORTIONAL.search(rollup)
    return int(found[1]) * 1024 if found else 0
