"""Compares the library's search with what one gets without it, on the same splits of open tables.

`scripts/bench models [--tables NAMES] [--csv FILE:TARGET] [--splits N] [--seconds S] [--json]`. The goal: never more
than 0.005 of the area under the ROC curve (1 % of the error) behind the best of them, within 3 minutes on 2 cores.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from landfast_ml.models.learning import threads
from landfast_ml.models.search import SearchPlan
from landfast_ml.settings.tables import Search
from tools.model_bench.ours import searched
from tools.model_bench.rivals import Rival, rivals, score
from tools.model_bench.tables import OPEN, OpenTable, of_file

MARGINS = {"binary": 0.005, "multiclass": 0.005, "regression": 0.01}


@dataclass(frozen=True, slots=True)
class Compared:
    """Means over the splits. `behind`: how far the search is behind the best rival, in AUC or as a share of its RMSE;
    negative: it is ahead."""

    table: str
    task: str
    rows: int
    score: float
    seconds: float
    trials: float
    made_of: str
    rivals: tuple[Rival, ...]
    behind: float

    @property
    def reached(self) -> bool:
        return self.behind <= MARGINS[self.task]


def compared(table: OpenTable, options: argparse.Namespace) -> Compared:
    scores, seconds, trials, others, made_of = [], [], [], [], ""
    for seed in range(options.splits):
        train, test = table.split(seed)
        plan = SearchPlan(_algorithms(table, options), trials=options.trials, seconds=options.seconds)
        begin = time.monotonic()
        found, truth, said = searched(table, train, test, plan)
        seconds.append(time.monotonic() - begin)
        scores.append(score(table.task, truth, said))
        trials.append(len(found.tried))
        made_of = " + ".join(f"{one.weight:.2f} {one.algorithm}" for one in found.ingredients)
        with threads(table.features.size):
            others.append(list(rivals(table, train, test, options.tuned, seed)))
    means = tuple(
        Rival(runs[0].name, float(np.mean([r.score for r in runs])), float(np.mean([r.seconds for r in runs])))
        for runs in zip(*others, strict=True)
    )
    mine = float(np.mean(scores))
    return Compared(
        table.name, table.task, len(table.target), mine, float(np.mean(seconds)), float(np.mean(trials)), made_of,
        means, _behind(table.task, mine, means),
    )  # fmt: skip


def _algorithms(table: OpenTable, options: argparse.Namespace) -> tuple[str, ...]:
    """Those that were named, else what a new project of that task begins with."""
    if options.algorithms:
        return tuple(options.algorithms.split(","))
    return (*Search().algorithms, *(("ratios", "smooth") if table.task == "regression" else ()))


def _behind(task: str, mine: float, others: tuple[Rival, ...]) -> float:
    if task == "regression":
        return mine / min(one.score for one in others) - 1
    return max(one.score for one in others) - mine


def show(found: Compared) -> None:
    told = "RMSE" if found.task == "regression" else "AUC"
    print(f"{found.table} ({found.task}, {found.rows:,} rows): {told} {found.score:.4f} in {found.seconds:.0f} s, "
          f"{found.trials:.0f} trials: {found.made_of}")  # fmt: skip
    for one in found.rivals:
        ratio = found.score / one.score
        print(f"  {one.name:24}{one.score:>10.4f}{one.seconds:>8.1f} s   ratio {ratio:.4f}")
    word = "ok" if found.reached else "MISSED"
    print(f"  behind the best: {found.behind:+.4f} of {MARGINS[found.task]:g} allowed: {word}", flush=True)


def _tables(options: argparse.Namespace) -> Iterator[OpenTable]:
    for name in options.tables.split(",") if options.tables else ():
        yield OPEN[name]()
    for given in options.csv:
        file, _, target = given.rpartition(":")
        yield of_file(Path(file), target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    plan = Search()
    parser.add_argument("--tables", default=",".join(OPEN), help=f"of {', '.join(OPEN)}; empty for none")
    parser.add_argument("--csv", action="append", default=[], metavar="FILE:TARGET", help="another table as well")
    parser.add_argument("--splits", type=int, default=1, help="splits of each table; the figures are their means")
    parser.add_argument("--seconds", type=float, default=plan.seconds, help="of the search, per split")
    parser.add_argument("--trials", type=int, default=plan.trials, help="of the search, per split")
    parser.add_argument("--tuned", type=int, default=30, help="trials of the tuned HistGradientBoosting")
    parser.add_argument("--algorithms", help="instead of those that a new project begins with")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    told = []
    for table in _tables(options):
        told.append(compared(table, options))
        if not options.json:
            show(told[-1])
    if options.json:
        print(json.dumps([asdict(one) for one in told], indent=2))
    raise SystemExit(0 if all(one.reached for one in told) else 1)


if __name__ == "__main__":
    main()
