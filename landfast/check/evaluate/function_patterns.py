"""Terraform's functions with regular expressions: by RE2, whose syntax Go's is, in time that grows with the text.

Raises as `function_lists` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.function_text import TOO_LONG
from landfast.check.evaluate.types import STRING, TypedList, object_type, tuple_type
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import TEXT_LIMIT, composed

_PATTERN_LIMIT = 4096
_MEMORY = 8 << 20
# Each search may go over all of the text: the characters that all of them together may see.
_WORK = 1 << 27
_TOO_MUCH = left_to_plan("a regular expression takes too long")
_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Any:
    import re2  # Here: most of what is checked needs none.

    if len(pattern) > _PATTERN_LIMIT:
        raise UnresolvedError(left_to_plan("a regular expression is longer than 4 KiB"))
    if "\\C" in pattern:
        raise UnresolvedError(left_to_plan("a regular expression reads bytes"))
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(pattern, options=options)
    except re2.error as error:
        if "too large" in str(error):
            raise UnresolvedError(left_to_plan("a regular expression is too large")) from None
        raise EvaluationError("not a regular expression") from None


def _named(compiled: Any) -> list[str]:
    """The names of the groups in order; empty if they have none."""
    names = {number: name for name, number in compiled.groupindex.items()}
    if names and len(names) < compiled.groups:
        raise EvaluationError("groups with a name and without one stand together")
    return [names[number] for number in sorted(names)]


def _result(match: Any, names: list[str]) -> Any:
    if not match.re.groups:
        return composed(match[0])
    parts = [part if part is None else composed(part) for part in match.groups()]
    return dict(zip(names, parts, strict=True)) if names else parts


def regex(pattern: str, text: str) -> Any:
    compiled = _compiled(pattern)
    names = _named(compiled)
    match = next(_matches(compiled, text), None)
    if match is None:
        raise EvaluationError("the pattern is not in the text")
    return _result(match, names)


def regexall(pattern: str, text: str) -> list[Any]:
    compiled = _compiled(pattern)
    names = _named(compiled)
    item = STRING
    if compiled.groups:
        item = object_type(dict.fromkeys(names, STRING)) if names else tuple_type([STRING] * compiled.groups)
    return TypedList([_result(match, names) for match in _matches(compiled, text)], item)


def _matches(compiled: Any, text: str) -> Iterator[Any]:
    """All that do not overlap; an empty one that another ends at is none."""
    if len(text) > TEXT_LIMIT:
        raise UnresolvedError(TOO_LONG)
    at, before, work = 0, -1, 0
    while at <= len(text):
        work += len(text) - at
        if work > _WORK:
            raise UnresolvedError(_TOO_MUCH)
        match = compiled.search(text, at)
        if match is None:
            return
        start, end = match.span()
        if end > start or start != before:
            yield match
        at = end + 1 if end == at and end == start else max(end, at)
        before = end


def replace(value: str, old: str, new: str) -> str:
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return _replaced(value, old[1:-1], new)
    if value.count(old) * len(new) + len(value) > TEXT_LIMIT:
        raise UnresolvedError(TOO_LONG)
    return composed(value.replace(old, new))


def _replaced(value: str, pattern: str, new: str) -> str:
    compiled = _compiled(pattern)
    parts, at, size = [], 0, 0
    for match in _matches(compiled, value):
        start, end = match.span()
        parts += [value[at:start], _expanded(new, match)]
        size += len(parts[-1])
        if size > TEXT_LIMIT:
            raise UnresolvedError(TOO_LONG)
        at = end
    return composed("".join([*parts, value[at:]]))


def _expanded(text: str, match: Any) -> str:
    return _REFERENCE.sub(lambda found: _group(found, match), text)


def _group(found: re.Match[str], match: Any) -> str:
    name = found[1] or found[2]
    if name is None:
        return "$"
    if name.isdigit():
        return (match[int(name)] or "") if len(name) < 6 and int(name) <= match.re.groups else ""
    return (match[name] or "") if name in match.re.groupindex else ""
