"""What is found in a project: places, with the file and line that name them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from landfast.check.judge.verdict import Document
from landfast.core.errors import Problem
from landfast.policies.model import ProjectPlace
from landfast.policies.values import Unknown

Kind = Literal["location", "omitted", "bucket", "image"]
KEY = "project"


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One place that a file names, or leaves to a default (`omitted`: `value` is that default).

    `what` is the thing that is placed (`aiplatform.init`), `path` its attribute. `codes` is the product whose
    location codes count. `text` is what the value stands in, such as a host's name.
    """

    kind: Kind
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
class Files:
    """How many files there are, how many were read for places, and how many of them are tests (not read)."""

    all: int
    read: int
    tests: int


def document(
    name: str, places: Mapping[str, Sequence[NamedPlace]], problems: Sequence[Problem], files: Files, facts: Facts
) -> Document:
    """A project as the engine takes it. `places` is by file; an address is `file:what`, numbered where it repeats."""
    named: dict[str, NamedPlace] = {}
    sources: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for file, found in sorted(places.items()):
        for place in dict.fromkeys(found):
            base = f"{file}:{place.what}" if place.what else file
            seen[base] += 1
            address = base if seen[base] == 1 else f"{base}#{seen[base]}"
            named[address], sources[address] = place, f"{file}:{place.line}"
    body = {KEY: {"places": named, "problems": tuple(problems), "files": files, "buckets": facts.buckets}}
    return Document(name, body, sources)


def is_project_document(body: Mapping[str, Any]) -> bool:
    return isinstance(body.get(KEY), Mapping) and isinstance(body[KEY].get("files"), Files)


def files_of(document: Document) -> Files:
    """How many files a project has; none if the document is something else."""
    return document.body[KEY]["files"] if is_project_document(document.body) else Files(0, 0, 0)


def places_of(document: Document) -> Iterator[ProjectPlace]:
    """Each place as the rules on projects judge it."""
    content = document.body[KEY]
    for address, place in content["places"].items():
        where = content["buckets"].get(place.value, "") if isinstance(place.value, str) else ""
        yield ProjectPlace(address, place.kind, document.name, place.value, place.path, place.codes, place.text, where)
