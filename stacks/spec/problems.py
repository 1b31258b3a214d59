"""Turns what pydantic found wrong with a spec into problems that a person can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from landfast.core.errors import Problem
from landfast.core.near import near_misses
from landfast.stacks.spec.section import SpecProblem, SpecProblems
from landfast.stacks.spec.source import Source

Parts = tuple[str, str, str, str]  # fact, value, limit, next step


def _model_at(model: type[BaseModel], keys: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The section that holds the last of `keys`: found by annotation, since the value may not have parsed."""
    current: type[BaseModel] | None = model
    for key in keys[:-1]:
        if current is None:
            return None
        if not isinstance(key, str) or key not in current.model_fields:
            continue  # the key of a mapping, or the index of a list: its section is already the current one
        current = _section(current.model_fields[key].annotation)
    return current


def _section(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_section, getattr(annotation, "__args__", ()))), None)


def _shown(value: Any) -> str:
    return _short(repr(value))


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


def _unknown_key(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    key = str(error["loc"][-1])
    known = sorted(section.model_fields) if section else []
    near = near_misses(key, known)
    step = f"did you mean '{near[0]}'?" if near else "remove it or use one of these"
    return "unknown key", f"'{key}'", f"known keys: {', '.join(known)}", step


def _too_long(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    value, limit = error["input"], error["ctx"]["max_length"]
    return "too long", f"{_shown(value)} ({len(value)})", f"at most {limit}", _about(error, section) or "shorten it"


def _too_short(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    value, limit = error["input"], error["ctx"]["min_length"]
    return "too short", f"{_shown(value)}", f"at least {limit}", _about(error, section) or "say more"


def _missing(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    return "missing", "", "", f"add it: {_about(error, section)}"


def _none_named(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    return "is empty", "", f"at least {error['ctx']['min_length']}", _about(error, section) or "name one"


def _about(error: ErrorDetails, section: type[BaseModel] | None) -> str:
    key = str(error["loc"][-1]) if error["loc"] else ""
    field = section.model_fields.get(key) if section else None
    return (field.description or "") if field else ""


def _other(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    context: Mapping[str, Any] = error.get("ctx", {})
    limit = f"pattern {context['pattern']}" if "pattern" in context else ""
    fact = "has characters or a form that are not allowed" if limit else error["msg"].replace("Input should", "should")
    return fact, _shown(error["input"]), limit, _about(error, section)


WORDINGS: Mapping[str, Callable[[ErrorDetails, type[BaseModel] | None], Parts]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "too_short": _none_named,
}


def _each(error: ValidationError) -> Iterator[tuple[ErrorDetails, SpecProblem | None]]:
    """Every error, with what a rule of the spec says if it is one's; what one section found together one by one."""
    for detail in error.errors(include_url=False):
        raised = detail.get("ctx", {}).get("error")
        if isinstance(raised, SpecProblems):
            yield from ((detail, found) for found in raised.found)
        else:
            yield detail, raised if isinstance(raised, SpecProblem) else None


def _ruled(problem: SpecProblem, detail: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    return problem.fact, _short(problem.value), problem.limit, problem.step or _about(detail, section)


def problems_of(error: ValidationError, source: Source, model: type[BaseModel]) -> list[Problem]:
    """One problem for each thing wrong, in the order of the file."""
    found: list[tuple[int, Problem]] = []
    for detail, ruled in _each(error):
        keys = tuple(key for key in detail["loc"] if key != "[key]")
        if ruled and ruled.key:
            keys = (*keys, *ruled.key.split("."))
        section = _model_at(model, keys)
        wording = WORDINGS.get(detail["type"], _other)
        fact, value, limit, step = _ruled(ruled, detail, section) if ruled else wording(detail, section)
        line = source.line(keys)
        place = ".".join(map(str, keys)) or source.name
        path = f"{place} ({source.name}:{line})" if line else place
        found.append((line or 0, Problem(path, fact, value, limit, step)))
    return [problem for _, problem in sorted(found, key=lambda pair: pair[0])]
