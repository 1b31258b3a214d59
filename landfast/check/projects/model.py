"""What is found in a project: places, with the file and line that name them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from landfast.check.subject import Evaluated, FileCount
from landfast.core.errors import Problem
from landfast.policies.judged import ProjectPlace
from landfast.policies.values import Unknown

PlaceKind = Literal["location", "omitted", "bucket", "image", "network"]


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One place that a file names, or leaves to a default (`omitted`: `value` is that default); of a `network` whether
    a job is given one (`value` is empty if not).

    `what` is the thing that is placed (`aiplatform.init`), `path` its attribute. `codes` is the product whose
    location codes count. `text` is what the value stands in, such as a host's name.
    """

    kind: PlaceKind
    what: str
    path: str
    value: str | Unknown
    line: int
    codes: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What `environments/*.json` say. `values`: path of a fact -> its value in each environment; `buckets`: name ->
    region."""

    values: Mapping[tuple[str, ...], Sequence[str]] = field(default_factory=dict)
    buckets: Mapping[str, str] = field(default_factory=dict)

    def at(self, chain: Sequence[str]) -> Sequence[str]:
        """The values of the fact that a chain of attributes ends in: `job.environment.buckets.raw`."""
        for start in range(1, len(chain)):
            found = self.values.get(tuple(chain[start:]))
            if found:
                return found
        return ()

    @property
    def substitutions(self) -> Mapping[str, str]:
        """What the triggers of landfast's stack `delivery` give to builds, where the environment is known."""
        registry = next(iter(self.values.get(("registries", "containers"), ())), None)
        return {"_CONTAINERS": registry, "_FROM_CONTAINERS": registry} if registry else {}


@dataclass(slots=True)
class Findings:
    """What one file gave: its places, or why it could not be read."""

    places: list[NamedPlace] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """The files of an ML project: every place that they name, by its address (`file:what`, numbered if it repeats)."""

    name: str
    places: Mapping[str, tuple[NamedPlace, str]]
    problems: Sequence[Problem]
    files: FileCount
    buckets: Mapping[str, str]

    is_partial: ClassVar[bool] = True
    is_rightly_empty: ClassVar[bool] = False

    @classmethod
    def of(
        cls, name: str, found: Mapping[str, Findings], problems: Sequence[Problem], files: FileCount, facts: Facts
    ) -> ProjectFiles:
        """A project of what its files gave, by file."""
        named: dict[str, tuple[NamedPlace, str]] = {}
        seen: Counter[str] = Counter()
        for file, findings in sorted(found.items()):
            for place in dict.fromkeys(findings.places):
                base = f"{file}:{place.what}" if place.what else file
                seen[base] += 1
                named[base if seen[base] == 1 else f"{base}#{seen[base]}"] = place, f"{file}:{place.line}"
        return cls(name, named, tuple(problems), files, facts.buckets)

    def evaluate(self) -> Evaluated:
        return Evaluated([self._place(address, place) for address, (place, _) in self.places.items()], self.problems)

    def _place(self, address: str, place: NamedPlace) -> ProjectPlace:
        where = self.buckets.get(place.value, "") if isinstance(place.value, str) else ""
        return ProjectPlace(address, place.kind, self.name, place.value, place.path, place.codes, place.text, where)

    def source(self, address: str) -> str:
        found = self.places.get(address)
        return found[1] if found else self.name

    def reached_by(self, changed: Collection[str]) -> bool:
        """Names are followed from file to file: each of them may say where something is."""
        return bool(changed)

    @property
    def mark(self) -> str:
        return "."

    def renamed(self, name: str) -> ProjectFiles:
        return replace(self, name=name)
