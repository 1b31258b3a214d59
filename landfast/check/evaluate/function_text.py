"""Terraform's functions on strings and numbers. Each raises UnresolvedError, EvaluationError or ValueError."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from landfast.check.evaluate.function_encoding import jsonencode
from landfast.check.evaluate.function_numbers import number_of, tobool
from landfast.check.evaluate.values import TEXT_LIMIT, EvaluationError, Primitives, UnresolvedError, joined, text_of
from landfast.policies.values import Unknown

_VERB = re.compile(r"%(%|[-+ 0#]{0,5}([0-9]{0,4})(?:\.([0-9]{0,3}))?([svdqftxXbo]))")


def _list(value: Any) -> list[Any]:
    if isinstance(value, Unknown):
        raise UnresolvedError(value)
    if not isinstance(value, list):
        raise EvaluationError("not a list")
    return value


def characters(text: str) -> str:
    """A text of which each code point is one character to a reader. Raises: UnresolvedError for any other."""
    if not text.isascii() and any(_joins(char) for char in text):
        raise UnresolvedError(Unknown("characters of several code points are not counted"))
    return text


def _joins(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf", "Sk")
        or "\u1100" <= char <= "\u11ff"
        or char > "\U0001f000"
    )


def lower(value: Any) -> str:
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text_of(value))


def upper(value: Any) -> str:
    # Character by character: `ß` stays.
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text_of(value))


def title(value: Any) -> str:
    return re.sub(r"\b\w", lambda match: match[0].upper(), text_of(value))


def strrev(value: Any) -> str:
    return characters(text_of(value))[::-1]


def chomp(value: Any) -> str:
    return text_of(value).rstrip("\r\n")


def trimspace(value: Any) -> str:
    return text_of(value).strip()


def trim(value: Any, characters: Any) -> str:
    return text_of(value).strip(text_of(characters))


def trimprefix(value: Any, prefix: Any) -> str:
    return text_of(value).removeprefix(text_of(prefix))


def trimsuffix(value: Any, suffix: Any) -> str:
    return text_of(value).removesuffix(text_of(suffix))


def startswith(value: Any, prefix: Any) -> bool:
    return text_of(value).startswith(text_of(prefix))


def endswith(value: Any, suffix: Any) -> bool:
    return text_of(value).endswith(text_of(suffix))


def strcontains(value: Any, part: Any) -> bool:
    return text_of(part) in text_of(value)


def substr(value: Any, offset: Any, length: Any) -> str:
    text, start, count = characters(text_of(value)), int(number_of(offset)), int(number_of(length))
    start = max(0, len(text) + start) if start < 0 else start
    return text[start:] if count < 0 else text[start : start + count]


def replace(value: Any, old: Any, new: Any) -> str:
    text, part, instead = text_of(value), text_of(old), text_of(new)
    if len(part) > 1 and part.startswith("/") and part.endswith("/"):
        raise UnresolvedError(Unknown("regular expressions are not evaluated"))
    if (text.count(part)) * len(instead) + len(text) > TEXT_LIMIT:
        raise UnresolvedError(Unknown("a string grows longer than 1 MiB"))
    return text.replace(part, instead)


def split(separator: Any, value: Any) -> list[str]:
    # A string with gaps can't be split: what stands in a gap may itself hold the separator.
    by, text = text_of(separator), text_of(value)
    return text.split(by) if by else list(text)


def join(separator: Any, *lists: Any) -> Any:
    parts: list[Any] = []
    by = text_of(separator)
    for items in lists:
        for item in _list(items):
            parts += [by, item] if parts else [item]
    return joined(parts)


def format_text(template: Any, *arguments: Any) -> Any:
    """`format`, for the verbs that infrastructure code uses."""
    text, parts, position, used = text_of(template), [], 0, 0
    for match in _VERB.finditer(text):
        parts.append(text[position : match.start()])
        position = match.end()
        if match[1] == "%":
            parts.append("%")
            continue
        if used >= len(arguments):
            raise EvaluationError("too few arguments")
        parts.append(_formatted(match, arguments[used]))
        used += 1
    rest = text[position:]
    if "%" in rest or any("%" in part for part in parts if isinstance(part, str) and part != "%" and used == 0):
        raise UnresolvedError(Unknown("a verb of format is not evaluated"))
    if used < len(arguments):
        raise EvaluationError("too many arguments")
    return joined([*parts, rest])


def _formatted(match: re.Match[str], value: Any) -> Any:
    if isinstance(value, Unknown):
        return value
    verb, flags = match[4], match[1][:-1]
    if verb in "sv" and not flags:
        if isinstance(value, list | dict) and verb == "v":
            return jsonencode(value)
        return "null" if value is None and verb == "v" else text_of(value)
    if verb == "v":
        raise UnresolvedError(Unknown("a verb of format is not evaluated"))
    if verb == "q":
        return json.dumps(text_of(value), ensure_ascii=False)
    if verb == "t":
        return text_of(tobool(value))
    if verb in "dxXbo":
        number = number_of(value)
        if not isinstance(number, int):
            raise EvaluationError("not an integer")
        return format(number, f"{flags.replace('-', '<')}{verb}")
    return format(float(number_of(value)), f"{flags}f") if verb == "f" else f"%{flags}s" % text_of(value)


def format_list(template: Any, *arguments: Any) -> list[Any]:
    lengths = {len(item) for item in arguments if isinstance(item, list)}
    if any(isinstance(item, Unknown) for item in arguments) or len(lengths) > 1:
        unknown = next(
            (item for item in arguments if isinstance(item, Unknown)), Unknown("lists differ in length", True)
        )
        raise UnresolvedError(unknown)
    count = lengths.pop() if lengths else 1
    rows = ([item[row] if isinstance(item, list) else item for item in arguments] for row in range(count))
    return Primitives(format_text(template, *row) for row in rows)
