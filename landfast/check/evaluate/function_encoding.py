"""Terraform's functions that encode, decode and digest. Raises as `function_lists` does."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus

from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.numbers import exact, is_number, number_text, parsed_number
from landfast.check.evaluate.types import STRING, TypedList, object_type
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import ITEM_LIMIT, TEXT_LIMIT, composed, merged
from landfast.policies.values import GAP, Unknown

# Terraform's JSON is safe inside of HTML.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
# IANA's names of the encodings that are alike everywhere.
_ENCODINGS = {"utf-8": "utf-8", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "iso-8859-1": "latin-1"}
_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


def jsonencode(value: Any) -> str | Unknown:
    """The value as JSON; with gaps, where a part of it is not known."""
    parts: list[str] = []
    unknowns: list[Unknown] = []
    size = 0
    for part in _json(value):
        text = part if isinstance(part, str) else _with_gaps(part)
        if isinstance(part, Unknown):
            unknowns.append(part)
        size += len(text)
        if size > TEXT_LIMIT or len(parts) > ITEM_LIMIT * 2:
            raise UnresolvedError(left_to_plan("a string grows longer than 1 MiB"))
        parts.append(text)
    whole = composed("".join(parts))
    return merged(unknowns, whole) if unknowns else whole


def json_text(value: Any) -> str:
    """A value that is wholly known as JSON."""
    text = jsonencode(value)
    if isinstance(text, Unknown):
        raise UnresolvedError(text)
    return text


def _with_gaps(part: Unknown) -> str:
    """What is wholly unknown need be no text, and has no quotes."""
    return GAP if part.text in (None, GAP) else _quoted(str(part.text)).replace(r"\u0000", GAP)


def _json(value: Any) -> Iterator[str | Unknown]:
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, str):
        yield _quoted(value)
    elif value is None or isinstance(value, bool):
        yield json.dumps(value)
    elif is_number(value):
        yield number_text(exact(value))
    elif isinstance(value, Mapping):
        yield "{"
        for number, name in enumerate(sorted(value)):
            yield f"{',' if number else ''}{_quoted(name)}:"
            yield from _json(value[name])
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, item in enumerate(value):
            yield "," if number else ""
            yield from _json(item)
        yield "]"
    else:
        raise UnresolvedError(left_to_plan("a resource or module given whole is known when Terraform runs"))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).translate(_ESCAPES)


def jsondecode(value: str) -> Any:
    try:
        found = json.loads(
            value, parse_float=parsed_number, parse_int=parsed_number, parse_constant=_no_constant, strict=True
        )
    except RecursionError:
        raise UnresolvedError(left_to_plan("a value is nested too deeply")) from None
    except ValueError:
        raise EvaluationError("not JSON") from None
    return _composed(found)


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        if any("\ud800" <= char <= "\udfff" for char in value):
            return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
        return composed(value)
    if isinstance(value, list):
        return [_composed(item) for item in value]
    return {_composed(key): _composed(item) for key, item in value.items()} if isinstance(value, dict) else value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def base64encode(value: str) -> str:
    return base64.b64encode(_data(value)).decode()


def base64decode(value: str) -> str:
    return _decoded(_bytes_of(value), "utf-8")


def _bytes_of(value: str) -> bytes:
    try:
        return base64.b64decode(value.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise EvaluationError("not base64") from None


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return composed(data.decode(encoding))
    except UnicodeDecodeError:
        raise EvaluationError("no text of that encoding") from None


def textencodebase64(value: str, encoding: str) -> str:
    try:
        return base64.b64encode(value.encode(_codec(encoding))).decode()
    except UnicodeEncodeError:
        raise EvaluationError("no text of that encoding") from None


def textdecodebase64(value: str, encoding: str) -> str:
    return _decoded(_bytes_of(value), _codec(encoding))


def _codec(name: str) -> str:
    if name.lower() not in _ENCODINGS:
        raise UnresolvedError(left_to_plan(f"the encoding {name:.30} is not evaluated"))
    return _ENCODINGS[name.lower()]


def urlencode(value: str) -> str:
    return quote_plus(value)


Digest = Callable[[bytes], Any]


def _md5(data: bytes) -> Any:
    return hashlib.md5(data, usedforsecurity=False)


def _sha1(data: bytes) -> Any:
    return hashlib.sha1(data, usedforsecurity=False)


# What a digest is called in Terraform's functions.
DIGESTS: Mapping[str, Digest] = {"md5": _md5, "sha1": _sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512}


def hexadecimal(digest: Digest) -> Callable[[Any], str]:
    def function(value: Any) -> str:
        return str(digest(_data(value)).hexdigest())

    return function


def in_base64(digest: Digest) -> Callable[[Any], str]:
    def function(value: Any) -> str:
        return base64.b64encode(digest(_data(value)).digest()).decode()

    return function


def _data(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def uuidv5(namespace: str, name: str) -> str:
    try:
        space = _NAMESPACES.get(namespace) or uuid.UUID(namespace)
    except ValueError:
        raise EvaluationError("the namespace is no UUID") from None
    return str(uuid.uuid5(space, name))


def csvdecode(value: str) -> list[Any]:
    rows = _rows(value)
    if not rows:
        raise EvaluationError("the line of headers is missing")
    names = rows[0]
    if len(set(names)) < len(names):
        raise EvaluationError("two columns have one name")
    if any(len(row) != len(names) for row in rows):
        raise EvaluationError("a line has not as many fields as the first")
    found = [dict(zip(names, row, strict=True)) for row in rows[1:]]
    return TypedList(found, object_type(dict.fromkeys(names, STRING)))


def _rows(text: str) -> list[list[str]]:
    """RFC 4180, as strictly as Go reads it: a quote begins a field, or is doubled in one that is quoted."""
    rows: list[list[str]] = []
    at, text = 0, text.replace("\r\n", "\n")
    while at < len(text):
        if text[at] == "\n":
            at += 1
            continue
        row: list[str] = []
        more = True
        while more:
            field, at = _quoted_field(text, at + 1) if text.startswith('"', at) else _field(text, at)
            row.append(composed(field))
            more = text.startswith(",", at)
            at += 1
        rows.append(row)
        if len(rows) * len(row) > ITEM_LIMIT:
            raise UnresolvedError(left_to_plan("a table has more than 100,000 fields"))
    return rows


def _field(text: str, at: int) -> tuple[str, int]:
    ends = [end for end in (text.find(",", at), text.find("\n", at)) if end >= 0]
    end = min(ends, default=len(text))
    if '"' in text[at:end]:
        raise EvaluationError("a quote stands inside of a field")
    return text[at:end], end


def _quoted_field(text: str, at: int) -> tuple[str, int]:
    found = ""
    while True:
        end = text.find('"', at)
        if end < 0:
            raise EvaluationError("a quote is not closed")
        found += text[at:end]
        if not text.startswith('"', end + 1):
            break
        found += '"'
        at = end + 2
    if end + 1 < len(text) and text[end + 1] not in ",\n":
        raise EvaluationError("a quote stands inside of a field")
    return found, end + 1
