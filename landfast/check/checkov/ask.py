"""One run of checkov in a process of its own: what it is given, what it answers, and what makes an answer no good."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast.check.checkov.home import python_of_checkov
from landfast.check.checkov.sanitised import CANARIES, CANARY, plan_of_canaries
from landfast.core.errors import Problem

HERE = Path(__file__).parent
DRIVER = HERE / "driver.py"
# The policies that every run is given, so that one sees that policies of both kinds do run: file -> its check.
OURS: Mapping[Path, str] = {
    HERE / "canaries" / "by_python.py": "CKV_LANDFAST_1",
    HERE / "canaries" / "by_graph.json": "CKV2_LANDFAST_1",
}
SECONDS = 1800
# Of the caller's environment checkov sees this much: no token, no proxy, no setting that changes its verdict.
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check says of one resource, called by its address in the copy. `why`: that it can't tell, and why."""

    check: str
    address: str
    title: str
    keys: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What checkov said. `ran`: check -> resources that it judged. `problems`: why it is not to be relied on."""

    version: str
    failed: tuple[Verdict, ...]
    ran: Mapping[str, int]
    problems: tuple[Problem, ...]


def ask(plans: Sequence[Mapping[str, Any]], policies: Sequence[Path] = ()) -> Answer:
    """What checkov says of the plans; `policies` are files of policies that it is given beside its own.

    Raises: InputError if checkov can't be had.
    """
    python = python_of_checkov()
    with tempfile.TemporaryDirectory(prefix="landfast-checkov-") as name:
        folder = Path(name)
        files = [folder / f"{number}.json" for number in range(len(plans) + 1)]
        for file, plan in zip(files, [*plans, plan_of_canaries()], strict=True):
            file.write_text(json.dumps(plan), encoding="utf-8")
        request = {"plans": [str(file) for file in files], "policies": [str(file) for file in (*OURS, *policies)]}
        raw, said = _run(python, folder, request)
    if not isinstance(raw, dict):
        fact = f"gave no answer: {said[-800:] or 'it said nothing'}"
        return Answer("", (), {}, (Problem("checkov", fact, next_step="leave out --checkov, and tell us"),))
    expected = {str(r["address"]) for plan in plans for r in plan["planned_values"]["root_module"]["resources"]}
    failed = [Verdict(check, address, title, tuple(keys)) for check, address, title, keys in raw["failed"]]
    return Answer(
        raw["version"],
        tuple(verdict for verdict in (*failed, *_untold(raw)) if not verdict.address.startswith(f"{CANARY}.")),
        {check: count for check, count in raw["ran"].items() if check not in OURS.values()},
        tuple(_problems(raw, expected)),
    )


def _run(python: Path, folder: Path, request: Mapping[str, Any]) -> tuple[Any, str]:
    """(the answer, or None; what checkov said on its way)."""
    asked, answered = folder / "request", folder / "answer"
    asked.write_text(json.dumps(request), encoding="utf-8")
    environ = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environ |= {"HOME": str(folder), "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "LOG_LEVEL": "ERROR"}
    try:
        done = subprocess.run(
            [str(python), "-I", str(DRIVER), str(asked), str(answered)],
            env=environ, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None, f"it was not done after {SECONDS} s"
    if done.returncode or not answered.is_file():
        return None, (done.stderr + done.stdout).strip()
    return json.loads(answered.read_text(encoding="utf-8")), done.stderr


def _untold(raw: Mapping[str, Any]) -> Iterator[Verdict]:
    for check, address, title, keys in raw["untold"]:
        yield Verdict(check, address, title, tuple(keys), "it needs a value that is not known")
    for check, address, error in raw["crashed"]:
        yield Verdict(check, address, f"Ensure {check}", (), f"the check crashed ({error})")


def _problems(raw: Mapping[str, Any], expected: set[str]) -> Iterator[Problem]:
    """Whatever checkov lost on the way: by itself it would say nothing of it, and pass."""
    for error in raw["parsing_errors"]:
        yield Problem("checkov", "could not read what it was given", error)
    scanned = set(raw["scanned"])
    kept = set(raw["resources"]) | {address for address in scanned if address.startswith("data.")}
    missing = sorted(expected - (scanned & kept))
    if missing:
        fact = f"judged {len(expected) - len(missing)} of {len(expected)} resources"
        yield Problem("checkov", fact, limit=f"the first that it lost is {missing[0]}")
    for attempt in raw["denied"]:
        yield Problem("checkov", "tried to reach out, and was kept from it", attempt)
    for file, loaded in raw["policies"].items():
        if "error" in loaded:
            yield Problem(file, f"is a policy that can't be loaded: {loaded['error']}", next_step="mend the policy")
    failed = {(check, address) for check, address, *_rest in raw["failed"]}
    passed = {(check, address) for check, address in raw["passed"]}
    for check in OURS.values():
        for canary, good in CANARIES.items():
            if (check, canary) not in (passed if good else failed):
                yield Problem("checkov", f"did not run {check} as it must", canary, next_step="leave out --checkov")
