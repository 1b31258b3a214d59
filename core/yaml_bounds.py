"""What the YAML of a spec, or of rules, may be made of: looked at event by event, before anything is built of it.

A few hundred bytes of aliases stand for gigabytes, a tag or a key can be what no spec has, a number can be longer than
Python prints. What ends the reading (too much, too deep) is said alone, all else at once.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from landfast.core.errors import InputError, Problem

# Values with each alias counted as what it stands for; the longest spec of the tests has 117.
MOST_NODES, MOST_DEPTH, MOST_DIGITS = 20_000, 32, 40
UNFIT = "unfit-"
TEXT = "tag:yaml.org,2002:str"
_NUMBER = re.compile(r"[-+]?(?:0[xob][0-9a-f_]+|[0-9.][0-9_.:e+-]*)", re.IGNORECASE)
# As YAML's timestamps begin.
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?=$|[Tt \t])", re.ASCII)
# Marks that turn the direction of writing make a line read as another than it is.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class UnfitYamlError(InputError):
    """What a document may not be made of. `rest`: the text without it, on the same lines; `paths`: where it stood."""

    def __init__(self, problems: list[Problem], rest: str, paths: frozenset[tuple[str, ...]]) -> None:
        self.rest, self.paths = rest, paths
        super().__init__(problems)


@dataclass(slots=True)
class _Open:
    """A mapping or list that is not at its end; `nodes` counts what is in it up to here, `key` is the last one.

    `unfit`: where it begins in the text, if something was wrong with it itself.
    """

    anchor: str | None
    is_mapping: bool
    unfit: int | None = None
    nodes: int = 1
    entries: int = 0
    key: str = ""

    @property
    def awaits_key(self) -> bool:
        return self.is_mapping and self.entries % 2 == 0

    @property
    def place(self) -> str:
        return self.key if self.is_mapping else str(self.entries)


@dataclass(slots=True)
class _EventWalk:
    name: str
    open: list[_Open] = field(default_factory=list)
    anchored: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unfit: list[tuple[int, int]] = field(default_factory=list)
    paths: set[tuple[str, ...]] = field(default_factory=set)

    def take(self, event: Any) -> None:
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            ended = self.open.pop()
            if ended.unfit is not None:
                self.unfit.append((ended.unfit, event.end_mark.index))
            self._count(ended.anchor, ended.nodes, event)
        elif isinstance(event, NodeEvent):
            said = len(self.problems)
            self._look(event)
            begins = event.start_mark.index if len(self.problems) > said else None
            # A key that is unfit has no path: the word in its place tells it.
            if begins is not None and not (self.open and self.open[-1].awaits_key):
                self.paths.add(tuple(one.place for one in self.open))
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                self.open.append(_Open(event.anchor, isinstance(event, MappingStartEvent), begins))
                if len(self.open) > MOST_DEPTH:
                    raise InputError([self._problem(event, "is nested too deeply", limit=f"{MOST_DEPTH} levels")])
            elif begins is not None:
                self.unfit.append((begins, event.end_mark.index))
                self._count(event.anchor, 1, event)
            elif isinstance(event, AliasEvent):
                self._count(None, self._stands_for(event), event)
            else:
                self._count(event.anchor, 1, event)

    def _count(self, anchor: str | None, nodes: int, event: Any) -> None:
        if anchor is not None:
            self.anchored[anchor] = nodes
        if self.open:
            self.open[-1].nodes += nodes
            self.open[-1].entries += 1
        # What is open counts what is in it: all that was read so far, but for the outermost's own.
        if sum(one.nodes for one in self.open) > MOST_NODES:
            raise InputError([self._problem(event, "holds too many values", limit=f"{MOST_NODES:,}, aliases counted")])

    def _stands_for(self, event: AliasEvent) -> int:
        if self._is_in(event.anchor):
            raise InputError([self._problem(event, "stands for what it is in itself", f"*{event.anchor}")])
        # An alias of nothing is the parser's to refuse.
        return self.anchored.get(event.anchor, 1)

    def _is_in(self, anchor: str) -> bool:
        return any(one.anchor == anchor for one in self.open)

    def _look(self, event: Any) -> None:
        if self.open and self.open[-1].awaits_key and not isinstance(event, ScalarEvent | AliasEvent):
            self.problems.append(self._problem(event, "a key that is itself a mapping or a list", step="use a word"))
        if isinstance(event, AliasEvent):
            return
        if event.anchor is not None and (event.anchor in self.anchored or self._is_in(event.anchor)):
            self.problems.append(
                self._problem(event, "is named as another is", f"&{event.anchor}", step="name it anew")
            )
        tag = getattr(event, "tag", None)
        if tag and tag != TEXT and not (isinstance(event, ScalarEvent) and tag == "!"):
            self.problems.append(self._problem(event, "has a tag, which no spec needs", tag, step="remove it"))
        if isinstance(event, ScalarEvent):
            if self.open and self.open[-1].awaits_key:
                self.open[-1].key = event.value
            self._look_at_text(event)

    def _look_at_text(self, event: ScalarEvent) -> None:
        # The parser marks where a folded text was folded by U+0007; nothing else brings one there.
        folds = "\a" if event.style == ">" else ""
        wrong = sorted({one for one in event.value if one != folds and _is_no_text(one)})
        if wrong:
            shown = ", ".join(f"U+{ord(character):04X}" for character in wrong[:5])
            self.problems.append(self._problem(event, "has characters that are no text", shown, step="remove them"))
        if event.implicit[0] and _is_no_day(event.value):
            step = "mend it; in quotes it is text"
            self.problems.append(self._problem(event, "is a day that no calendar has", event.value, step=step))
        if event.implicit[0] and len(event.value) > MOST_DIGITS and _NUMBER.fullmatch(event.value):
            limit = f"{MOST_DIGITS} characters"
            self.problems.append(self._problem(event, "is too long a number", f"{event.value[:12]}...", limit))

    def _problem(self, event: Any, fact: str, value: str = "", limit: str = "", step: str = "write it out") -> Problem:
        mark = f"{self.name}:{event.start_mark.line + 1}:{event.start_mark.column + 1}"
        keys = ".".join(one.place[:40] for one in self.open[:3])
        return Problem(f"{keys} ({mark})" if keys.isprintable() and keys else mark, fact, value, limit, step)


def _is_no_day(text: str) -> bool:
    """The parser makes a day of it, and there is none."""
    found = _DAY.match(text)
    try:
        return found is not None and not dt.date(*map(int, found.groups()))
    except ValueError:
        return True


def _is_no_text(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Cs" or character in _TURNING or (category == "Cc" and character not in "\t\n\r")


def check_bounds(text: str, name: str) -> None:
    """Raises: UnfitYamlError with all that the document may not be made of, InputError with what ends the reading;
    what the parser raises where it is no YAML.
    """
    walk = _EventWalk(name)
    for event in YAML(typ="rt").parse(text):
        walk.take(event)
    if walk.problems:
        raise UnfitYamlError(walk.problems, _without(text, walk.unfit), frozenset(walk.paths))


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with a word in the place of each span, another for each: two keys that were unfit are no key twice."""
    parts, reached = [], 0
    # The outermost first: what is in it goes with it.
    for number, (begin, end) in enumerate(sorted(spans, key=lambda span: (span[0], -span[1]))):
        if begin >= reached:
            parts += [text[reached:begin], f"{UNFIT}{number}", "\n" * text.count("\n", begin, end)]
            reached = end
    return "".join([*parts, text[reached:]])
