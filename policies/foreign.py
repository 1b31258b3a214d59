"""Rules that are not ours: what must be so of each, and what becomes of one that fails while it judges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any, get_args

from landfast.core.errors import InputError, Problem
from landfast.core.plugins import PluginEntry, told
from landfast.policies.causes import Cause
from landfast.policies.model import SEVERITIES, AnyRule, Judged, Mend, Message, Mode, Rule, World

# `ACME-001`, `ACME-NET-014`: as ours, under a name of one's own.
ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*-[0-9]{3,4}")
FORM = "capitals and digits, then a dash and three digits: ACME-NET-001"
# Beginnings of ids that are ours, and checkov's.
RESERVED = ("LF-", "CKV")
# `32(1)(b)`, `44`: of the GDPR.
ARTICLE = re.compile(r"[1-9][0-9]?(\([0-9]{1,2}\))?(\([a-z]\))?")
_TEXTS = ("name", "title", "why")


def adopted(entry: PluginEntry, found: Any) -> list[AnyRule]:
    """The rules that an entry point names: a rule, several, or a module with RULE or RULES. Raises: InputError."""
    rules = [*_rules(found)]
    problems = [problem for rule in rules for problem in problems_of_rule(entry, rule)]
    if problems:
        raise InputError(problems)
    return [guarded(rule, entry.origin) for rule in rules]


def _rules(found: Any) -> Iterable[Any]:
    if isinstance(found, ModuleType):
        several, one = getattr(found, "RULES", ()), getattr(found, "RULE", None)
        return [*_each(several), *([] if one is None else [one])]
    return _each(found)


def _each(found: Any) -> Iterable[Any]:
    return found if isinstance(found, Sequence) and not isinstance(found, str) else [found]


def problems_of_rule(entry: PluginEntry, rule: Any) -> Iterator[Problem]:
    """All that is wrong with what should be a rule."""
    if not isinstance(rule, Rule):
        yield entry.problem(f"offers a {type(rule).__name__}, no Rule of landfast.plugin", entry.target)
        return
    said = f"rule {rule.id}"
    yield from (entry.problem(f"{said}: {fact}", value, limit) for fact, value, limit in _wrong(rule))


def _wrong(rule: AnyRule) -> Iterator[tuple[str, str, str]]:
    """(fact, value, limit): types are not checked where the rule is written."""
    if id_problem := problem_of_id(rule.id):
        yield id_problem
    for name in _TEXTS:
        if not isinstance(getattr(rule, name), str) or not getattr(rule, name).strip():
            yield f"{name} is no text", "", "say it in a sentence"
    mend: Any = rule.mend
    if not isinstance(mend, Mend) or not (mend.landfast and mend.terraform):
        yield "mend is no Mend with both of its texts", "", "say what to do in landfast.yaml, and in Terraform"
    if rule.severity not in SEVERITIES:
        yield "severity is none", str(rule.severity), f"one of {', '.join(SEVERITIES)}"
    if not isinstance(rule.types, frozenset) or not rule.types:
        yield "types is no frozenset of types", "", 'frozenset({"google_storage_bucket"}), or {"*"} for all'
    unknown = {*rule.modes} - {*get_args(Mode)} if isinstance(rule.modes, frozenset) else {str(rule.modes)}
    if unknown or not rule.modes:
        yield "modes has what is none", ", ".join(sorted(map(str, unknown))), f"some of {', '.join(get_args(Mode))}"
    if not isinstance(rule.articles, tuple) or not all(map(ARTICLE.fullmatch, map(str, rule.articles))):
        yield "articles are none of the GDPR", str(rule.articles), 'a tuple like ("32(1)(b)", "44"), or ()'
    if not callable(rule.check):
        yield "check is no function", "", "a function of a resource and the world that gives messages"


def problem_of_id(id_: object) -> tuple[str, str, str] | None:
    """(fact, value, limit) of an id that no rule of somebody else's may have."""
    if not isinstance(id_, str) or not ID.fullmatch(id_):
        return "id has another form", str(id_), FORM
    if id_.startswith(RESERVED):
        return "id begins as landfast's and checkov's do", id_, "begin it with a name of your own: ACME-001"
    return None


def guarded(rule: AnyRule, origin: str) -> AnyRule:
    """The same, of that origin. A rule that fails while it judges has judged nothing: that can't be told, for no fault
    of the resource, and is no pass."""

    broken = Cause(f"{rule.id} of {origin} failed", "tell who made the rule")

    def check(subject: Judged, world: World) -> Iterator[Message]:
        try:
            for message in rule.check(subject, world):
                if not isinstance(message, Message):
                    raise TypeError(f"a rule gives messages, this one gave {type(message).__name__}")
                yield message
        except Exception as error:  # noqa: BLE001  # somebody else's code
            yield Message("", f"can't be told: {rule.id} of {origin} failed: {told(error)}", unknown=True, cause=broken)

    return replace(rule, check=check, origin=origin)
