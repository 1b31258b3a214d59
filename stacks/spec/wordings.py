"""What pydantic finds, in words of a spec: no names of Python's types, what is allowed, and what was meant."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from landfast.core.meanings import meanings
from landfast.core.near import near_misses
from landfast.stacks.spec.fitting import fitting_name
from landfast.stacks.spec.meant import Section, meant_places

Parts = tuple[str, str, str, str]  # fact, value, limit, next step

# How a section is written.
EXAMPLES = {
    "residency": "{region: europe-west4}",
    "controller": "{organisation: Acme GmbH, dpo: dpo@acme.example, purpose: churn, legal_basis: contract}",
    "google": '{organization: "123456789012", billing_account: 0X0X0X-0X0X0X-0X0X0X}',
    "environments": "{dev: {}, prod: {approval: true}}",
    "costs": "{currency: EUR}",
    "platform": "{orchestrators: [vertex]}",
    "network": "{egress_hosts: [pypi.org]}",
    "project": "{data: customers.csv, target: churned, subject: customer_id}",
    "repository": "{host: github, owner: acme, name: churn}",
    "retention": "{raw_days: 365}",
    "perimeter": '{access_policy: "123456789012"}',
    "name": "churn",
    "region": "europe-west4",
    "ai": "{area: employment, role: deployer}",
    "waivers": "{rule: LF-RES-005, reason: why it is acceptable, owner: dpo@acme.example, expires: 2027-12-31}",
}
# Signs of currencies that have one code.
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "Fr.": "CHF", "₪": "ILS", "₩": "KRW", "zł": "PLN"}
_NAMES = ("Google", "Dataflow")
_DAYS = ("%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%Y.%m.%d", "%d %B %Y", "%B %d, %Y")


def shown(value: Any) -> str:
    """A value as it stands in YAML."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "nothing"
    if isinstance(value, list | tuple):
        return short(f"[{', '.join(map(shown, value))}]")
    if isinstance(value, Mapping):
        return short(f"{{{', '.join(f'{key}: {shown(one)}' for key, one in value.items())}}}")
    return short(repr(value) if isinstance(value, str) else str(value))


def short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


def about(error: ErrorDetails, section: Section | None) -> str:
    """What the text under the field says."""
    return _continued(meanings(section).get(_key(error), "")) if section else ""


def _continued(text: str) -> str:
    """In the middle of a sentence."""
    word = text.partition(" ")[0]
    return text if word[1:] != word[1:].lower() or word.startswith(_NAMES) else text[:1].lower() + text[1:]


def _key(error: ErrorDetails) -> str:
    """The field: what stands in a list is of the list's."""
    names = [key for key in error["loc"] if isinstance(key, str) and key != "[key]"]
    return names[-1] if names else ""


def _unknown_key(error: ErrorDetails, section: Section | None, root: Section) -> Parts:
    known = sorted(section.model_fields) if section else []
    meant = meant_places(str(error["loc"][-1]), section, root)
    fact = f"is no key of {getattr(root, 'called', 'the spec')}"
    if not meant:
        return fact, "", f"there are {', '.join(known)}", "remove it, or use one of these"
    if len(meant[0]) == 1:
        return fact, "", "", f"did you mean {meant[0][0]}?"
    return "stands in the wrong place", "", "", f"write {_moved(meant[0], error['input'])}"


def _moved(place: tuple[str, ...], value: Any) -> str:
    first, *rest = place
    inner = shown(value).strip("'")
    for name in reversed(rest):
        inner = f"{{{name}: {inner}}}"
    return f"{first}: {inner}"


def _too_long(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    value, limit = error["input"], error["ctx"]["max_length"]
    fits = _fitting(error, limit)
    step = f"such as {fits}" if fits else about(error, section) or "shorten it"
    return "is too long", shown(value), f"at most {limit} characters, this has {len(value)}", step


def _too_short(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    limit = error["ctx"]["min_length"]
    return "is too short", shown(error["input"]), f"at least {limit} characters", about(error, section) or "say more"


def _missing(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    example = EXAMPLES.get(_key(error))
    meaning = about(error, section)
    step = f"add it, such as {_key(error)}: {example}" if example else f"add it: {meaning}"
    return "is missing", "", "", step


def _none_named(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    example = EXAMPLES.get(_key(error))
    return "is empty", "", "at least one is needed", f"such as {example}" if example else about(error, section)


def _not_listed(error: ErrorDetails, _section: Section | None, _root: Section) -> Parts:
    value = error["input"]
    item = shown(value).strip("'")
    return "is no list", shown(value), "", f"write a list, such as [{item}]"


def _no_section(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    value, key = error["input"], _key(error)
    if key == "environments" and isinstance(value, list):
        return "is a list", shown(value), "", f"write {{{', '.join(f'{one}: {{}}' for one in value)}}}"
    example = EXAMPLES.get(key)
    # Of a list, each entry is one.
    name = f"{key}: " if key in error["loc"][-1:] else ""
    return "is no section", shown(value), "", f"write {name}{example}" if example else about(error, section)


def _no_text(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    value = error["input"]
    if isinstance(value, list) and value:
        alone = f"write {shown(value[0]).strip(chr(39))}, without brackets"
        return "is a list", shown(value), "one is needed" if len(value) > 1 else "", alone
    step = "begin it with a letter" if _key(error) == "name" else "put it in quotes, if it is meant"
    return f"is {_kind(value)}, not text", shown(value), about(error, section), step


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    # The reader's own kinds of numbers and lists remember how they were written.
    kinds = ((bool, "true or false"), (int, "a number"), (float, "a number"), (dt.date, "a date"), (list, "a list"))
    return next((words for kind, words in kinds if isinstance(value, kind)), "a section")


def _no_choice(error: ErrorDetails, _section: Section | None, _root: Section) -> Parts:
    choices = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    value = error["input"]
    near = near_misses(str(value), choices)
    meant = next(iter(near), _SIGNS.get(str(value)) or _by_article(str(value), choices))
    step = f"did you mean {meant}?" if meant else "use one of these"
    return "is not allowed", shown(value), f"allowed: {', '.join(choices)}", step


def _by_article(said: str, choices: Sequence[str]) -> str | None:
    """The legal basis that is point a to f of Art. 6(1), in the order in which they are listed."""
    point = re.search(r"6\W*1?\W*(?:lit|let|point)?\W*([a-f])\W*(?:gdpr|dsgvo|rgpd)?$", said, re.IGNORECASE)
    return choices["abcdef".index(point[1].lower())] if point and "legitimate-interests" in choices else None


def _no_truth(error: ErrorDetails, _section: Section | None, _root: Section) -> Parts:
    return "is neither true nor false", shown(error["input"]), "", "write true or false"


def _no_number(error: ErrorDetails, section: Section | None, root: Section) -> Parts:
    value = error["input"]
    if isinstance(value, float) and not math.isfinite(value):
        return _not_finite(error, section, root)
    if isinstance(value, str) and value.strip().isdecimal():
        return "is text, not a number", shown(value), "", f"write {value.strip()}, without quotes"
    digits = re.search(r"\d[\d.,_ ]*\d|\d", value) if isinstance(value, str) else None
    number = re.sub(r"\D", "", digits[0]) if digits else ""
    if isinstance(value, float):
        read = " or ".join(f"{each:.0f}" for each in (value, value * 1000) if each.is_integer())
        return "is no whole number", shown(value), "a point is for decimals", f"write {read or round(value)}"
    if _key(error).endswith("_days"):
        return "is no whole number", shown(value), "in days", "write the number alone, such as 365"
    return "is no whole number", shown(value), "", f"write the number alone, such as {number or 300}"


def _no_decimal(error: ErrorDetails, _section: Section | None, _root: Section) -> Parts:
    number = str(error["input"]).strip().replace(",", ".")
    such = number if re.fullmatch(r"\d+\.\d+", number) else "0.9"
    return "is no number", shown(error["input"]), "", f"write it with a point, such as {such}"


def _out_of_range(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    limits = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    limit = next(f"{words} {error['ctx'][name]:,}" for name, words in limits.items() if name in error["ctx"])
    return "is out of range", shown(error["input"]), limit, about(error, section)


def _no_day(error: ErrorDetails, _section: Section | None, _root: Section) -> Parts:
    day = next(filter(None, (_read_as(str(error["input"]), form) for form in _DAYS)), None)
    example = day or dt.date(2027, 12, 31)
    step = f"write {example}" if day else f"such as {example}"
    return "is no day", shown(error["input"]), "a day is YYYY-MM-DD", step


def _read_as(text: str, form: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text.strip(), form).date()  # a day has no zone
    except ValueError:
        return None


def _wrong_form(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    value, pattern = error["input"], str(error["ctx"]["pattern"])
    meaning = about(error, section)
    if pattern.startswith("^[^@"):
        return "is no e-mail address", shown(value), "such as dpo@acme.example", meaning
    if re.fullmatch(pattern, str(value).upper()):
        return "has a form that is not allowed", shown(value), meaning, f"such as {str(value).upper()}"
    fits = _fitting(error, 16 if _key(error) == "name" else 10)
    step = f"such as {fits}" if fits else ""
    return "has a form that is not allowed", shown(value), meaning or _in_words(pattern), step


def _in_words(pattern: str) -> str:
    if pattern == "^[a-z][a-z0-9]{1,9}$":
        return "2 to 10 lower-case letters and digits, a letter first"
    return f"it has to match {pattern}"


def _fitting(error: ErrorDetails, limit: int) -> str:
    """What was given, as it would be allowed: of names only."""
    place = tuple(key for key in error["loc"] if key != "[key]")
    is_name = place == ("name",)
    if not is_name and (len(place) != 2 or place[0] != "environments"):
        return ""
    joint = "-" if is_name else ""
    return fitting_name(str(error["input"]), limit, joint)


def _too_many(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    limit = f"at most {error['ctx']['max_length']}, these are {len(error['input'])}"
    return "has too many entries", "", limit, about(error, section) or "leave some out"


def _no_key(_error: ErrorDetails, _section: Section | None, _root: Section) -> Parts:
    return "is no key", "", "keys are text", "use a word, or put it in quotes"


def _not_finite(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    return "is no number that can be counted to", shown(error["input"]), "", about(error, section)


def _other(error: ErrorDetails, section: Section | None, _root: Section) -> Parts:
    fact = error["msg"].removeprefix("Value error, ").replace("Input should", "should")
    return fact, shown(error["input"]), "", about(error, section)


Wording = Callable[[ErrorDetails, Section | None, Section], Parts]
_WORDINGS: Mapping[str, Wording] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "too_short": _none_named,
    "too_long": _too_many,
    "invalid_key": _no_key,
    "finite_number": _not_finite,
    "tuple_type": _not_listed,
    "list_type": _not_listed,
    "dict_type": _no_section,
    "mapping_type": _no_section,
    "model_type": _no_section,
    "model_attributes_type": _no_section,
    "string_type": _no_text,
    "literal_error": _no_choice,
    "bool_parsing": _no_truth,
    "bool_type": _no_truth,
    "float_parsing": _no_decimal,
    "float_type": _no_decimal,
    "int_parsing": _no_number,
    "int_type": _no_number,
    "int_from_float": _no_number,
    "greater_than": _out_of_range,
    "greater_than_equal": _out_of_range,
    "less_than_equal": _out_of_range,
    "date_type": _no_day,
    "date_parsing": _no_day,
    "date_from_datetime_parsing": _no_day,
    "date_from_datetime_inexact": _no_day,
    "string_pattern_mismatch": _wrong_form,
}


def wording(error: ErrorDetails, section: Section | None, root: Section) -> Parts:
    # Of a text that a validator of its own looked at first, pydantic counts items.
    of_text = isinstance(error["input"], str) and error["type"].startswith("too_")
    return _WORDINGS.get("string_" * of_text + error["type"], _other)(error, section, root)
