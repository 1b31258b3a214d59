"""Override files (`override.tf`, `*_override.tf`, also JSON): read last, they replace parts of what others declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landfast.check.evaluate.blocks import labelled, listed, providers, single, typed
from landfast.core.errors import Problem

_TYPED = ("resource", "data", "ephemeral")
_NAMED = ("module", "variable", "output")


def is_override(name: str) -> bool:
    """Whether Terraform reads a file of this name after all others."""
    stem = name.removesuffix(".json").rsplit(".", 1)[0]
    return stem == "override" or stem.endswith("_override")


def overridden(body: Mapping[str, Any], override: Mapping[str, Any], name: str) -> tuple[dict[str, Any], list[Problem]]:
    """`body` with the blocks of the override file `name` merged in, and what it overrides that is not there."""
    result, problems = dict(body), []
    for section, content in override.items():
        if section in _TYPED:
            result[section], missing = _typed(typed(body.get(section)), typed(content), section)
        elif section in _NAMED or section == "locals":
            result[section], missing = _named(labelled(body.get(section)), labelled(content), section)
        elif section == "provider":
            result[section], missing = _providers(body.get(section), content), []
        elif section == "terraform":
            result[section], missing = [*_settings(body.get(section), content), *listed(content)], []
        else:
            missing = [] if section == "//" else [section]
        problems += [_problem(name, address) for address in missing]
    return result, problems


def _problem(name: str, address: str) -> Problem:
    return Problem(name, f"overrides {address}, which no other file declares", next_step="declare it, or remove this")


def _typed(base: dict[str, Any], over: Mapping[str, Any], section: str) -> tuple[dict[str, Any], list[str]]:
    missing = []
    for type_, named in over.items():
        for label, body in named.items():
            if label in base.get(type_, {}):
                base[type_][label] = _merged(base[type_][label], body)
            else:
                missing.append(f"{type_}.{label}" if section == "resource" else f"{section}.{type_}.{label}")
    return base, missing


def _named(base: dict[str, Any], over: Mapping[str, Any], section: str) -> tuple[dict[str, Any], list[str]]:
    for label in base.keys() & over.keys():
        base[label] = over[label] if section == "locals" else _merged(single(base[label]), single(over[label]))
    return base, [f"{section}.{label}" for label in over if label not in base]


def _providers(base: Any, over: Any) -> list[dict[str, Any]]:
    found = dict(providers(base))
    for name, body in providers(over).items():
        found[name] = _merged(found.get(name, {}), body)
    return [{name.split(".", 1)[0]: body} for name, body in found.items()]


def _settings(base: Any, over: Any) -> Iterator[Any]:
    """The `terraform` blocks before; without their backend where the override names one."""
    replaced = any(isinstance(part, Mapping) and part.keys() & {"backend", "cloud"} for part in listed(over))
    for part in listed(base):
        if replaced and isinstance(part, Mapping):
            yield {key: value for key, value in part.items() if key not in ("backend", "cloud")}
        else:
            yield part


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes replace the ones before; blocks of a type replace all of that type, made by `dynamic` or not."""
    base_dynamic, over_dynamic = labelled(base.get("dynamic")), labelled(over.get("dynamic"))
    result = {**{key: value for key, value in base.items() if key not in over_dynamic}, **over}
    dynamic = {label: spec for label, spec in base_dynamic.items() if label not in over} | over_dynamic
    result.pop("dynamic", None)
    if dynamic:
        result["dynamic"] = dynamic
    if "lifecycle" in base and "lifecycle" in over:
        result["lifecycle"] = {**single(base["lifecycle"]), **single(over["lifecycle"])}
    return result
