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
POINTS: Mapping[str, int] = {"apply": 20, "destroy": 6, "cut": 10, "disk": 6, "pipeline": 4, "upgrade": 4}
SHORT: Mapping[str, int] = {"cut": 1, "upgrade": 2}
Check = Callable[[], list[str]]


def checks(kind: str, points: int, folder: Path, wanted: kinds.Undisturbed) -> Iterator[tuple[str, list[Check]]]:
    """What is counted together, and its points."""
    shares = [(number + 1) / (points + 1) for number in range(points)]
    if kind == "upgrade":
        yield (
            "kills of a blueprint upgrade",
            [partial(upgrade_killed, folder, 2**number - 1) for number in range(points)],
        )
    elif kind == "pipeline":
        yield "kills in the pipeline", list(_pipelines(folder, points))
    elif kind == "cut":
        yield "power cuts", [_cut(folder, wanted, *point) for point in enumerate(shares)]
    elif kind == "disk":
        yield "full disks", [partial(disk_full, folder / "disk", int(wanted.size * share), wanted) for share in shares]
    elif kind == "apply":
        for victim in kinds.VICTIMS:
            tried = [_killed(folder / victim, wanted, victim, share) for share in shares]
            yield f"kills of {victim} in an apply", tried
    else:
        moments = kinds.moments_of_a_destroy(Home.new(folder / "whole"))
        for victim in kinds.VICTIMS:
            home, steps = Home.new(folder / victim), moments[victim]
            tried = [_taken_down(home, wanted, victim, steps[int(share * len(steps))]) for share in shares]
            yield f"kills of {victim} in a destroy", tried


def _killed(folder: Path, wanted: kinds.Undisturbed, victim: Victim, share: float) -> Check:
    return lambda: kinds.apply_killed(Home.new(folder), wanted, share, victim)


def _taken_down(home: Home, wanted: kinds.Undisturbed, victim: Victim, step: int) -> Check:
    return lambda: kinds.destroy_killed(home, wanted, step, victim)


def _cut(folder: Path, wanted: kinds.Undisturbed, number: int, share: float) -> Check:
    return lambda: kinds.power_cut(Home.new(folder / "cut"), wanted, share, number)


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
    parser.add_argument("--short", action="store_true", help="a few points, in about a minute")
    parser.add_argument("--only", choices=list(POINTS), action="append", help="this kind; may be given again")
    parser.add_argument("--points", type=int, help="so many points of each kind")
    arguments = parser.parse_args()
    chosen = arguments.only or [kind for kind, points in POINTS.items() if not arguments.short or kind in SHORT]
    sound = True
    with tempfile.TemporaryDirectory(prefix="landfast-chaos-") as folder:
        wanted = kinds.Undisturbed.measured(Path(folder) / "undisturbed")
        for kind in chosen:
            if kind == "disk" and not available():
                print("full disks: not run, this machine lets nobody mount a small one (unshare --user --mount)")
                sound = False
                continue
            points = arguments.points or (SHORT.get(kind, 1) if arguments.short else POINTS[kind])
            for title, tried in checks(kind, points, Path(folder) / kind, wanted):
                sound &= run(title, tried)
    sys.exit(not sound)


if __name__ == "__main__":
    main()
