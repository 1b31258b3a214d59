"""What `scripts/bench` runs: `scripts/bench [PART ...]`, else those that take minutes. Linux: reads /proc.

One table: what landfast takes, what the alternative takes in the same run, the ratio, and the bound. A ratio of 0.5 is
half of the alternative's time. `scripts/bench models` measures the library's search for models, in a table of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tools.bench.audit import audit_figures
from tools.bench.checkov import checkov_figures
from tools.bench.commands import (
    check_figures,
    clone_figure,
    engine_figure,
    generate_figure,
    help_figure,
    synth_figures,
    up_figures,
)
from tools.bench.doctor import doctor_figures
from tools.bench.evidence import evidence_figures
from tools.bench.growth import growth_figures
from tools.bench.library import PYTHON, models
from tools.bench.lifecycle import lifecycle_figures
from tools.bench.measure import Figure, Ratio, ratios
from tools.bench.personal import personal_figures
from tools.bench.tables import table_figures
from tools.bench.wire import wire_figures

Part = Callable[[int, Path], Iterable[Figure]]
PARTS: Mapping[str, Part] = {
    "help": lambda times, _folder: [help_figure(times)],
    "synth": synth_figures,
    "engine": lambda _times, folder: [engine_figure(folder)],
    "check": lambda times, folder: check_figures(times, folder, (1000,)),
    "blueprint": lambda times, folder: [generate_figure(times, folder)],
    "up": up_figures,
    "personal": lambda _times, _folder: personal_figures(),
    "audit": lambda _times, _folder: audit_figures(),
    "wire": lambda _times, folder: wire_figures(folder),
    "doctor": lambda _times, folder: doctor_figures(folder),
    # What follows takes long, or needs the network.
    "checkov": checkov_figures,
    "tables": lambda _times, folder: table_figures(folder, 200, PYTHON),
    "growth": lambda _times, folder: growth_figures(folder),
    "evidence": evidence_figures,
    "lifecycle": lambda _times, folder: lifecycle_figures(folder),
    "clone": lambda _times, folder: [clone_figure(folder)],
}
USUAL = ("help", "synth", "engine", "check", "blueprint", "up", "personal", "audit", "doctor")


def figures(parts: Sequence[str], times: int) -> Iterator[Figure]:
    for part in parts:
        with tempfile.TemporaryDirectory(prefix="landfast-bench-") as name:
            for figure in PARTS[part](times, Path(name)):
                # A run may take an hour: what is known by now is seen.
                print(f"{part}: {figure.name}: {figure.seconds:.3f} s", file=sys.stderr, flush=True)
                yield figure


def show(found: Sequence[Ratio]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("", "median", "peak", "bound"):
        table.add_column(name, justify="right" if name in ("median", "peak") else "left")
    for name in ("against", "median ", "peak ", "ratio"):
        table.add_column(name, justify="left" if name == "against" else "right")
    for row in found:
        ours, other = row.ours, row.other
        told = (other.name, *_measured(other), f"{row.time:.2f}") if other else ()
        table.add_row(ours.name, *_measured(ours), ours.bound, *told)
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def _measured(figure: Figure) -> tuple[str, str]:
    return f"{figure.seconds:.3f} s", f"{figure.megabytes:.0f} MB"


def main() -> None:
    if sys.argv[1:2] == ["models"]:
        raise SystemExit(models(sys.argv[2:]))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (or models)")
    parser.add_argument("--times", type=int, default=5, help="runs of each short command")
    parser.add_argument("--json", action="store_true", help="print the figures as data")
    options = parser.parse_args()
    unknown = sorted(set(options.parts) - set(PARTS))
    if unknown:
        parser.error(f"no part {', '.join(unknown)}: there are {', '.join(PARTS)}")
    found = ratios(list(figures(options.parts or USUAL, options.times)))
    if options.json:
        print(json.dumps([asdict(row) for row in found], indent=2))
    else:
        show(found)


if __name__ == "__main__":
    main()
