"""Reads YAML that a person wrote, a spec or rules, and remembers on which line each key stands."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from landfast.core.errors import InputError, Problem, not_utf8
from landfast.core.files import shown
from landfast.core.near import near_misses
from landfast.core.yaml_bounds import check_bounds

SIZE_LIMIT = 1 << 20
# What a person did -> how the parser says that, which knows tokens and no people.
_YAML_WORDS = (
    (r"found character '\\t' that cannot start any token", "a tab stands where only blanks can", "use blanks"),
    (r"found character '(?P<key>.+)' that cannot start any token", "no value begins with {key}", "put it in quotes"),
    (r"but found another document", "a second document begins", "keep one, and remove the line ---"),
    (r"found duplicate key \"(?P<key>[^\"]+)\".*", "{key} stands twice", "remove one of them"),
    (r"expected ',' or '[\]}]', but got .*", "a bracket or brace is not closed", "close it"),
    (
        r"mapping values are not allowed.*",
        "a colon stands where none can",
        "mend the indent, or put it in quotes",
    ),
    (r"could not find expected ':'", "a colon is missing", "write key: value"),
    (r"found unexpected end of stream", "a quote is not closed", "close it"),
)


@dataclasses.dataclass(frozen=True)
class Source:
    """A parsed document: plain content, and the round-trip tree that knows the lines."""

    name: str
    content: Any
    tree: Any

    def line(self, keys: Sequence[str | int]) -> int | None:
        """Line (from 1) of the key at the end of `keys`, or of its nearest parent that has one."""
        node, line = self.tree, None
        for key in keys:
            marks = getattr(node, "lc", None)
            if marks is None or marks.data is None or key not in marks.data:
                break
            line = marks.data[key][0] + 1
            node = node[key]
        return line


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str | bytes):
        return [_plain(value) for value in node]
    return node


def _refuse(path: str, fact: str, next_step: str, limit: str = "") -> InputError:
    return InputError([Problem(path, fact, limit=limit, next_step=next_step)])


def read(path: Path, option: str, example: str) -> Source:
    """The document in `path`, named by `option`; `example` is one that can be written.

    Raises: InputError if there is none or it is not one YAML mapping.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise _refuse(shown(path), "there is no such file", _other(path, option, example)) from None
    except IsADirectoryError:
        raise _refuse(shown(path), "is a folder, not a file", _other(path, option, example)) from None
    except OSError as error:
        fact = f"can't be read: {(error.strerror or '').lower()}"
        raise _refuse(shown(path), fact, f"name a readable YAML file with {option}") from None
    if len(data) > SIZE_LIMIT:
        raise _refuse(str(path), "too large", f"name another file with {option}", f"{SIZE_LIMIT} bytes at most")
    try:
        return parse_text(data.decode("utf-8"), path.name, example)
    except UnicodeDecodeError as error:
        raise InputError([not_utf8(path.name, error)]) from None


def _other(path: Path, option: str, example: str) -> str:
    folder = path if path.is_dir() else path.parent
    there = [one.name for one in folder.glob("*.y*ml")] if folder.is_dir() else []
    near = near_misses(path.name, there) or (there[:1] if folder == path else [])
    if near:
        return f"did you mean {shown(folder / near[0])}?"
    return f"name another with {option}, or write one; {example}"


def parse_text(text: str, name: str, example: str) -> Source:
    """The document in `text`. Raises: InputError with the line and column of the fault."""
    try:
        check_bounds(text, name)
        tree = YAML(typ="rt").load(text)
        content = _plain(tree)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        fact, step = _in_words((error.problem or "can't be parsed").strip().splitlines()[0])
        raise _refuse(place, fact, step) from None
    # What its parser doesn't read (`%YAML 1.11`), it only asserts.
    except (YAMLError, RuntimeError, ValueError, AssertionError) as error:
        what = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise _refuse(name, f"is not valid YAML: {what}", "mend the file") from None
    if not isinstance(content, dict):
        fact = "is empty" if content is None else "holds no keys with values"
        raise _refuse(name, fact, f"write one; {example}")
    return Source(name, content, tree)


def _in_words(problem: str) -> tuple[str, str]:
    """What is wrong with a line of YAML, and what to do."""
    for said, fact, step in _YAML_WORDS:
        if found := re.fullmatch(said, problem):
            return f"is not valid YAML: {fact.format(**found.groupdict())}", step
    return f"is not valid YAML: {problem}", "mend the line, or the one above it"
