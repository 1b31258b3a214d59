"""Moves each attribute that says where something is to each trap, by the tables that the policies go by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landfast.gcp.regions import catalogue
from landfast.policies.facts.keys import key_attributes
from landfast.policies.facts.tables import LocationAttribute, assessed
from tools.detection.paths import each_changed, places, stands, without

UNKNOWN = "${var.elsewhere}"
# A provider that says nothing of where.
NOWHERE = "google.nowhere"
_FLOWS = ("bucket", "dataset", "destination", "topic", "url", "image", "path")
# Judged by what else there is, not by a value that could be another.
_WITHOUT_VALUE = ("global", "opaque", "beside")
Found = Iterator[tuple[str, Any, frozenset[str], str]]


def trap_bucket(code: str) -> str:
    """The name of a bucket that stands in a trap, and that no document makes."""
    return f"elsewhere-{code.lower()}"


def moved(type_: str, body: Any, trap: Mapping[str, str]) -> Found:
    """(family, body, rules, what) of each attribute in turn moved to the trap, or set to it where it is not set."""
    for attribute in assessed()[type_].attributes if type_ in assessed() else ():
        if attribute.kind in ("block", "true", "false", *_WITHOUT_VALUE):
            continue
        value = _value(attribute, trap["code"])
        for changed in each_changed(body, attribute.names, value):
            yield trap["family"], changed, _right(attribute, trap["code"]), f"{attribute.path} = {value}"


def opened(type_: str, body: Any) -> Found:
    """The same of settings that make a thing global, and of what is left out."""
    for attribute in assessed()[type_].attributes if type_ in assessed() else ():
        if attribute.kind in ("block", "true", "false"):
            value: Any = {} if attribute.kind == "block" else attribute.kind == "false"
            for changed in each_changed(body, attribute.names, value):
                yield "made global by a setting", changed, frozenset({"LF-RES-002"}), f"{attribute.path} = {value}"
        elif attribute.kind in _WITHOUT_VALUE:
            continue
        elif attribute.absent == "nearest" and {"region", "zone"} & set(body):
            # From a region of the Union the default is the Union's own multi-region: nothing is worse.
            continue
        elif stands(body, attribute.names) and not attribute.absent.startswith("ok"):
            left_out = {**without(body, attribute.names), "provider": NOWHERE}
            rules = frozenset({"LF-RES-005" if attribute.kind in _FLOWS else "LF-RES-003", "LF-RES-003"})
            yield "left out, and the provider says nothing", left_out, rules, f"no {attribute.path}"


def _value(attribute: LocationAttribute, code: str) -> str:
    if code == UNKNOWN or attribute.kind in ("place", "config"):
        return code
    return {
        "parent": f"projects/p/locations/{code}",
        "in": f"projects/p/locations/{code}/things/t",
        "path": f"projects/p/locations/{code}/things/t",
        "bucket": trap_bucket(code),
        "dataset": f"projects/p/datasets/elsewhere_{code.lower().replace('-', '_')}",
        "destination": f"storage.googleapis.com/{trap_bucket(code)}",
        "topic": f"projects/p/topics/elsewhere-{code.lower()}",
        "url": f"https://service-1.{code}.run.app/x",
        "image": f"{code}-docker.pkg.dev/p/r/i",
    }[attribute.kind]


def _right(attribute: LocationAttribute, code: str) -> frozenset[str]:
    if attribute.kind in _FLOWS:
        return frozenset({"LF-RES-005"} | ({"LF-RES-002"} if code == "global" else set()))
    if code == UNKNOWN:
        return frozenset({"LF-RES-004"})
    if code == "global":
        return frozenset({"LF-RES-002"})
    if code in catalogue() or code.rpartition("-")[0] in catalogue():
        return frozenset({"LF-RES-001"})
    # A code that the product has is outside; of one that it doesn't have nobody can tell where it is.
    return frozenset({"LF-RES-001", "LF-RES-004"})


def rekeyed(type_: str, body: Any, trap: Mapping[str, Any]) -> Found:
    """(family, body, rules, what) of each attribute that names a key, in turn."""
    attributes = assessed()[type_].attributes if type_ in assessed() else ()
    pinned = any(attribute.kind == "place" and "." not in attribute.path for attribute in attributes)
    for names in key_attributes().get(type_, ()):
        if trap["family"] == "key in another region of the area" and not pinned:
            # What has no place of its own may have its key anywhere in the area.
            continue
        key = trap["key"]
        value = key if key in (None, UNKNOWN) else f"projects/p/locations/{key}/keyRings/r/cryptoKeys/k"
        if any(True for _place in places(body, names)):
            bodies = [without(body, names)] if value is None else each_changed(body, names, value)
            for changed in bodies:
                yield trap["family"], changed, frozenset({trap["rule"]}), f"{'.'.join(names)} = {value}"
