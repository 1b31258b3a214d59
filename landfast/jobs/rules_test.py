"""Holds rules that are written as data against their fixtures: Terraform whose names say what has to be found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from landfast.check import PolicyContext, check
from landfast.check.kinds import load_terraform
from landfast.core.errors import InputError, Problem
from landfast.core.files import shown
from landfast.policies.model import AnyRule
from landfast.policies.registry import RULES, RuleBook, installed, rules_in

if TYPE_CHECKING:
    from landfast.jobs.rules_document import RulesTestDocument

# How the name of a resource begins that has to fail, and of one of which nobody can tell: every other has to pass.
FAIL, UNKNOWN = "fail_", "unknown_"
ENDINGS = (".tf", ".tf.json")
RULE_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*-[0-9]{3,4}")
NO_RULE = "is the fixture of no rule here: rename it, or install the package that has the rule"
Verdict = Literal["fails", "can't be told", "passes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesTestRequest:
    """`path`: a file of rules, or a folder of them. A rule's fixture stands beside its file or in a folder below,
    and is named after its id: `ACME-001.tf`."""

    path: Path


@dataclass(frozen=True, slots=True)
class RuleTried:
    """A rule with its fixture, and everything that came out otherwise than the fixture says."""

    rule: str
    fixture: str
    resources: int
    wrong: Sequence[str]


@dataclass(frozen=True, slots=True)
class RulesTestResult:
    """Each rule, by its id."""

    tried: Sequence[RuleTried]

    command: ClassVar[str] = "rules test"
    workspace: ClassVar[None] = None

    @property
    def exit_code(self) -> int:
        return 1 if any(one.wrong for one in self.tried) else 0

    def to_json(self) -> RulesTestDocument:
        return {
            "rules": [
                {"rule": one.rule, "fixture": one.fixture, "resources": one.resources, "wrong": list(one.wrong)}
                for one in self.tried
            ]
        }


def rules_test(request: RulesTestRequest) -> RulesTestResult:
    """Those that are written as data there, and those in Python of installed packages that have a fixture there.

    Raises: InputError for rules that can't be read, and a fixture that can't.
    """
    folder = request.path if request.path.is_dir() else request.path.parent
    files = [file for file in sorted(folder.rglob("*")) if file.name.endswith(ENDINGS) and file.is_file()]
    fixtures = {file.name.partition(".")[0]: file for file in files}
    # Beside one file of rules stand the fixtures of others.
    named = {name for name in fixtures if RULE_ID.fullmatch(name)} if request.path.is_dir() else set()
    packaged = [rule for rule in installed().rules if rule.origin and rule.id in named] if named else []
    written = [] if packaged and not any(folder.rglob("*.y*ml")) else rules_in([request.path])
    found = {rule.id: _tried(rule, fixtures.get(rule.id)) for rule in (*packaged, *written)}
    found |= {name: RuleTried(name, shown(fixtures[name]), 0, (NO_RULE,)) for name in named - {*found}}
    return RulesTestResult(tuple(found[name] for name in sorted(found)))


def _tried(rule: AnyRule, fixture: Path | None) -> RuleTried:
    if fixture is None:
        wrong = f"has no fixture: write {rule.id}.tf beside it, with resources named {FAIL}…, {UNKNOWN}… and others"
        return RuleTried(rule.id, "", 0, (wrong,))
    # Beside ours alone: its package may be installed.
    context = PolicyContext("eu", today=dt.datetime.now(dt.UTC).date(), rules=RuleBook([*RULES, rule]))
    subjects = load_terraform(fixture)
    report = check(subjects, context)
    if report.problems:
        raise InputError(
            Problem(f"{shown(fixture)}: {one.path}", one.fact, one.value, one.limit, one.next_step)
            for one in report.problems
        )
    found: dict[str, Verdict] = {
        one.address: "can't be told" if one.unknown else "fails" for one in report.findings if one.rule.id == rule.id
    }
    addresses = [one.address for subject in subjects for one in subject.evaluate().resources if one.mode == "managed"]
    return RuleTried(rule.id, shown(fixture), len(addresses), tuple(_wrong(addresses, found)))


def _wrong(addresses: Sequence[str], found: dict[str, Verdict]) -> Iterator[str]:
    asked = {address: _asked(address) for address in addresses}
    for address, wanted in asked.items():
        verdict = found.get(address, "passes")
        if verdict != wanted:
            yield f"{address} {verdict}, and its name says that it {wanted}"
    if not {"fails", "passes"} <= {*asked.values()}:
        yield f"the fixture tells nothing: it needs a resource named {FAIL}…, and one that passes"


def _asked(address: str) -> Verdict:
    name = address.split("[", 1)[0].rpartition(".")[2]
    return "fails" if name.startswith(FAIL) else "can't be told" if name.startswith(UNKNOWN) else "passes"
