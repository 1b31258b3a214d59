"""Terraform's `yamldecode` and `yamlencode`: by libyaml, which Terraform's own is made of.

Raises as `function_lists` does.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.numbers import is_number, number_text, parsed_number
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import ITEM_LIMIT, TEXT_LIMIT, composed, require_known, text_of

_DEPTH = 64
# What is kept of files that several modules read.
_KEPT = 1 << 16
_TAG = "tag:yaml.org,2002:"
_WORDS: Mapping[str, Any] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
_INFINITY = re.compile(r"[-+]?\.(inf|Inf|INF)")
_NAN = (".nan", ".NaN", ".NAN")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def yamldecode(text: str) -> Any:
    return _kept(text) if len(text) <= _KEPT else _YamlReader(text).document()


@lru_cache(maxsize=512)
def _kept(text: str) -> Any:
    return _YamlReader(text).document()


class _YamlReader:
    """One document. What an alias stands for counts each time, so that a few lines can't mean millions of values."""

    def __init__(self, text: str) -> None:
        import yaml  # Here: most of what is checked has none.

        self._yaml = yaml
        self._events = _events(text or "\n")
        # Anchor -> (value, how many values that is).
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._count = 0

    def document(self) -> Any:
        yaml = self._yaml
        try:
            self._expect(yaml.StreamStartEvent)
            self._expect(yaml.DocumentStartEvent)
            value = self._value(next(self._events), 0)
            self._expect(yaml.DocumentEndEvent)
            self._expect(yaml.StreamEndEvent)
        except (yaml.YAMLError, StopIteration):
            raise EvaluationError("not YAML") from None
        return value

    def _expect(self, kind: type) -> None:
        if not isinstance(next(self._events), kind):
            raise EvaluationError("not one document of YAML")

    def _value(self, event: Any, depth: int) -> Any:
        self._count += 1
        if depth > _DEPTH or self._count > ITEM_LIMIT:
            raise UnresolvedError(
                left_to_plan(f"YAML has more than {ITEM_LIMIT:,} values or nests deeper than {_DEPTH}")
            )
        if isinstance(event, self._yaml.AliasEvent):
            return self._alias(event.anchor)
        before = self._count
        if event.anchor:
            # It can't be used inside of itself.
            self._anchors.pop(event.anchor, None)
        if isinstance(event, self._yaml.ScalarEvent):
            value = _of_scalar(event)
        elif isinstance(event, self._yaml.SequenceStartEvent):
            value = self._sequence(event, depth)
        elif isinstance(event, self._yaml.MappingStartEvent):
            value = self._mapping(event, depth)
        else:
            raise EvaluationError("not YAML")
        if event.anchor:
            self._anchors[event.anchor] = (value, self._count - before)
        return value

    def _alias(self, name: str) -> Any:
        if name not in self._anchors:
            raise EvaluationError("an anchor is not defined")
        value, count = self._anchors[name]
        self._count += count
        return value

    def _sequence(self, event: Any, depth: int) -> list[Any]:
        if event.tag not in (None, f"{_TAG}seq"):
            raise EvaluationError("a list has a tag")
        found = []
        while not isinstance(inner := next(self._events), self._yaml.SequenceEndEvent):
            found.append(self._value(inner, depth + 1))
        return found

    def _mapping(self, event: Any, depth: int) -> dict[str, Any]:
        if event.tag not in (None, f"{_TAG}map"):
            raise EvaluationError("a mapping has a tag")
        found: dict[str, Any] = {}
        while not isinstance(key := next(self._events), self._yaml.MappingEndEvent):
            if not isinstance(key, self._yaml.ScalarEvent):
                raise EvaluationError("a key is no text")
            if (key.value == "<<" and key.tag is None and key.implicit[0]) or key.tag == f"{_TAG}merge":
                found.update(_merged(self._value(next(self._events), depth + 1)))
                continue
            name = _of_scalar(key, is_key=True)
            if name is None:
                raise EvaluationError("a key is null")
            found[text_of(name)] = self._value(next(self._events), depth + 1)
        return found


def _events(text: str) -> Iterator[Any]:
    import yaml

    loader = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
    yield from yaml.parse(text, Loader=loader)


def _merged(value: Any) -> dict[str, Any]:
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, dict) for part in parts):
        raise EvaluationError("what is merged is no mapping")
    return {key: item for part in parts for key, item in part.items()}


def _of_scalar(event: Any, *, is_key: bool = False) -> Any:
    """The value of a scalar. That of a block (`|`, `>`) is text, made of the value that it would have been."""
    value = _resolved(event.tag or "", event.value, quoted=event.style in ("'", '"'))
    if event.style in ("|", ">") and not event.tag and not is_key:
        return None if value is None else text_of(value)
    return value


def _resolved(tag: str, text: str, *, quoted: bool) -> Any:
    kind = tag.removeprefix(_TAG) if tag else ""
    if tag and (kind == tag or kind not in ("str", "bool", "int", "float", "null", "timestamp", "binary")):
        raise EvaluationError("a tag is not known")
    if kind in ("str", "binary"):
        return _binary(text) if kind == "binary" else composed(text)
    # Only what begins like a word, a number or a date can be one.
    if text[:1] in "+-0123456789yYnNtTfFoO~.":
        if quoted:
            return composed(text)
        if text in _WORDS:
            return _WORDS[text]
        if _INFINITY.fullmatch(text):
            raise UnresolvedError(left_to_plan("infinity is not evaluated"))
        kind = _implied(kind, text)
    return _of_kind(kind, text)


def _implied(kind: str, text: str) -> str:
    if not kind and text in _NAN:
        raise EvaluationError("not a number")
    if text[:1] == ".":
        return "float" if _FLOAT.fullmatch(text) else kind
    if text[:1] not in "+-0123456789" or not text:
        return kind
    if kind in ("", "timestamp") and _date(text) is not None:
        return "timestamp"
    return "int" if _INTEGER.fullmatch(text) else "float" if _FLOAT.fullmatch(text) else kind


def _of_kind(kind: str, text: str) -> Any:
    if kind == "":
        return composed(text)
    if kind == "null":
        return None
    if kind == "timestamp":
        found = _date(text)
    elif kind == "bool":
        found = _WORDS.get(text)
    else:
        found = _number(text.replace("_", ""))
    if found is None:
        raise EvaluationError(f"a value is no {kind}")
    return found


def _number(text: str) -> Any:
    bases = {"0x": 16, "0o": 8, "0b": 2}
    sign, bare = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if bare[:2].lower() in bases:
        try:
            return sign * int(bare[2:], bases[bare[:2].lower()])
        except ValueError:
            return None
    return parsed_number(text)


def _date(text: str) -> str | None:
    """A date or a point in time as RFC 3339 writes it; None if the text is none."""
    match = _DATE.fullmatch(text)
    if not match or (match[4] == " " and match[8]) or (match[4] in ("T", "t") and not match[8]):
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[4:7])
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    zone = match[8] if match[8] and match[8][1:] != "00:00" else "Z"
    return f"{match[1]}-{day:%m-%d}T{hours:02d}:{minutes:02d}:{seconds:02d}{zone}"


def _binary(text: str) -> str:
    try:
        base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise EvaluationError("not base64") from None
    return text


def yamlencode(value: Any) -> str:
    import yaml

    dumper = yaml.CDumper if yaml.__with_libyaml__ else yaml.Dumper
    start = [yaml.StreamStartEvent(), yaml.DocumentStartEvent(explicit=False)]
    end = [yaml.DocumentEndEvent(explicit=False), yaml.StreamEndEvent()]
    text = yaml.emit([*start, *_emitted(require_known(value), yaml), *end], Dumper=dumper, allow_unicode=True)
    is_bare = value is None or isinstance(value, bool) or is_number(value)
    # As older versions of libyaml end a document: one that is a bare word alone.
    text = text.removesuffix("...\n") if text.endswith("\n...\n") else text
    found = composed(f"{text}...\n" if is_bare else text)
    if len(found) > TEXT_LIMIT:
        raise UnresolvedError(left_to_plan("a string grows longer than 1 MiB"))
    return found


def _emitted(value: Any, yaml: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=False)
        for name in sorted(value):
            yield from _emitted(name, yaml)
            yield from _emitted(value[name], yaml)
        yield yaml.MappingEndEvent()
    elif isinstance(value, list):
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=False)
        for item in value:
            yield from _emitted(item, yaml)
        yield yaml.SequenceEndEvent()
    elif isinstance(value, str):
        yield yaml.ScalarEvent(None, None, (True, True), value, style="|" if "\n" in value else '"')
    elif value is None or isinstance(value, bool) or is_number(value):
        text = "null" if value is None else number_text(value) if not isinstance(value, bool) else text_of(value)
        yield yaml.ScalarEvent(None, None, (True, True), text)
    else:
        raise UnresolvedError(left_to_plan("a resource or module given whole is known when Terraform runs"))
