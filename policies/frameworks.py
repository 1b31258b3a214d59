"""Which rules serve which article or control: GDPR, CIS, NIS2, DORA, AI Act, ISO 27001, C5."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from landfast.policies.registry import RULES

FILE = Path(__file__).with_name("frameworks.yaml")


@dataclass(frozen=True, slots=True)
class Control:
    """An article or control by its number, what it is about, and the ids of the rules that serve it."""

    id: str
    title: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """`id` is how it is named here (`nis2`); `name` says which version, `source` where its text is."""

    id: str
    name: str
    source: str
    controls: tuple[Control, ...]


# What they say is whether the rest can be vouched for: they run whatever is asked for.
_ALWAYS = ("LF-COV-", "LF-WVR-")


@cache
def frameworks() -> tuple[Framework, ...]:
    """All of them, GDPR first."""
    from ruamel.yaml import YAML

    read: Mapping[str, Any] = YAML(typ="safe").load(FILE)
    return tuple(Framework(id_, entry["name"], entry["source"], tuple(_controls(entry))) for id_, entry in read.items())


def framework_meant(name: str) -> Framework | None:
    """The framework of a name, in any case and punctuation: `AI Act`, `iso-27001`."""
    return next((each for each in frameworks() if _letters(each.id) == _letters(name)), None)


def rules_serving(ids: Collection[str]) -> frozenset[str]:
    """The rules of these frameworks, and those that run with any."""
    serving = {rule for each in frameworks() if each.id in ids for control in each.controls for rule in control.rules}
    return frozenset(serving | {rule.id for rule in RULES if rule.id.startswith(_ALWAYS)})


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _controls(entry: Mapping[str, Any]) -> list[Control]:
    """Rules name the articles of the GDPR that they serve; of others the table names the rules."""
    if "articles" in entry:
        return [
            Control(article, about, tuple(rule.id for rule in RULES if article in rule.articles))
            for article, about in entry["articles"].items()
        ]
    return [Control(id_, control["title"], tuple(control["rules"])) for id_, control in entry["controls"].items()]
