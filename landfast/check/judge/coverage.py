"""How much of what is there was judged, and what of each type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from landfast.policies.facts.coverage import WhatIsJudged
from landfast.policies.model import Mode


@dataclass(frozen=True, slots=True)
class TypeCovered:
    """How many resources of a type (or data sources: `mode`) there are, and what is judged of each."""

    type: str
    mode: Mode
    resources: int
    judged: WhatIsJudged

    @property
    def key(self) -> tuple[str, str]:
        return self.type, self.mode


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many resources there are, and how far the rules know their types. `unassessed` lists those types;
    `types` what is judged of each type.

    `roots` are the documents that have something to judge. Of projects: how many files there are, and how many places
    those that were read name. `unchanged` roots are left out: they are as they were at the revision `since`.
    """

    resources: int = 0
    assessed: int = 0
    no_content: int = 0
    not_assessed: int = 0
    unassessed: tuple[str, ...] = ()
    files: int = 0
    files_read: int = 0
    files_of_tests: int = 0
    places: int = 0
    places_unknown: int = 0
    roots: int = 0
    types: tuple[TypeCovered, ...] = ()
    since: str = ""
    unchanged: int = 0

    def plus(self, other: Coverage) -> Coverage:
        return Coverage(
            self.resources + other.resources,
            self.assessed + other.assessed,
            self.no_content + other.no_content,
            self.not_assessed + other.not_assessed,
            tuple(sorted({*self.unassessed, *other.unassessed})),
            self.files + other.files,
            self.files_read + other.files_read,
            self.files_of_tests + other.files_of_tests,
            self.places + other.places,
            self.places_unknown + other.places_unknown,
            self.roots + other.roots,
            _together(self.types, other.types),
            self.since or other.since,
            self.unchanged + other.unchanged,
        )

    def parts(self) -> list[str]:
        """In words, for one line."""
        parts = []
        if self.resources or not (self.files or self.since):
            noun = "resource" if self.resources == 1 else "resources"
            where = f" in {self.roots} roots" if self.roots > 1 else ""
            parts.append(
                f"{self.resources} {noun}{where}: {self.assessed} with data, assessed; {self.no_content} without; "
                f"{self.not_assessed} not assessed"
            )
        if self.files:
            others = self.files - self.files_read - self.files_of_tests
            parts.append(
                f"{self.files} files: {self.files_read} read; left out: {self.files_of_tests} of tests, "
                f"{others} of other kinds; {self.places} places: {self.places - self.places_unknown} known, "
                f"{self.places_unknown} not"
            )
        if self.since:
            parts.append(f"{self.unchanged} roots left out: unchanged since {self.since}")
        return parts


def _together(one: Iterable[TypeCovered], other: Iterable[TypeCovered]) -> tuple[TypeCovered, ...]:
    """Each type once, with the resources of both."""
    found: dict[tuple[str, str], TypeCovered] = {}
    for each in (*one, *other):
        known = found.get(each.key)
        found[each.key] = replace(each, resources=each.resources + known.resources) if known else each
    return tuple(found[key] for key in sorted(found))
