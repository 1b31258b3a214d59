"""Which rules serve which article or control: GDPR, CIS, NIS2, DORA, AI Act, ISO 27001, C5."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from landfast.policies.model import AnyRule
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
# A rule's id, and the articles of the GDPR that it serves.
Serving = tuple[str, tuple[str, ...]]


@cache
def frameworks(others: tuple[Serving, ...] = ()) -> tuple[Framework, ...]:
    """All of them, GDPR first. `others` are rules that are not ours: what they serve they say themselves."""
    from ruamel.yaml import YAML

    read: Mapping[str, Any] = YAML(typ="safe").load(FILE)
    served = (*((rule.id, rule.articles) for rule in RULES), *others)
    return tuple(
        Framework(id_, entry["name"], entry["source"], tuple(_controls(entry, served))) for id_, entry in read.items()
    )


def serving(rules: Iterable[AnyRule]) -> tuple[Serving, ...]:
    """What those of the rules serve that are not ours."""
    return tuple((rule.id, rule.articles) for rule in rules if rule.origin)


def framework_meant(name: str) -> Framework | None:
    """The framework of a name, in any case and punctuation: `AI Act`, `iso-27001`."""
    return next((each for each in frameworks() if _letters(each.id) == _letters(name)), None)


def rules_serving(ids: Collection[str], others: tuple[Serving, ...] = ()) -> frozenset[str]:
    """The rules of these frameworks, and those that run with any."""
    found = (control for each in frameworks(others) if each.id in ids for control in each.controls)
    served = {rule for control in found for rule in control.rules}
    return frozenset(served | {rule.id for rule in RULES if rule.id.startswith(_ALWAYS)})


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _controls(entry: Mapping[str, Any], served: tuple[Serving, ...]) -> Iterator[Control]:
    """Rules name the articles of the GDPR that they serve; of other frameworks the table names the rules."""
    if "articles" not in entry:
        yield from (Control(id_, found["title"], tuple(found["rules"])) for id_, found in entry["controls"].items())
        return
    about = dict(entry["articles"])
    # Ours have theirs in the table.
    about |= {each: "rules of your own" for _id, articles in served for each in articles if each not in about}
    for article, title in about.items():
        yield Control(article, title, tuple(id_ for id_, articles in served if article in articles))
