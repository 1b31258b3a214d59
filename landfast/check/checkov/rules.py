"""What landfast knows of checkov's checks: which of our rules they correspond to, and where they are wrong for us."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from landfast.policies import RULES
from landfast.policies.model import SEVERITIES, AnyRule, Mend, Resource, Rule, Severity, World
from landfast.policies.values import Missing, read

FILE = Path(__file__).with_name("checks.json")
# What a check is taken for that corresponds to no rule of ours: a measure of security like any other.
_SEVERITY: Severity = "medium"
_ARTICLES = ("32(1)(b)",)


@dataclass(frozen=True, slots=True)
class Known:
    """One check of checkov: our rules that serve the same end, and its severity if that is not theirs."""

    rules: tuple[str, ...]
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class Except:
    """Where a check is wrong for landfast's own stacks: resources of `type` whose values are as in `where`.

    In a report it stands as a waiver that landfast itself answers for.
    """

    rule: str
    type: str
    where: Mapping[str, Sequence[Any]]
    reason: str
    owner: str = "landfast"
    expires: dt.date = dt.date.max

    @property
    def address(self) -> str:
        return f"{self.type}.*"

    def covers(self, rule: str, resource: Resource) -> bool:
        """Whether it speaks of this resource; each value that it names must be there."""
        return (rule, resource.type) == (self.rule, self.type) and all(
            all(_plain(value) in allowed for _path, value in read(resource.values, tuple(path.split("."))))
            for path, allowed in self.where.items()
        )


def _plain(value: Any) -> Any:
    return None if isinstance(value, Missing) else value


@cache
def known_checks() -> Mapping[str, Known]:
    return {
        check: Known(tuple(group.get("rules", ())), group.get("severity"))
        for group in _content()["groups"]
        for check in group["checks"]
    }


@cache
def exceptions() -> tuple[Except, ...]:
    return tuple(
        Except(raw["check"], raw["type"], raw.get("where", {}), raw["reason"]) for raw in _content()["exceptions"]
    )


@cache
def _content() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@cache
def rule_of(check: str, title: str) -> AnyRule:
    """A check of checkov as one of our rules: the articles are those of our rules that serve the same end."""
    known = known_checks().get(check, Known((), None))
    ours = [rule for rule in RULES if rule.id in known.rules]
    articles = tuple(dict.fromkeys(article for rule in ours for article in rule.articles)) or _ARTICLES
    highest = max((rule.severity for rule in ours), key=SEVERITIES.index, default=_SEVERITY)
    why = f"checkov's {check}" + (f"; it corresponds to {', '.join(known.rules)}." if known.rules else ".")
    mend = Mend(
        ours[0].mend.landfast if ours else f"record a waiver for {check} if it doesn't apply",
        ours[0].mend.terraform if ours else f"see what checkov's documentation says of {check}",
    )
    return Rule(
        check, check.lower(), title, why, mend, articles, known.severity or highest, _judged_elsewhere, frozenset()
    )


def _judged_elsewhere(_resource: Resource, _world: World) -> tuple[()]:
    return ()
