"""Turns what pydantic found wrong with a spec into problems that a person can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from landfast.core.errors import Problem
from landfast.core.near import near_misses
from landfast.stacks._spec_source import Source

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
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _unknown_key(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    key = str(error["loc"][-1])
    known = sorted(section.model_fields) if section else []
    near = near_misses(key, known)
    step = f"did you mean '{near[0]}'?" if near else "remove it or use one of these"
    return "unknown key", f"'{key}'", f"known keys: {', '.join(known)}", step


def _region(error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    context = error["ctx"]
    near = context["near"]
    step = f"did you mean {near[0]}?" if near else "use one of these, or widen residency.area"
    return context["fact"], f"'{context['value']}'", f"allowed: {context['allowed']}", step


def _special(error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    fact = "special categories of personal data need a condition (GDPR Art. 9(2))"
    return fact, error["ctx"]["special"], "", "set controller.special_condition, e.g. explicit-consent"


def _too_long(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    value, limit = error["input"], error["ctx"]["max_length"]
    return "too long", f"{_shown(value)} ({len(value)})", f"at most {limit}", _about(error, section) or "shorten it"


def _too_short(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    value, limit = error["input"], error["ctx"]["min_length"]
    return "too short", f"{_shown(value)}", f"at least {limit}", _about(error, section) or "say more"


def _missing(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    return "missing", "", "", f"add it: {_about(error, section)}"


def _parent(_error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    return "needs exactly one parent", "", "organization or folder", "set one and remove the other"


def _area(error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    return "no such residency area", _shown(error["input"]), error["msg"], "use one of these"


def _gpu(error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    context = error["ctx"]
    return context["fact"], context["value"], context["limit"], context["step"]


def _perimeter(_error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    fact = "network.perimeter.enforce is true and network.perimeter.members is empty: it would lock everybody out"
    return fact, "", "at least one member", "add who works from outside to members, or set enforce to false"


def _installation(error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    if error["msg"] == "gitlab":
        fact = "repository.installation is for GitHub and repository.host is gitlab"
        return fact, "", "", "remove installation, or set host to github"
    fact = "repository.token_version is set and repository.installation is missing"
    step = "install Google Cloud Build from GitHub's marketplace for the owner, and give the number of the installation"
    return fact, "", "GitHub needs both", step


def _builds(error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    fact = "repository is set and Cloud Build has no private pools in residency.region"
    context = error["ctx"]
    return fact, f"'{context['region']}'", f"allowed: {context['allowed']}", "use one of these, or remove repository"


def _twice(error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    return "named twice", f"'{error['ctx']['names']}'", "each once", "remove the second"


def _none_named(error: ErrorDetails, section: type[BaseModel] | None) -> Parts:
    return "is empty", "", f"at least {error['ctx']['min_length']}", _about(error, section) or "name one"


def _no_cluster(error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    names = error["ctx"]["names"]
    fact = f"platform.cluster is none and platform.orchestrators has {names}, which runs in one"
    return fact, "", "", f"set cluster to autopilot or standard, or remove {names}"


def _tracking_image(_error: ErrorDetails, _section: type[BaseModel] | None) -> Parts:
    fact = "platform.tracking_image is MLflow's and platform.tracking is vertex"
    return fact, "", "", "set tracking to mlflow, or remove tracking_image"


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
    "region": _region,
    "area": _area,
    "special_condition": _special,
    "parent": _parent,
    "gpu": _gpu,
    "perimeter": _perimeter,
    "installation": _installation,
    "builds": _builds,
    "tracking_image": _tracking_image,
    "twice": _twice,
    "too_short": _none_named,
    "no_cluster": _no_cluster,
}
# Errors of a whole section that are about one key in it.
KEY_OF = {
    "region": ("region",),
    "special_condition": ("special_condition",),
    "gpu": ("platform", "gpu"),
    "perimeter": ("enforce",),
    "installation": ("installation",),
    "builds": ("residency", "region"),
    "tracking_image": ("platform", "tracking_image"),
    "no_cluster": ("platform", "cluster"),
}


def _each(error: ValidationError) -> Iterator[ErrorDetails]:
    """Every error, those that one validator found together one by one."""
    for detail in error.errors(include_url=False):
        if detail["type"] != "together":
            yield detail
            continue
        for found in detail["ctx"]["problems"]:
            yield {**detail, "type": found.type, "msg": found.message(), "ctx": found.context or {}}


def problems_of(error: ValidationError, source: Source, model: type[BaseModel]) -> list[Problem]:
    """One problem for each thing wrong, in the order of the file."""
    found: list[tuple[int, Problem]] = []
    for detail in _each(error):
        keys = tuple(key for key in detail["loc"] if key != "[key]")
        if detail["type"] in KEY_OF:
            keys = (*keys, *KEY_OF[detail["type"]])
        wording = WORDINGS.get(detail["type"], _other)
        fact, value, limit, step = wording(detail, _model_at(model, keys))
        line = source.line(keys)
        place = ".".join(map(str, keys)) or source.name
        path = f"{place} ({source.name}:{line})" if line else place
        found.append((line or 0, Problem(path, fact, value, limit, step)))
    return [problem for _, problem in sorted(found, key=lambda pair: pair[0])]
