"""Headers put together of parts that offices shorten: `dt_ur` and `gbdat` are a date and a birth."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

from landfast_ml.privacy.personal.kinds import KINDS
from landfast_ml.privacy.personal.shortened import stands_for
from landfast_ml.privacy.personal.words import Phrase, plain, vocabulary

# As many letters shorten a longer word, as many of several parts tell what they make, and so many do of one.
_SHORTENS, _TELLS, _TELLS_ALONE = 4, 4, 6
# `nat` is nature's, too.
_AMBIGUOUS = frozenset({"nationality"})
# Letters that are left out are the fewest.
_KEPT = 0.6
# Parts beside each other, and the letters of one that is run together with others.
_MOST, _RUN = 3, 2


@dataclass(frozen=True, slots=True)
class _Made:
    """`parts`: word -> what it may be a part of; `whole`: sorted parts -> the kinds that they make.

    `alone` are parts that tell by themselves, however short their words are.
    """

    parts: Mapping[str, frozenset[str]]
    whole: Mapping[tuple[str, ...], tuple[str, ...]]
    alone: frozenset[str]


def composed(words: tuple[str, ...]) -> Iterator[tuple[Phrase, range]]:
    """What words beside each other make; sure if they have enough letters together."""
    for at in range(len(words)):
        for end in range(at + 1, min(at + _MOST, len(words)) + 1):
            part = words[at:end]
            for kind, parts in dict.fromkeys(_made(part)):
                told = _told(part, parts, kind)
                yield Phrase(part, kind, sure=told, short=not told, made=True), range(at, end)


def _told(words: tuple[str, ...], parts: tuple[str, ...], kind: str) -> bool:
    """One word, and what is special if it is run together, takes more letters."""
    if parts[0] in _listed().alone:
        return True
    run_together = len(parts) > len(words)
    if kind in _AMBIGUOUS and max(map(len, words)) <= _TELLS:
        return False
    if len(parts) == 1 and KINDS[kind].verdict != "special":
        return False
    longer = len(parts) == 1 or (run_together and KINDS[kind].verdict == "special")
    return sum(map(len, words)) >= (_TELLS_ALONE if longer else _TELLS)


def _made(words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(kind, its parts)"""
    whole = _listed().whole
    for readings in product(*map(_readings, words)):
        parts = tuple(sorted(part for reading in readings for part in reading))
        for kind in whole.get(parts, ()):
            yield kind, parts


def may_be(part: str, word: str) -> bool:
    """A word that is listed for a part: `ort` for a place."""
    return part in _listed().parts.get(word, ())


@cache
def _readings(word: str) -> tuple[tuple[str, ...], ...]:
    """What a word is a part of, or its pieces are if several are run together."""
    alone = tuple((part,) for part in sorted(_parts(word)))
    return alone or tuple(dict.fromkeys(_run_together(word, _MOST)))


@cache
def _parts(word: str) -> frozenset[str]:
    parts = _listed().parts
    if word in parts or len(word) < _SHORTENS or word in vocabulary().lexicon:
        return parts.get(word, frozenset())
    longer = [parts[one] for one in parts if len(one) > len(word) and one[0] == word[0] and _shortens(word, one)]
    return frozenset().union(*longer)


def _shortens(word: str, longer: str) -> bool:
    return longer.startswith(word) or (len(word) >= _KEPT * len(longer) and stands_for(word, longer))


def _run_together(word: str, most: int) -> Iterator[tuple[str, ...]]:
    parts = _listed().parts
    for cut in range(1, len(word) - _RUN + 1) if most > 1 and word not in vocabulary().lexicon else ():
        rest = word[cut:]
        if cut < _RUN and len(rest) < _TELLS:
            continue
        ends = [*((part,) for part in sorted(parts.get(rest, ()))), *_run_together(rest, most - 1)]
        for first in sorted(parts.get(word[:cut], ())):
            yield from ((first, *end) for end in ends)


@cache
def _listed() -> _Made:
    text = files(__package__).joinpath("lists", "parts.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    parts: dict[str, set[str]] = {}
    for part, words in read["parts"].items():
        for word in words:
            parts.setdefault(plain(word), set()).add(part)
    whole: dict[tuple[str, ...], list[str]] = {}
    for kind, made in read["made"].items():
        for each in made:
            whole.setdefault(tuple(sorted(each.split())), []).append(kind)
    return _Made(
        {word: frozenset(found) for word, found in parts.items()},
        {found: tuple(kinds) for found, kinds in whole.items()},
        frozenset(read["alone"]["tell"]),
    )
