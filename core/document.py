"""What `--json` prints: one document, the same shape for every command."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring_ascii as _quoted

# A format grows when a reader of the one before would misread it: these have grown. `plan` had its own in its result.
GROWN: Mapping[str, int] = {"plan": 2}
_PIECE = 1 << 20
_WORDS = ((None, "null"), (False, "false"), (True, "true"))
_LISTS = (list, tuple)


def format_of(name: str) -> int:
    """The format of a document, by the name of its command, or of the file that it is."""
    return GROWN.get(name, 1)


def schema_id(name: str) -> str:
    """Names the published schema of a document, and its format."""
    return f"urn:landfast:{name.replace(' ', '-')}:{format_of(name)}"


def schema_head(name: str) -> dict[str, str]:
    """What the published schema of a document begins with."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": schema_id(name)}


def document_text(command: str, result: Mapping[str, object], exit_code: int = 0, **place: str) -> str:
    """The one JSON document of a command. `place`: the target, its provider and the
    environment, if it is about one."""
    return "".join(document_parts(command, result, exit_code, **place))


def document_parts(command: str, result: Mapping[str, object], exit_code: int = 0, **place: str) -> Iterator[str]:
    """The same in pieces of about a MiB, so that who writes a large one needs no room for all of it."""
    ended = {"ok": exit_code == 0, "exit_code": exit_code, "command": command, "format": format_of(command)}
    piece: list[str] = []
    size = 0
    for part in _parts({**ended, **place, "result": dict(result)}, "\n"):
        piece.append(part)
        size += len(part)
        if size >= _PIECE:
            yield "".join(piece)
            piece, size = [], 0
    yield "".join(piece)


def _parts(value: object, margin: str) -> Iterator[str]:
    """What `indented` gives, item by item of what may be long."""
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        for number, key in enumerate(sorted(value)):
            yield f"{',' if number else '{'}{inner}{_quoted(_key(key))}: "
            yield from _parts(value[key], inner)
        yield f"{margin}}}"
    elif isinstance(value, list | tuple) and value:
        for number, each in enumerate(value):
            yield f"{',' if number else '['}{inner}{indented(each, inner)}"
        yield f"{margin}]"
    else:
        yield indented(value, margin)


def indented(value: object, margin: str = "\n") -> str:
    """As `json.dumps(value, indent=2, sort_keys=True)` writes it, in a third of the time: of large reports that is more
    than a tenth of all that a check does. `margin` is the line's end and what stands before the value's own end."""
    if isinstance(value, str):
        return _quoted(value)
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        pairs = [f"{_quoted(_key(key))}: {indented(value[key], inner)}" for key in sorted(value)]
        return f"{{{inner}{f',{inner}'.join(pairs)}{margin}}}"
    if isinstance(value, _LISTS) and value:
        return f"[{inner}{f',{inner}'.join([indented(each, inner) for each in value])}{margin}]"
    # By identity: what is equal to them may be written otherwise.
    for one, text in _WORDS:
        if value is one:
            return text
    return str(value) if type(value) is int else json.dumps(value)


def _key(key: object) -> str:
    return key if isinstance(key, str) else str(next(iter(json.loads(json.dumps({key: 0})))))
