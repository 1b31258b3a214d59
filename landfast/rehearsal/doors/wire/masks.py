"""Which parts of a content are meant: `updateMask` of a change, `fields` of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.documents import NO_SCHEMA, ApiDocument, Schema
from landfast.rehearsal.cloud.payload import snake
from landfast.rehearsal.cloud.refusal import bad_request

Tree = Mapping[str, Any]


def masked(known: ApiDocument, schema: str, standing: Object, body: Object, mask: str) -> Object:
    """What stands, changed at the paths of a mask (`labels,versionTemplate.algorithm`; either case). `*` is all of
    the body; a path that the body does not have is emptied. Raises: Refusal (400) for a path of nothing.
    """
    found = deepcopy(standing)
    for path in filter(None, (each.strip() for each in mask.split(","))):
        if path == "*":
            found = {**body, **{name: value for name, value in standing.items() if _read_only(known, schema, name)}}
            continue
        _copy(body, found, _names(known, known.schema(schema), path))
    return found


def merged(standing: Any, body: Any) -> Any:
    """JSON merge patch (RFC 7396), as the older APIs change what stands."""
    if not isinstance(body, dict):
        return body
    found = dict(standing) if isinstance(standing, dict) else {}
    for name, value in body.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = merged(found.get(name), value)
    return found


def partial(content: Any, fields: str) -> Any:
    """The parts of an answer that `fields` names: `items(id,name),nextPageToken`, `a/b`, `*`.

    https://developers.google.com/discovery/v1/performance#partial
    """
    return _pick(content, _tree(fields))


def _read_only(known: ApiDocument, schema: str, name: str) -> bool:
    return bool(known.schema(schema).get("properties", {}).get(name, NO_SCHEMA).get("readOnly"))


def _names(known: ApiDocument, schema: Schema, path: str) -> list[str]:
    """A path in the API's own case."""
    found: list[str] = []
    for part in path.split("."):
        whole = known.resolved(schema)
        if whole.get("type") == "array":
            whole = known.resolved(whole["items"])
        properties = whole.get("properties", {})
        name = next((each for each in properties if part in (each, snake(each)) or snake(part) == snake(each)), None)
        if name is None and "additionalProperties" in whole:
            found.append(part)
            schema = whole["additionalProperties"]
            continue
        if name is None:
            raise bad_request(f"Invalid field mask path '{path}': no such field.")
        found.append(name)
        schema = properties[name]
    return found


def _copy(source: Object, target: Object, names: list[str]) -> None:
    for name in names[:-1]:
        inner = source.get(name)
        source = inner if isinstance(inner, dict) else {}
        target = target.setdefault(name, {})
    value = source.get(names[-1])
    if value is None:
        target.pop(names[-1], None)
    else:
        target[names[-1]] = value


def _tree(text: str) -> Tree:
    tree, end = _parse(text, 0)
    if end != len(text):
        raise bad_request(f"Invalid field selection {text}", "invalidParameter")
    return tree


def _parse(text: str, start: int) -> tuple[dict[str, Any], int]:
    tree: dict[str, Any] = {}
    at, name, path = start, "", list[str]()

    def add(inner: Tree | None) -> None:
        place = tree
        for step in path:
            place = place.setdefault(step, {})
        if name.strip():
            place[name.strip()] = inner or {}

    while at < len(text) and text[at] != ")":
        if text[at] == ",":
            add(None)
            name, path = "", []
        elif text[at] in "/.":
            path, name = [*path, name.strip()], ""
        elif text[at] == "(":
            inner, at = _parse(text, at + 1)
            if at >= len(text):
                raise bad_request(f"Invalid field selection {text}", "invalidParameter")
            add(inner)
            name, path = "", []
        else:
            name += text[at]
        at += 1
    add(None)
    return tree, at


def _pick(content: Any, tree: Tree) -> Any:
    if not tree:
        return content
    if "*" in tree:
        return _each(content, tree["*"])
    if isinstance(content, list):
        return [_pick(each, tree) for each in content]
    if not isinstance(content, dict):
        return content
    return {name: _pick(content[name], inner) for name, inner in tree.items() if name in content}


def _each(content: Any, tree: Tree) -> Any:
    if isinstance(content, dict):
        return {name: _pick(value, tree) for name, value in content.items()}
    return [_pick(value, tree) for value in content] if isinstance(content, list) else content
