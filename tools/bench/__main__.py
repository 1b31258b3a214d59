"""What `scripts/bench` runs. `--full` adds the clean clone; `--json` prints the figures as data. Linux: reads /proc.

`scripts/bench models` measures the library's search for models instead.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tools.bench.commands import (
    BARE,
    COLD,
    check_figures,
    clone_figure,
    engine_figure,
    generate_figure,
    help_figure,
    synth_figures,
    up_figures,
)
from tools.bench.growth import growth_figures
from tools.bench.library import PYTHON, models
from tools.bench.lifecycle import lifecycle_figures
from tools.bench.measure import Figure
from tools.bench.personal import personal_figures
from tools.bench.tables import table_figures


def figures(options: argparse.Namespace, folder: Path) -> Iterator[Figure]:
    yield help_figure(options.times)
    yield from synth_figures(options.times, folder)
    yield engine_figure(folder)
    yield from check_figures(options.times, folder, (1000,))
    yield generate_figure(options.times, folder)
    yield from up_figures(options.times, folder)
    yield from personal_figures()
    if options.tables:
        yield from table_figures(folder, options.tables, PYTHON)
    if options.curve:
        yield from growth_figures(folder)
    if options.lifecycle:
        yield from lifecycle_figures(folder)
    if options.full:
        yield clone_figure(folder)


def show(found: Sequence[Figure]) -> None:
    print(f"{'':44}{'median':>10}{'peak':>10}  bound")
    for figure in found:
        print(f"{figure.name:44}{figure.seconds:>8.3f} s{figure.megabytes:>7.0f} MB  {figure.bound}")
    by_name = {figure.name: figure for figure in found}
    slim, whole = by_name["synth, slim bindings"], by_name["synth, whole assembly"]
    ratio, memory = whole.seconds / slim.seconds, whole.megabytes / slim.megabytes
    print(f"slim bindings against the whole assembly: {ratio:.1f} times as fast, {memory:.1f} times less memory")
    bare, cold = by_name[BARE], by_name[COLD]
    print(f"{COLD}, against the bare one: {cold.seconds / bare.seconds:.2f} times the time")
    for other in _beside_profile(found):
        print(other)


def _beside_profile(found: Sequence[Figure]) -> Iterator[str]:
    """What else was done with the same table, against its profile."""
    tables = [figure for figure in found if figure.name.endswith("of CSV")]
    for other in tables[1:]:
        time, memory = other.seconds / tables[0].seconds, other.megabytes / tables[0].megabytes
        yield f"{other.name}, against the profile: {time:.2f} of the time, {memory:.2f} of the memory"


def main() -> None:
    if sys.argv[1:2] == ["models"]:
        raise SystemExit(models(sys.argv[2:]))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="runs of each short command")
    parser.add_argument("--full", action="store_true", help="also a clean clone to the end of ./scripts/up")
    curve = "also everything on, 3 environments brought up, 1 to 50 checked, and checks of 10,000 and 50,000 resources"
    parser.add_argument("--curve", action="store_true", help=curve)
    lifecycle = "also a generated project, from its raw table to an experiment's report, and a million rows"
    parser.add_argument("--lifecycle", action="store_true", help=lifecycle)
    tables = "also a table of so many MB of CSV, profiled, and read without a question by pyarrow and pandas"
    parser.add_argument("--tables", type=int, default=0, metavar="MB", help=tables)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="landfast-bench-") as name:
        found = list(figures(options, Path(name)))
    if options.json:
        print(json.dumps([asdict(figure) for figure in found], indent=2))
    else:
        show(found)


if __name__ == "__main__":
    main()
