"""Reads a TOML file into typed tables."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from landfast_ml.errors import UsageError

Tables = TypeVar("Tables")
# Table -> its keys; None for all that its dataclass has.
Keys = Mapping[str, tuple[str, ...] | None]


def load(kind: type[Tables], path: Path, environment: str, changes: Sequence[str], known: Keys) -> Tables:
    """The file's tables, with those under `environments.<environment>` on top, and `changes` (`table.key=value`, the
    value as TOML has it) on top of both; every problem at once. `kind` is a dataclass of dataclasses."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path.name}: {error}") from None
    overrides, problems = _overrides(document.pop("environments", {}), environment)
    changed, wrong = _changes(changes)
    problems += wrong
    layers = (document, overrides, changed)
    problems += [
        f"{name}: no such table" for name in dict.fromkeys(n for one in layers for n in one) if name not in known
    ]
    problems += [f"{name}: is no table" for one in layers for name in one if not isinstance(one[name], Mapping)]
    if problems:
        raise UsageError(f"{path.name}: " + "; ".join(problems))
    parts: dict[str, Any] = {}
    for name, table in get_type_hints(kind).items():
        given = {key: value for layer in layers for key, value in layer.get(name, {}).items()}
        wrong = _problems(name, table, known.get(name, ()), given)
        problems += wrong
        parts[name] = None if wrong else table(**given)
    if problems:
        raise UsageError(f"{path.name}: " + "; ".join(problems))
    return kind(**parts)


def _overrides(environments: Any, environment: str) -> tuple[dict[str, Any], list[str]]:
    found = environments.get(environment, {}) if isinstance(environments, Mapping) else None
    if not isinstance(found, dict):
        return {}, [f"environments.{environment}: is no table of tables"]
    return found, []


def _changes(given: Sequence[str]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Table -> key -> value, and what is no change. Text may stand without its quotes."""
    found: dict[str, dict[str, Any]] = {}
    problems = []
    for change in given:
        place, equals, text = change.partition("=")
        table, dot, key = place.strip().partition(".")
        if not (equals and dot):
            problems.append(f"{change}: a change is written table.key=value")
            continue
        try:
            value = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            value = text.strip()
        found.setdefault(table, {})[key] = value
    return found, problems


def _problems(table: str, kind: type[Any], known: tuple[str, ...] | None, given: Mapping[str, Any]) -> list[str]:
    hints = get_type_hints(kind)
    keys = tuple(hints) if known is None else known
    problems = [f"{table}.{key}: no such setting, there are: {', '.join(keys)}" for key in given if key not in keys]
    needed = [one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
    problems += [f"{table}.{name}: is missing" for name in needed if name in keys and name not in given]
    return problems + [
        f"{table}.{name}: {said}" for name in keys if name in given and (said := _wrong(given[name], hints[name]))
    ]


def _wrong(value: Any, kind: Any) -> str:
    """What is wrong with a value; empty if nothing is."""
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    if choices:
        return "" if value in choices else f"{value!r} is none of {', '.join(choices)}"
    accepted = (int, float) if kind is float else (get_origin(kind) or kind,)
    if type(value) not in accepted:
        return f"{value!r} is not of type {accepted[-1].__name__}"
    return ""
