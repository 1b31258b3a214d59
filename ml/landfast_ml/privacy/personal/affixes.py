"""What the headers of a table have in common: `empr_nom`, `empr_cp`; `mglort`, `mglplz`; `noml`, `prenoml`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# A word beside an underline stands before or behind so many; letters run together with words, nearly all.
_FEWEST, _SHARE, _NEARLY_ALL = 3, 0.3, 0.6
_LONGEST, _LEFT = 6, 3


@dataclass(frozen=True, slots=True)
class Affixes:
    """`before` and `behind` are in lower case, the longest first."""

    before: tuple[str, ...]
    behind: tuple[str, ...]


def affixes(headers: Sequence[str]) -> Affixes:
    before = Counter(part for header in headers for part in _beginnings(header.lower()))
    behind = Counter(part for header in headers for part in _beginnings(header.lower()[::-1]))
    ends = [part[::-1] for part in _shared(behind, len(headers))]
    return Affixes(tuple(_shared(before, len(headers))), tuple(ends))


def without(header: str, shared: Affixes) -> str:
    """The header less the longest of them that leaves enough letters."""
    plain = header.lower()
    for part in shared.before:
        if plain.startswith(part) and len(header) - len(part) >= _LEFT - 1:
            return header[len(part) :].strip("_ .-") or header
    for part in shared.behind:
        if plain.endswith(part) and len(header) - len(part) >= _LEFT - 1:
            return header[: -len(part)].strip("_ .-") or header
    return header


def _beginnings(header: str) -> Iterator[str]:
    yield from (header[:size] for size in range(1, min(_LONGEST, len(header) - _LEFT) + 1))
    first, mark, rest = header.partition("_")
    if mark and rest and len(first) + 1 > _LONGEST:
        yield first + mark


def _shared(counted: Counter[str], headers: int) -> list[str]:
    least = {True: max(_FEWEST, _SHARE * headers), False: max(_FEWEST, _NEARLY_ALL * headers)}
    found = [part for part, times in counted.items() if times >= least["_" in part]]
    return sorted(found, key=lambda part: (-len(part), part))
