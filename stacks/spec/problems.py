"""Turns what pydantic found wrong with a spec into problems that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from landfast.core.errors import Problem
from landfast.core.yaml_bounds import UNFIT
from landfast.stacks.spec.meant import meant_places, section_in
from landfast.stacks.spec.section import SpecProblem, SpecProblems
from landfast.stacks.spec.source import Source
from landfast.stacks.spec.wordings import Parts, about, short, wording


def _model_at(model: type[BaseModel], keys: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The section that holds the last name of `keys`: found by annotation, since the value may not have parsed."""
    current: type[BaseModel] | None = model
    last = max((place for place, key in enumerate(keys) if isinstance(key, str)), default=0)
    for key in keys[:last]:
        if current is None:
            return None
        if not isinstance(key, str) or key not in current.model_fields:
            continue  # the key of a mapping, or the index of a list: its section is already the current one
        current = section_in(current.model_fields[key].annotation)
    return current


def _each(error: ValidationError) -> Iterator[tuple[ErrorDetails, SpecProblem | None]]:
    """Every error, with what a rule of the spec says if it is one's; what one section found together one by one."""
    for detail in error.errors(include_url=False):
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            continue  # Its entries are there, and wrong: each of them is told.
        raised = detail.get("ctx", {}).get("error")
        if isinstance(raised, SpecProblems):
            yield from ((detail, found) for found in raised.found)
        else:
            yield detail, raised if isinstance(raised, SpecProblem) else None


def _ruled(problem: SpecProblem, detail: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    return problem.fact, short(problem.value), problem.limit, problem.step or about(detail, section)


def problems_of(
    error: ValidationError, source: Source, model: type[BaseModel], unfit: frozenset[tuple[str, ...]] = frozenset()
) -> list[Problem]:
    """One problem for each thing wrong, in the order of the file; none at or below paths that are unfit."""
    found: list[tuple[int, Problem]] = []
    details = list(_each(error))
    said = {place for detail, _ in details for place in _said_elsewhere(detail, model)}
    for detail, ruled in details:
        keys = _keys(detail)
        if detail["type"] == "missing" and keys in said:
            continue
        if ruled and ruled.key:
            keys = (*keys, *ruled.key.split("."))
        if _is_below(keys, unfit):
            continue
        section = _model_at(model, keys)
        fact, value, limit, step = _ruled(ruled, detail, section) if ruled else wording(detail, section, model)
        line = source.line(keys)
        place = ".".join(map(str, keys)) or source.name
        path = f"{place} ({source.name}:{line})" if line else place
        found.append((line or 0, Problem(path, fact, value, limit, step)))
    return [problem for _, problem in sorted(found, key=lambda pair: pair[0])]


def _is_below(keys: tuple[str | int, ...], paths: frozenset[tuple[str, ...]]) -> bool:
    """Whether a place is one of the paths, below it, or a key that stands for one that was unfit."""
    words = tuple(map(str, keys))
    return any(words[: len(path)] == path for path in paths if path) or any(word.startswith(UNFIT) for word in words)


def _keys(detail: ErrorDetails) -> tuple[str | int, ...]:
    return tuple(key for key in detail["loc"] if key != "[key]")


def _said_elsewhere(detail: ErrorDetails, model: type[BaseModel]) -> Iterator[tuple[str | int, ...]]:
    """What a key that is unknown was meant to be: that it is missing need not be said as well."""
    if detail["type"] != "extra_forbidden":
        return
    *above, key = _keys(detail)
    for place in meant_places(str(key), _model_at(model, _keys(detail)), model):
        yield (*above, *place) if len(place) == 1 else place
        yield place[:1]
