"""Terraform's functions on text. Raises as `function_lists` does."""

from __future__ import annotations

import unicodedata
from typing import Any

from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.function_numbers import whole
from landfast.check.evaluate.types import STRING, TypedList
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import TEXT_LIMIT, composed, joined
from landfast.policies.values import Unknown

TOO_LONG = left_to_plan("a string grows longer than 1 MiB")
# White space to Go: what Unicode calls so.
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def characters(text: str) -> str:
    """A text of which each code point is one character to a reader. Raises: UnresolvedError for any other."""
    if (not text.isascii() and any(_joins(char) for char in text)) or "\r\n" in text:
        raise UnresolvedError(left_to_plan("characters of several code points are not counted"))
    return text


def _joins(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf", "Sk")
        or "\u1100" <= char <= "\u11ff"
        or char > "\U0001f000"
    )


def lower(value: str) -> str:
    return composed("".join(char.lower() if len(char.lower()) == 1 else char for char in value))


def upper(value: str) -> str:
    # Character by character: `ß` stays.
    return composed("".join(char.upper() if len(char.upper()) == 1 else char for char in value))


def title(value: str) -> str:
    found, before = [], " "
    for char in value:
        begins = _separates(before)
        found.append(char.title() if begins and len(char.title()) == 1 else char)
        before = char
    return composed("".join(found))


def _separates(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return char in _SPACE


def strrev(value: str) -> str:
    return composed(characters(value)[::-1])


def chomp(value: str) -> str:
    return value.rstrip("\r\n")


def indent(spaces: Any, value: str) -> str:
    count = whole(spaces)
    if count < 0:
        raise EvaluationError("fewer than no spaces")
    if count * value.count("\n") + len(value) > TEXT_LIMIT:
        raise UnresolvedError(TOO_LONG)
    return value.replace("\n", "\n" + " " * count)


def trimspace(value: str) -> str:
    return composed(value.strip(_SPACE))


def trim(value: str, chars: str) -> str:
    return composed(value.strip(chars)) if chars else value


def trimprefix(value: str, prefix: str) -> str:
    return composed(value.removeprefix(prefix))


def trimsuffix(value: str, suffix: str) -> str:
    return value.removesuffix(suffix)


def startswith(value: Any, prefix: str) -> bool:
    if not isinstance(value, Unknown):
        return bool(value.startswith(prefix))
    known = (value.text or "").partition("\0")[0]
    if known.startswith(prefix):
        return True
    if len(known) < len(prefix) and prefix.startswith(known):
        raise UnresolvedError(value)
    return False


def endswith(value: str, suffix: str) -> bool:
    return value.endswith(suffix)


def strcontains(value: str, part: str) -> bool:
    return part in value


def substr(value: str, offset: Any, length: Any) -> str:
    text, start, count = characters(value), whole(offset), whole(length)
    if start >= 0 and count == 0:
        return ""
    start = max(0, len(text) + start) if start < 0 else start
    # From the end on, a length of 0 is none to Terraform.
    return composed(text[start:] if count <= 0 else text[start : start + count])


def split(separator: str, value: str) -> list[Any]:
    # A string with gaps can't be split: what stands in a gap may itself hold the separator.
    parts = value.split(separator) if separator else list(value)
    return TypedList([composed(part) for part in parts], STRING)


def join(separator: str, *lists: Any) -> Any:
    if not lists:
        raise EvaluationError("takes at least one list")
    parts: list[Any] = []
    for items in lists:
        for item in items:
            parts += [separator, item] if parts else [item]
    return joined(parts)
