"""What Cloud Asset Inventory calls the provider's resource types, and resources by their full names.

https://docs.cloud.google.com/asset-inventory/docs/asset-types and .../asset-names
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from landfast.gcp.tables import table
from landfast.provider.facts import VARIABLE, facts, kinds_by_message

TABLE = "asset_types"
NONE = re.compile(r"(?!)")
API = re.compile(r"^.*?https://[^/]+/(?:compute/)?v\d+\w*/")


def asset_type(type_: str) -> str:
    """`storage.googleapis.com/Bucket` of `google_storage_bucket`; empty for what the inventory does not list."""
    known = facts(type_)
    if not known.api_kind or type_ in table(TABLE)["not_listed"]:
        return ""
    called: str = table(TABLE)["called"].get(type_, f"{known.api}/{known.api_kind}")
    return called


def full_name(api: str, path: str) -> str:
    """`//storage.googleapis.com/raw` of the bucket `raw`."""
    return f"//{table(TABLE)['hosts'].get(api, api)}/{path}"


def path_of(name: str) -> str:
    """What stands behind the host of a full name: `raw`, `projects/p/topics/t`."""
    return name.removeprefix("//").partition("/")[2]


def held_in(asset: str) -> str:
    """Where a type of asset that is part of another one stands: `in a cluster`; empty if it stands by itself."""
    found: Mapping[str, str] = table(TABLE)["held"]
    return next((said for form, said in found.items() if fnmatchcase(asset, form)), "")


def types_called(asset: str) -> Sequence[str]:
    """The provider's types that a type of asset may be."""
    return _types().get(asset, ())


def type_at(asset: str, path: str) -> str:
    """The provider's type of an asset with this path, by the form of its ids; empty if the provider has none."""
    candidates = types_called(asset)
    fitting = [type_ for type_ in candidates if _form(type_).fullmatch(path)]
    return next(iter(fitting or candidates), "")


def values_in(type_: str, path: str) -> Mapping[str, str]:
    """What a path says of the attributes of its type: those in the form of its ids, and of where one is made."""
    made, own = _made_in(type_).fullmatch(path), _form(type_).fullmatch(path)
    return {**(made.groupdict() if made else {}), **(own.groupdict() if own else {})}


@lru_cache(maxsize=1)
def _types() -> Mapping[str, Sequence[str]]:
    called: Mapping[str, str] = table(TABLE)["called"]
    found: dict[str, Sequence[str]] = {}
    for message, types in kinds_by_message().items():
        found[message] = [type_ for type_ in types if called.get(type_, message) == message]
    return {**found, **{asset: [type_] for type_, asset in called.items()}}


@lru_cache(maxsize=2048)
def _form(type_: str) -> re.Pattern[str]:
    template = facts(type_).id_format
    # `{{project}}/{{service}}` is no path of the API's.
    is_path = "}}/{{" not in template or re.search(r"[a-z]", VARIABLE.sub("", template))
    return _pattern(template) if is_path else NONE


@lru_cache(maxsize=2048)
def _made_in(type_: str) -> re.Pattern[str]:
    """Of one in the collection that its create call posts to: `{{taxonomy}}/policyTags`."""
    template = API.sub("", str(facts(type_).create.get("url") or "").partition("?")[0])
    return _pattern(f"{template}/{{{{?}}}}") if VARIABLE.search(template) and ":" not in template else NONE


def _pattern(template: str) -> re.Pattern[str]:
    """Each attribute once; the first of a path that goes on may be a path itself, `?` is none."""
    pattern, end, seen = "", 0, set[str]()
    for match in VARIABLE.finditer(template):
        name = match[1].rpartition(":")[2].replace(".", "__")
        inner = ".+" if match.start() == 0 and match.end() < len(template) else "[^/]+"
        pattern += re.escape(template[end : match.start()])
        pattern += inner if name == "?" else f"(?P={name})" if name in seen else f"(?P<{name}>{inner})"
        seen.add(name)
        end = match.end()
    return re.compile(pattern + re.escape(template[end:]))
