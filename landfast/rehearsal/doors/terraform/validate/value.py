"""Checks of one known value against its facts: enums, patterns, ranges, lengths, formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from landfast.provider.facts import AttributeFacts
from landfast.rehearsal.doors.terraform.validate.formats import FORMATS
from landfast.rehearsal.doors.terraform.values import UNKNOWN

# RFC 6996, and the one that Partner Interconnect has: google/verify/validation.go of the provider.
PRIVATE_AS_NUMBERS = (range(64512, 65535), range(4200000000, 4294967295), range(16550, 16551))

INTEGERS = range(-(2**63), 2**63)


def problems(name: str, value: Any, facts: AttributeFacts) -> Iterator[str]:
    """What is wrong with a value, in the provider's words; nothing if it is not known yet."""
    if value is UNKNOWN or value is None:
        return
    if isinstance(value, list):
        yield from _list_problems(name, value, facts)
    elif isinstance(value, dict):
        yield from _map_problems(name, value, facts)
    elif isinstance(value, str):
        yield from _text_problems(name, value, facts)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        yield from _number_problems(name, value, facts)


def _list_problems(name: str, value: list[Any], facts: AttributeFacts) -> Iterator[str]:
    most, least = facts.get("max_items", 0), facts.get("min_items", 0)
    if most and len(value) > most:
        yield f"Too many list items: {name} supports {most} item maximum, but config has {len(value)} declared."
    if len(value) < least:
        yield f"Not enough list items: {name} requires {least} item minimum, but config has only {len(value)} declared."
    element_facts = facts.get("elem", {})
    for element in value:
        yield from problems(name, element, element_facts)


def _map_problems(name: str, value: dict[str, Any], facts: AttributeFacts) -> Iterator[str]:
    for pattern in facts.get("map_key_not_regex", ()):
        for key in value:
            if _matches(pattern, key):
                yield f"{name}: key {key!r} is not allowed"


def _text_problems(name: str, value: str, facts: AttributeFacts) -> Iterator[str]:
    if value == "" and (facts.get("allow_empty") or facts.get("format") == "json"):
        # The provider normalizes JSON before it looks at it, and no text stays none.
        return
    yield from _enum_problems(name, value, facts)
    for pattern in facts.get("regex", ()):
        if not _matches(pattern, value):
            yield f'"{name}" ("{value}") doesn\'t match regexp "{pattern}"'
    for pattern in facts.get("not_regex", ()):
        if _matches(pattern, value):
            yield f'"{name}" ("{value}") must not match regexp "{pattern}"'
    if "length" in facts:
        yield from _between(f"length of {name}", len(value), *facts["length"])
    if "range_seconds" in facts and re.match(r"^\d+(\.\d+)?s$", value):
        yield from _between(name, float(value[:-1]), *facts["range_seconds"])
    check = FORMATS.get(facts.get("format", ""))
    reason = check(value) if check is not None else None
    if reason is not None:
        yield f'"{name}" {reason}'


def _enum_problems(name: str, value: str, facts: AttributeFacts) -> Iterator[str]:
    allowed = facts.get("enum")
    if allowed is not None:
        if facts.get("enum_ignore_case"):
            found = value.lower() in [str(choice).lower() for choice in allowed]
        else:
            found = value in [str(choice) for choice in allowed]
        if not found:
            choices = " ".join(f'"{choice}"' for choice in allowed)
            yield f"expected {name} to be one of [{choices}], got {value}"
    if value in facts.get("not_enum", ()):
        yield f"expected {name} to not be {value}"


def _number_problems(name: str, value: int | Decimal, facts: AttributeFacts) -> Iterator[str]:
    if facts.get("type") == "int" and not (isinstance(value, int) and value in INTEGERS):
        # The provider looks at nothing else of a number that Go has no integer for: it has come as a float.
        yield f"{name} must be a whole number, got {_as_float(value)}"
        return
    allowed = facts.get("enum")
    if allowed is not None and value not in allowed:
        yield f"expected {name} to be one of {allowed}, got {value}"
    if "range" in facts:
        least, most = facts["range"]
        if facts.get("range_exclusive_min") and least is not None and value == least:
            yield f"expected {name} to be more than ({least}), got {value}"
        yield from _between(name, value, least, most)
    if facts.get("validate") == "verify.ValidateRFC6996Asn" and not any(value in own for own in PRIVATE_AS_NUMBERS):
        yield f'expected "{name}" to be a RFC6996-compliant Local ASN, got {value}'


def _between(name: str, value: Any, least: Any, most: Any) -> Iterator[str]:
    if least is not None and most is not None and not least <= value <= most:
        yield f"expected {name} to be in the range ({least} - {most}), got {value}"
    elif least is not None and value < least:
        yield f"expected {name} to be at least ({least}), got {value}"
    elif most is not None and value > most:
        yield f"expected {name} to be at most ({most}), got {value}"


def _matches(pattern: str, value: str) -> bool:
    return _compiled(pattern).search(value) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    r"""RE2 in Python: `\z` is `\Z`, `$` is the end of the text, `\pL` and `\p{L}` are letters."""
    text = pattern.replace(r"\z", r"\Z").replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d")
    # Inside a class a letter cannot be written as a class of its own: `[\p{L}\p{N}]` is then words.
    text = text.replace(r"[[^\W\d_]\d", r"[\w").replace(r"[[^\W\d_]", r"[\w")
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", text))


def _as_float(value: int | Decimal) -> str:
    """As Go prints it."""
    try:
        return repr(float(value))
    except OverflowError:
        return "+Inf" if value > 0 else "-Inf"
