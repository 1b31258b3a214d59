"""Why two clouds answer the same request with other values: what only Google can know, by the name and form of it."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from landfast.provider.facts import facts
from landfast.provider.schema import UnknownTypeError
from landfast.provider.tree import SchemaAttribute, data_source, resource_type

# Between the path of a text that is JSON, and the path inside of it.
TEXT = "$."
INDEX = re.compile(r"\[[^]]*\]")


@dataclass(frozen=True, slots=True)
class Reason:
    """`names`: the last word of an attribute's path; `form`: what both of its values look like; `why` they differ."""

    names: re.Pattern[str]
    form: re.Pattern[str]
    why: str


def _reason(names: str, form: str, why: str) -> Reason:
    return Reason(re.compile(names), re.compile(form), why)


# Of values that nobody can configure, and that both sides have. What is null on one side is never explained.
REASONS = (
    _reason(
        r"(\w+_)?(time|timestamp|updated|created)|time_created|last_modified\w*|generation",
        r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)|\d{10,16}",
        "the time at which it was made or changed",
    ),
    _reason(r"etag|(\w+_)?fingerprint", r"\S+", "a mark of the content's version, which is made by the server"),
    _reason(r"(project_)?number|project_numbers", r"\d+", "a number that Google gives a project"),
    _reason(
        r"(\w+_)?(unique_id|uid|generated_id|numeric_id|instance_id|generate_name|tuple_id|policy_id)|\w*_id_number",
        r"[\w-]+",
        "an id that Google gives what it makes",
    ),
    _reason(r"\w+_id", r"\d{12,}", "an id that Google gives what it makes"),
)
# Names that nobody gives: what a server numbers, and UUIDs.
CHOSEN = re.compile(r"\d{10,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ONE_RELEASE = "an attribute that only one of the two releases has"
SERVER_NAMED = "a name that Google chooses"
NAMES_OTHER = "names what Google has numbered or named"
# Shorter ones stand in other words by chance.
SHORTEST = 5


def explanation(type_: str, path: str, stand_in: object, genuine: object) -> str:
    """Why the two values of an attribute differ; empty if nothing explains it."""
    if not isinstance(stand_in, str | int) or not isinstance(genuine, str | int) or not _is_answered(type_, path):
        return ""
    word, both = INDEX.sub("", path).rsplit(".", 1)[-1], (str(stand_in), str(genuine))
    for reason in REASONS:
        if reason.names.fullmatch(word) and all(map(reason.form.fullmatch, both)):
            return reason.why
    chosen = facts(type_).name_from_server or all(CHOSEN.fullmatch(one.rpartition("/")[2]) for one in both)
    return SERVER_NAMED if word in ("id", "name") and chosen and _siblings(*both) else ""


def of_one_release(path: str, names: Set[str]) -> bool:
    """Whether the schema that these names (paths without indexes) are of has no such attribute, and what holds it."""
    parts = without_indexes(path).split(".")
    for end in range(1, len(parts) + 1):
        name, above = ".".join(parts[:end]), "".join(f"{part}." for part in parts[: end - 1])
        if name not in names:
            return any(one.startswith(above) for one in names)
    return False


def without_indexes(path: str) -> str:
    return INDEX.sub("", path)


def token(value: object) -> str:
    """What other values hold that name this one: its last part."""
    found = str(value).rsplit("/", 1)[-1]
    return found if len(found) >= SHORTEST else ""


def is_secret(type_: str, path: str) -> bool:
    """Whether the provider hides it. What isn't known is no secret only where the schema has it."""
    found = _attribute(type_, path)
    return found is not None and found.sensitive


def _is_answered(type_: str, path: str) -> bool:
    """Whether the cloud alone says it. Each resource may be imported by an `id`, so the schema has it as optional."""
    found = _attribute(type_, path)
    # What a text holds nobody knows; but that a server answers what was asked for.
    return path == "id" or TEXT in path or (found is not None and not found.configurable)


def _siblings(one: str, other: str) -> bool:
    """Whether two names are of the same parent."""
    return one.rpartition("/")[0] == other.rpartition("/")[0]


def _attribute(type_: str, path: str) -> SchemaAttribute | None:
    """That of the schema; for what is inside of a value that is an object, the attribute that holds it."""
    known, parts = _attributes(type_), INDEX.sub("", path).split(".")
    return next((known[name] for end in range(len(parts), 0, -1) if (name := ".".join(parts[:end])) in known), None)


@lru_cache(maxsize=512)
def _attributes(type_: str) -> dict[str, SchemaAttribute]:
    try:
        found = (data_source(type_[5:]) if type_.startswith("data.") else resource_type(type_)).block
    except UnknownTypeError:
        return {}
    return {item.path: item for item in found.walk() if isinstance(item, SchemaAttribute)}
