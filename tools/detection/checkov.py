"""What checkov notices of the mutants, at its best: over landfast's copy, as it can't read the stacks themselves.

It takes a minute to say, and says the same of the same: what it said last is kept in `checkov.json`, beside the digest
of all that it was asked.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from landfast.check import Configuration, Document
from landfast.check.checkov.ask import DRIVER, ask
from landfast.check.checkov.home import LOCK
from landfast.check.checkov.sanitised import address_of, plan_of
from landfast.check.judge.engine import evaluated
from landfast.policies.model import Resource
from tools.detection.model import Mutant

# checkov's time grows with the square of what is in one plan.
AT_ONCE = 250
KEPT = Path(__file__).with_name("checkov.json")
Pair = tuple[Document, Document]


@dataclass(frozen=True, slots=True)
class Noticed:
    """`noticed`: 1 or 0 for each mutant, then for each pair. `asked`: the digest of what, and whom."""

    asked: str
    version: str
    noticed: str

    def text(self) -> str:
        return json.dumps(asdict(self), indent=1) + "\n"


class Plans:
    """The plans that are asked about, each a list of resources, and which checks failed on which of them."""

    def __init__(self) -> None:
        self._plans: list[list[Resource]] = []
        self._documents: dict[int, int] = {}

    def add(self, resources: list[Resource]) -> int:
        self._plans.append(resources)
        return len(self._plans) - 1

    def of(self, document: Document) -> int:
        """The plan of a document, which is asked about once."""
        key = id(document)
        if key not in self._documents:
            self._documents[key] = self.add(_own([document]))
        return self._documents[key]

    def told(self) -> list[dict[str, Any]]:
        """As checkov reads them: each resource of all plans has a number of its own."""
        return [plan_of(resources, start) for resources, start in zip(self._plans, self._starts(), strict=True)]

    def ask(self) -> tuple[Mapping[tuple[int, str], set[str]], str]:
        """((plan, address) -> the checks that fail there, checkov's version)."""
        answer = ask(self.told())
        if answer.problems:
            raise RuntimeError("\n".join(map(str, answer.problems)))
        where = {
            address_of(start + position, resource): (number, resource.address)
            for number, (resources, start) in enumerate(zip(self._plans, self._starts(), strict=True))
            for position, resource in enumerate(resources)
        }
        failed: dict[tuple[int, str], set[str]] = defaultdict(set)
        for verdict in answer.failed:
            if not verdict.why:
                failed[where[verdict.address]].add(verdict.check)
        return failed, answer.version

    def _starts(self) -> list[int]:
        return [sum(map(len, self._plans[:number])) for number in range(len(self._plans))]


def noticed(
    worsened: Sequence[Sequence[Document]], changed: Sequence[Mutant], addresses: Sequence[str], pairs: Sequence[Pair]
) -> Noticed:
    """Of each mutant, then of each pair of a document before and after, whether checkov noticed.

    It noticed a mutant if a check fails there that passes the original beside it in the same plan.
    """
    plans = Plans()
    resources = [{(r.document, r.address): r for r in _own(documents)} for documents in worsened]
    of_mutant: list[tuple[int, str, str]] = []
    for start in range(0, len(changed), AT_ONCE):
        batch: dict[tuple[int, str], Resource] = {}
        for mutant, address in zip(changed[start:], addresses[start : start + AT_ONCE], strict=False):
            document = worsened[mutant.environment][mutant.document].name
            for name in (f"{mutant.type}.{mutant.name}", address):
                batch[mutant.environment, name] = resources[mutant.environment][document, name]
            of_mutant.append((start // AT_ONCE, f"{mutant.type}.{mutant.name}", address))
        plans.add(list(batch.values()))
    # checkov judges resources: where none differs it can't notice anything.
    differ = [before.body["resource"] != after.body["resource"] for before, after in pairs]
    of_pair = [(plans.of(b), plans.of(a)) if d else (0, 0) for (b, a), d in zip(pairs, differ, strict=True)]
    asked = _digest(plans.told(), of_mutant, of_pair)
    kept = Noticed(**json.loads(KEPT.read_bytes()))
    if kept.asked == asked:
        return kept
    failed, version = plans.ask()
    found = [bool(failed[plan, mutant] - failed[plan, original]) for plan, original, mutant in of_mutant]
    found += [bool(_all(failed, after) - _all(failed, before)) for before, after in of_pair]
    return Noticed(asked, version, "".join(str(int(one)) for one in found))


def _digest(*asked: Any) -> str:
    """Of what is asked, and of the checkov that answers."""
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode())
    for file in (LOCK, DRIVER):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _all(failed: Mapping[tuple[int, str], set[str]], plan: int) -> set[tuple[str, str]]:
    return {(address, check) for (number, address), checks in failed.items() if number == plan for check in checks}


def _own(documents: Sequence[Document]) -> list[Resource]:
    return [
        resource for resource in evaluated(list(map(Configuration, documents))) if resource.mode in ("managed", "data")
    ]
