"""Measures `landfast check` beside checkov's own command on the same files, in one run. Linux: reads /proc.

`.venv/bin/python -m tools.bench.checkov [--resources N] [--times N] [--json]`. Two inputs: the stacks as they are
synthesized, and the same as checkov can read them (a plan with literals in it).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from landfast.check.checkov.home import python_of_checkov
from landfast.check.checkov.sanitised import plan_of
from landfast.check.judge.engine import evaluated
from tools.bench.measure import BIN, SPEC, run
from tools.bench.replicate import replicate

ENVIRON = {"LOG_LEVEL": "ERROR"}


@dataclass(frozen=True, slots=True)
class Row:
    """Median wall seconds, peak MB, and how many resources the report speaks of."""

    tool: str
    files: str
    seconds: float
    megabytes: float
    resources: int


def command_of_checkov(path: Path, framework: str) -> list[str | Path]:
    # A tool that ends with 1 has findings: neither is a failure to measure.
    target: tuple[str | Path, ...] = ("-f", path) if path.is_file() else ("-d", path)
    options = ["--framework", framework, "--output", "json", "--quiet", "--compact", "--skip-download", "--soft-fail"]
    return [python_of_checkov().with_name("checkov"), *target, *options]


def measured(tool: str, files: str, times: int, command: Sequence[str | Path], count: Callable[[str], int]) -> Row:
    runs = [run(command, ENVIRON, fine=(0, 1, 2)) for _ in range(times)]
    seconds = statistics.median(each.seconds for each in runs)
    return Row(tool, files, seconds, max(each.megabytes for each in runs), count(runs[-1].out))


def of_landfast(out: str) -> int:
    found: int = json.loads(out)["result"]["coverage"]["resources"]
    return found


def of_checkov(out: str) -> int:
    answers = json.loads(out)
    reports = answers if isinstance(answers, list) else [answers]
    # Without anything that it could read, it prints no summary of its kind.
    return sum(int(report.get("summary", report).get("resource_count", 0)) for report in reports)


def inputs(folder: Path, resources: int) -> tuple[Path, Path]:
    """(a folder of Terraform JSON, the same as a plan)."""
    run((BIN / "landfast", "synth", "dev", "--spec", SPEC, "--out", folder / "stacks"))
    subjects, _context, _count = replicate(folder / "stacks", resources)
    for subject in subjects:
        place = folder / "terraform" / subject.name
        place.mkdir(parents=True)
        (place / "main.tf.json").write_text(json.dumps(subject.document.body), encoding="utf-8")
    plan = plan_of([resource for resource in evaluated(subjects) if resource.mode in ("managed", "data")])
    plan["resource_changes"] = [
        {**{name: found[name] for name in ("address", "mode", "type", "name")},
         "change": {"actions": ["create"], "before": None, "after": found["values"], "after_unknown": {}}}
        for found in plan["planned_values"]["root_module"]["resources"]
    ]  # fmt: skip
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    return folder / "terraform", folder / "plan.json"


def rows(folder: Path, resources: int, times: int) -> list[Row]:
    terraform, plan = inputs(folder, resources)
    check = (BIN / "landfast", "check", "--json")
    found = []
    for files, path, framework in (("stacks", terraform, "terraform_json"), ("plan", plan, "terraform_plan")):
        found.append(measured("landfast check", files, times, (*check, path), of_landfast))
        found.append(measured("checkov", files, times, command_of_checkov(path, framework), of_checkov))
    found.append(measured("landfast check --checkov", "stacks", times, (*check, "--checkov", terraform), of_landfast))
    return found


def show(found: Sequence[Row]) -> None:
    for row in found:
        rival = next(other for other in found if other.tool == "checkov" and other.files == row.files)
        ratio = f"checkov takes {rival.seconds / row.seconds:.1f}x" if row is not rival else ""
        print(
            f"{row.tool:<26} {row.files:<7} {row.seconds:7.2f} s {row.megabytes:7.0f} MB "
            f"{row.resources:6} resources judged  {ratio}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resources", type=int, default=1000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print the figures as data")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = rows(Path(name), options.resources, options.times)
    if options.json:
        json.dump([asdict(row) for row in found], sys.stdout, indent=2)
    else:
        show(found)


if __name__ == "__main__":
    main()
