"""Weakens each setting that a rule wants, in every resource that has it: from the table in mutations.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache, reduce
from pathlib import Path
from typing import Any

from landfast.policies import RULES
from tools.detection.locations import Found, moved, opened, rekeyed
from tools.detection.model import Group, Mutant, SynthesizedEnvironment
from tools.detection.paths import each_changed, with_value, without

FILE = Path(__file__).with_name("mutations.json")
_GROUPS: Mapping[str, Group] = {
    "LF-ENC": "encryption", "LF-ACC": "exposure", "LF-RET": "retention", "LF-AVA": "availability", "LF-REC": "record",
    "LF-RES": "location", "LF-AIA": "record",
}  # fmt: skip


@cache
def table() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def mutants(environments: Sequence[SynthesizedEnvironment]) -> Iterator[Mutant]:
    """Every mutant of every resource, in a stable order. A resource that environments share is worsened once."""
    seen: list[tuple[str, str, str, Any]] = []
    for number, environment in enumerate(environments):
        for position, document in enumerate(environment.documents):
            for type_, named in document.body.get("resource", {}).items():
                for name, body in named.items():
                    if (same := (document.name, type_, name, body)) in seen:
                        continue
                    seen.append(same)
                    for family, changed, rules, what in _each(type_, body):
                        group = _GROUPS[min(rules)[:6]]
                        text = f"{document.name}/{type_}.{name}: {what}"
                        yield Mutant(group, family, number, position, type_, name, changed, rules, text)


def _each(type_: str, body: Any) -> Found:
    for trap in table()["traps"]:
        yield from moved(type_, body, trap)
    yield from opened(type_, body)
    for trap in table()["keys"]:
        yield from rekeyed(type_, body, trap)
    for setting in table()["settings"]:
        if fnmatchcase(type_, setting["type"]) and _meant(setting.get("only"), type_, body):
            yield from _weakened(setting, body)


@cache
def _labelled() -> frozenset[str]:
    return next(rule.types for rule in RULES if rule.id == "LF-REC-001")


def _meant(only: str | None, type_: str, body: Any) -> bool:
    """Whether a setting that is for some resources of a type only is for this one."""
    if only == "locations":
        return str(body.get("name", "")).endswith("gcp.resourceLocations")
    if only == "closed pools":
        return body.get("worker_config", {}).get("no_external_ip") is True
    if only == "predictions":
        return "prediction" in str(body.get("dataset_id"))
    if only == "deployments":
        return "pull_request" not in json.dumps(body)
    if only == "labelled":
        return type_ in _labelled() and "labels" in body
    return True


def _weakened(setting: Mapping[str, Any], body: Any) -> Found:
    names = tuple(setting["path"].split("."))
    rules = frozenset(setting.get("rules") or [setting["rule"]])
    if setting["path"] == "deletion_protection" and "deletion_protection" not in body:
        return
    for value in setting["values"]:
        whole = value is None or isinstance(value, list | dict) or "with" in setting or names[-1] == "allowed_values"
        bodies = [with_value(body, names, value)] if whole else each_changed(body, names, value)
        for changed in bodies:
            body = reduce(without, [(other,) for other in setting.get("with", ())], changed)
            yield setting["family"], body, rules, f"{setting['path']} = {value}"
