"""The lines of a file of Terraform JSON in which its blocks begin: what `json.loads` does not tell."""

from __future__ import annotations

import json
import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:]')
# How many names of a path make an address, and what the address begins with.
_DEPTHS = {"resource": 3, "data": 3, "ephemeral": 3, "terraform": 3, "module": 2, "variable": 2, "output": 2,
           "locals": 2, "provider": 2}  # fmt: skip
_MARKS = {"resource": "", "locals": "local."}


def json_lines(text: str, name: str) -> dict[str, str]:
    """Address -> `file:line`, of a text that is valid JSON."""
    found: dict[str, str] = {}
    path: list[str] = []
    opened: list[bool] = []
    key, line, at = "", 1, 0
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark == ":":
            path.append(key)
            if _DEPTHS.get(path[0]) == len(path):
                line, at = line + text.count("\n", at, match.start()), match.start()
                found.setdefault(_address(path), f"{name}:{line}")
            continue
        if mark in "{[":
            opened.append(len(path) > sum(opened))
        elif mark in "}]":
            # A value that was a string or a number left its key behind.
            depth = sum(opened)
            del path[depth:]
            if opened.pop() and path:
                path.pop()
        else:
            del path[sum(opened) :]
            key = json.loads(mark) if "\\" in mark else mark[1:-1]
    return found


def _address(path: list[str]) -> str:
    return _MARKS.get(path[0], f"{path[0]}.") + ".".join(path[1:])
