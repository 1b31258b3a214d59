"""`landfast check` beside checkov's own command on the same files.

Two inputs: the stacks as they are synthesized, and the same as checkov can read them (a plan with literals in it).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from landfast.check.checkov.home import python_of_checkov
from landfast.check.checkov.sanitised import plan_of
from landfast.check.judge.engine import evaluated
from tools.bench.measure import BIN, SPEC, Command, Figure, Measured, in_turn, median, run
from tools.bench.replicate import replicate

ENVIRON = {"LOG_LEVEL": "ERROR"}
RESOURCES = 1000


def command_of_checkov(path: Path, framework: str) -> list[str | Path]:
    # A tool that ends with 1 has findings: neither is a failure to measure.
    target: tuple[str | Path, ...] = ("-f", path) if path.is_file() else ("-d", path)
    options = ["--framework", framework, "--output", "json", "--quiet", "--compact", "--skip-download", "--soft-fail"]
    return [python_of_checkov().with_name("checkov"), *target, *options]


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


def checkov_figures(times: int, folder: Path) -> Iterator[Figure]:
    """Both tools on the same files, and how many resources the report of each speaks of."""
    terraform, plan = inputs(folder, RESOURCES)
    check = (BIN / "landfast", "check", "--json")
    for files, path, framework in (("stacks", terraform, "terraform_json"), ("plan", plan, "terraform_plan")):
        mine, theirs = (*check, path), command_of_checkov(path, framework)
        judged = of_landfast(_run(mine).out), of_checkov(_run(theirs).out)
        names = [f"{tool}, {files}, {count} judged" for tool, count in zip(("check", "checkov"), judged, strict=True)]
        commands = [Command(name, partial(_run, one)) for name, one in zip(names, (mine, theirs), strict=True)]
        yield from in_turn(times, *commands)
    second = (*check, "--checkov", terraform)
    yield median("check --checkov, stacks", times, lambda: _run(second))


def _run(command: Sequence[str | Path]) -> Measured:
    return run(command, ENVIRON, fine=(0, 1, 2))
