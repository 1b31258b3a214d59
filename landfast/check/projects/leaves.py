"""Files of data as their texts, each with its path and line: YAML, JSON and TOML alike."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from landfast.core.errors import Problem

DEPTH = 100
_TOKEN = re.compile(r'"(?P<key>(?:[^"\\\n]|\\.)*)"\s*[:=]|"(?P<value>(?:[^"\\\n]|\\.)*)"|(?P<bare>[\w.-]+)(?=\s*=)')


@dataclass(frozen=True, slots=True)
class Leaf:
    """One text. `path` leads to it by keys and indexes; `beside` are the keys of the mapping that it is in."""

    path: tuple[str, ...]
    value: str
    beside: frozenset[str]
    at: Callable[[], int]

    @property
    def line(self) -> int:
        """Where it stands; asked for by the few that name a place."""
        return self.at()

    @property
    def key(self) -> str:
        """The nearest name: that of its list, if it is in one."""
        return next((step for step in reversed(self.path) if not step.isdecimal()), "")


class UnreadableError(ValueError):
    """The file is not of its format. The text says where and why."""


def leaves_of(text: str, suffix: str) -> list[list[Leaf]]:
    """The texts of each document of a file. Raises: UnreadableError."""
    try:
        if suffix == ".json":
            return [list(_plain(json.loads(text), (), frozenset(), _finder(text)))]
        if suffix == ".toml":
            return [list(_plain(tomllib.loads(text), (), frozenset(), _finder(text)))]
        return [list(_nodes(node)) for node in YAML(typ="safe", pure=True).compose_all(text) if node is not None]
    except json.JSONDecodeError as error:
        raise UnreadableError(f"{error.lineno}:{error.colno}|is not valid JSON: {error.msg}") from None
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(f"|is not valid TOML: {error}") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise UnreadableError(f"{place}|is not valid YAML: {error.problem}") from None
    except (YAMLError, ValueError) as error:
        raise UnreadableError(f"|can't be read: {str(error)[:200]}") from None
    except RecursionError:
        raise UnreadableError("|is nested too deeply") from None


def problem_of(file: str, error: UnreadableError) -> Problem:
    place, _, fact = str(error).partition("|")
    return Problem(f"{file}:{place}" if place else file, fact, next_step="mend the file, or take it out of the project")


def _finder(text: str) -> Callable[[str, str], int]:
    """The line of a value by its key, as these parsers tell no lines: the first that fits."""

    @cache
    def lines() -> Mapping[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        key, line, read = "", 1, 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", read, match.start())
            read = match.start()
            if match["key"] or match["bare"]:
                key = match["key"] or match["bare"]
            else:
                found.setdefault((key, match["value"]), line)
        return found

    return lambda key, value: lines().get((key, value), 1)


def _plain(
    value: Any, path: tuple[str, ...], beside: frozenset[str], line_of: Callable[[str, str], int]
) -> Iterator[Leaf]:
    if len(path) > DEPTH:
        raise UnreadableError("|is nested too deeply")
    if isinstance(value, Mapping):
        keys = frozenset(map(str, value))
        for key, item in value.items():
            yield from _plain(item, (*path, str(key)), keys, line_of)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _plain(item, (*path, str(index)), beside, line_of)
    elif isinstance(value, str):
        # An item of a list stands behind the key of the list.
        key = next((step for step in reversed(path) if not step.isdecimal()), "")
        yield Leaf(path, value, beside, partial(line_of, key, value))


def _nodes(root: Node) -> Iterator[Leaf]:
    """Each node once: an alias that leads back, or to the same again and again, adds nothing."""
    seen: set[int] = set()
    waiting: list[tuple[Node, tuple[str, ...], frozenset[str]]] = [(root, (), frozenset())]
    while waiting:
        node, path, beside = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if len(path) > DEPTH:
            raise UnreadableError("|is nested too deeply")
        if isinstance(node, MappingNode):
            keys = frozenset(str(key.value) for key, _ in node.value if isinstance(key, ScalarNode))
            # Taken from the end: the first comes out first.
            waiting += [(value, (*path, str(key.value)), keys) for key, value in reversed(node.value)]
        elif isinstance(node, SequenceNode):
            numbered = list(enumerate(node.value))
            waiting += [(value, (*path, str(index)), beside) for index, value in reversed(numbered)]
        elif isinstance(node, ScalarNode):
            # The text of a block begins on the line below its mark.
            line = node.start_mark.line + (2 if node.style in ("|", ">") else 1)
            yield Leaf(path, str(node.value), beside, partial(int, line))
