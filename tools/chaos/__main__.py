"""`scripts/chaos`: gives runs of landfast trouble at many points, and says after which of them the next run is whole.

Whole: the next `up` ends with the same resources as a run without trouble, their attributes compared, nothing doubled.
Prints a line for each kind, `kills of landfast in an apply 20/20`, and what did not hold; exits with 1 if anything did
not. It works on the rehearsal, in folders of its own, and kills only processes that it started.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from tools.chaos import kinds
from tools.chaos.disk import available, disk_full
from tools.chaos.home import Home, Victim
from tools.chaos.upgrade import upgrade_killed

# Points of each kind, in the long form and in the short one.
POINTS: Mapping[str, tuple[int, int]] = {
    "apply": (20, 1), "destroy": (6, 0), "cut": (10, 1), "disk": (6, 1), "pipeline": (4, 0), "upgrade": (4, 1),
}  # fmt: skip
Check = Callable[[], list[str]]


def checks(only: str, points: int, folder: Path) -> Iterator[tuple[str, list[Check]]]:
    """What is counted together, and its points."""
    if only == "upgrade":
        yield "kills of a blueprint upgrade", [_upgrade(folder, number) for number in range(points)]
        return
    if only == "pipeline":
        yield "kills in the pipeline", list(_pipelines(folder, points))
        return
    wanted = kinds.Undisturbed.measured(folder / "undisturbed")
    shares = [(number + 1) / (points + 1) for number in range(points)]
    if only == "cut":
        yield "power cuts", [_cut(folder, wanted, *point) for point in enumerate(shares)]
    elif only == "disk":
        whole = sum(path.stat().st_size for path in (folder / "undisturbed").rglob("*") if path.is_file())
        yield "full disks", [_disk(folder, wanted, int(whole * share)) for share in shares]
    elif only == "apply":
        for victim in kinds.VICTIMS:
            tried = [_killed(folder / victim, wanted, victim, share) for share in shares]
            yield f"kills of {victim} in an apply", tried
    else:
        for victim in kinds.VICTIMS:
            home = Home.new(folder / victim)
            yield f"kills of {victim} in a destroy", [_taken_down(home, wanted, victim, share) for share in shares]


def _killed(folder: Path, wanted: kinds.Undisturbed, victim: Victim, share: float) -> Check:
    return lambda: kinds.apply_killed(Home.new(folder), wanted, share, victim)


def _taken_down(home: Home, wanted: kinds.Undisturbed, victim: Victim, share: float) -> Check:
    return lambda: kinds.destroy_killed(home, wanted, share, victim)


def _cut(folder: Path, wanted: kinds.Undisturbed, number: int, share: float) -> Check:
    return lambda: kinds.power_cut(Home.new(folder / "cut"), wanted, share, number)


def _disk(folder: Path, wanted: kinds.Undisturbed, size: int) -> Check:
    return lambda: disk_full(folder / "disk", size, wanted)


def _upgrade(folder: Path, number: int) -> Check:
    return lambda: upgrade_killed(folder, 2**number - 1)


def _pipelines(folder: Path, points: int) -> Iterator[Check]:
    home = Home.new(folder / "pipeline")
    for number in range(points):
        yield partial(kinds.pipeline_killed, home, number / points, "landfast" if number % 2 else "all")


def run(title: str, points: list[Check]) -> bool:
    """Prints what came of it; whether all of it held."""
    began, held = time.monotonic(), 0
    for number, check in enumerate(points, 1):
        problems = check()
        held += not problems
        for problem in problems:
            print(f"  {title}, point {number}: {problem}", file=sys.stderr, flush=True)
    print(f"{title} {held}/{len(points)} ({time.monotonic() - began:.0f} s)", flush=True)
    return held == len(points)


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=(__doc__ or "").partition("\n\n")[2])
    parser.add_argument("--short", action="store_true", help="a few points: under a minute")
    parser.add_argument("--only", choices=list(POINTS), action="append", help="this kind; may be given again")
    parser.add_argument("--points", type=int, help="so many points of each kind")
    arguments = parser.parse_args()
    sound = True
    for kind in arguments.only or POINTS:
        points = arguments.points or POINTS[kind][arguments.short]
        if kind == "disk" and not available():
            print("full disks: not run, this machine lets nobody mount a small one (unshare --user --mount)")
            sound = False
        elif points:
            with tempfile.TemporaryDirectory(prefix="landfast-chaos-") as folder:
                for title, tried in checks(kind, points, Path(folder)):
                    sound &= run(title, tried)
    sys.exit(not sound)


if __name__ == "__main__":
    main()
