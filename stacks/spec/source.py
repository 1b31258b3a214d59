"""Reads the YAML behind a spec, and remembers on which line each key stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from landfast.core.errors import InputError, Problem
from landfast.stacks.spec.bounds import check_bounds

SIZE_LIMIT = 1 << 20
FIRST_SPEC = "name: churn\nresidency: {region: europe-west4}"


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


def read(path: Path, option: str = "--spec", example: str = FIRST_SPEC) -> Source:
    """The document in `path`, named by `option`. Raises: InputError if there is none or it is not one YAML mapping."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise _refuse(str(path), "no such file", f"name another with {option}, or write one: {example!r}") from None
    except OSError as error:
        raise _refuse(
            str(path), f"can't be read ({error.strerror})", f"name a readable YAML file with {option}"
        ) from None
    if len(data) > SIZE_LIMIT:
        raise _refuse(str(path), "too large", f"name another file with {option}", f"{SIZE_LIMIT} bytes at most")
    try:
        return parse_text(data.decode("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise _refuse(f"{path.name}: byte {error.start}", "is not UTF-8", "save the file as UTF-8") from None


def parse_text(text: str, name: str) -> Source:
    """The document in `text`. Raises: InputError with the line and column of the fault."""
    try:
        check_bounds(text, name)
        tree = YAML(typ="rt").load(text)
        content = _plain(tree)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        what = (error.problem or "can't be parsed").strip().splitlines()[0]
        raise _refuse(place, f"not valid YAML: {what}", "mend the line, or the one above it") from None
    except (YAMLError, RecursionError, ValueError) as error:
        what = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise _refuse(name, f"not valid YAML: {what}", "mend the file") from None
    if not isinstance(content, dict):
        raise _refuse(name, "is empty or not a mapping of keys", f"the shortest spec is {FIRST_SPEC!r}")
    return Source(name, content, tree)
