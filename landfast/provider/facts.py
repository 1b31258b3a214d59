"""What the provider's schema lacks, per resource type: id and import formats, API, defaults, limits, deletion."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from landfast.core.errors import UserError

DATA = Path(__file__).with_name("facts.json.gz")
VARIABLE = re.compile(r"\{\{([^}]+)\}\}")
# What tells a grant from the others on its resource, by kind; the whole policy is one.
GRANT_PARTS = {"member": ("role", "member"), "binding": ("role",), "audit_config": ("service",)}
PATHS = ("projects/", "folders/", "organizations/", "billingAccounts/", "https://")

ENDPOINT, BASE = re.compile(rb'"custom_endpoint": ?"([^"]+)"'), re.compile(rb'"base_url": ?"([^"]+)"')
MESSAGE = re.compile(rb'^\{"api": ?"([^"]+)", ?"api_kind": ?"([^"]+)"')
# Of products that have no resource of their own (google/services/*/product.go, August 2026).
OTHER_ENDPOINTS = {
    "iam_credentials_custom_endpoint": "https://iamcredentials.googleapis.com/v1/",
    "service_usage_custom_endpoint": "https://serviceusage.googleapis.com/v1/",
}

When = Literal["plan", "apply"]
AttributeFacts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """Facts of one resource type. Templates hold `{{attribute}}`, `{{short:attribute}}` (its last path segment).

    `known` is false for types newer than the facts: every other field is then empty.
    `attributes` maps paths without indexes (`versioning.enabled`) to facts: `mode` R/O/OC/C, `type`, `force_new`,
    `default`, `enum`, `regex`, `range`, `max_items`, `conflicts_with`, ... (see README.md beside the data).
    `provider_defaults` says when project/region/zone/location of the provider are filled in: at plan or at apply.
    `deletion` maps `deletion_policy`, `deletion_protection`, `force_destroy`, ... to `{"default": ...}`.
    """

    type: str
    known: bool = False
    api: str = ""
    api_kind: str = ""
    id_format: str = ""
    import_formats: tuple[str, ...] = ()
    self_link: str = ""
    create: Mapping[str, Any] = field(default_factory=dict)
    name_attribute: str = ""
    name_from_server: bool = False
    name_is_path: bool = False
    upsert: bool = False
    iam_kind: str = ""
    iam_parent: str = ""
    provider_defaults: Mapping[str, When] = field(default_factory=dict)
    deletion: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    blocks_destroy_by_default: bool = False
    cmek_attributes: tuple[str, ...] = ()
    attributes: Mapping[str, AttributeFacts] = field(default_factory=dict)


@lru_cache(maxsize=2048)
def facts(type_: str) -> TypeFacts:
    """Facts of a resource type; `known` is false if there are none."""
    line = _member_of(type_).get(type_)
    return TypeFacts(type_) if line is None else _typed(type_, json.loads(line))


def known_types() -> tuple[str, ...]:
    """Types that have facts, sorted."""
    return tuple(sorted(_lines()))


def meta() -> Mapping[str, str]:
    """Source, version and date of the facts."""
    found: Mapping[str, str] = _index()["meta"]
    return found


@lru_cache(maxsize=1)
def custom_endpoints() -> Mapping[str, str]:
    """Arguments of the provider that lead it to another place, and where it goes without: `kms_custom_endpoint`.

    Those of a place hold it in braces: `https://{{region}}-aiplatform.googleapis.com/v1/`.
    """
    found = dict(OTHER_ENDPOINTS)
    for line in _lines().values():
        name, base = ENDPOINT.search(line), BASE.search(line)
        if name and base:
            found[name[1].decode()] = base[1].decode()
    return dict(sorted(found.items()))


@lru_cache(maxsize=1)
def kinds_by_message() -> Mapping[str, tuple[str, ...]]:
    """Resource types by the message of the API that they are: `pubsub.googleapis.com/Topic` -> `google_pubsub_topic`.

    Several where a type is only a part of it, as `google_bigquery_dataset_access` is of a dataset: shortest first.
    """
    found: dict[str, list[str]] = {}
    for type_, line in _lines().items():
        message = MESSAGE.match(line)
        if message:
            found.setdefault(f"{message[1].decode()}/{message[2].decode()}", []).append(type_)
    return {message: tuple(sorted(types, key=lambda type_: (len(type_), type_))) for message, types in found.items()}


def import_id(type_: str, values: Mapping[str, Any]) -> str:
    """The id that `terraform import` takes for a resource with these attribute values.

    Raises UserError if the type cannot be imported or a value that its id needs is missing.
    """
    known = facts(type_)
    if known.iam_kind:
        return _iam_import_id(known, values)
    if not known.import_formats:
        raise UserError(f"{type_} cannot be imported: the provider has no import for it")
    # Some formats come from the documentation, which calls the project of any resource its project_id.
    aliased = {"project_id": values.get("project"), **values}
    for template in (*known.import_formats, known.id_format):
        filled = fill(template, aliased)
        if filled is not None:
            return filled
    raise UserError(f"{type_} cannot be imported without the values of {known.import_formats[0]}")


def fill(template: str, values: Mapping[str, Any]) -> str | None:
    """The template with its variables replaced; None if a value is missing, or it is a text for people.

    `projects/{project_id_or_number}/dashboards/{dashboard_id}` and `<resource> <role>` are such: nothing in them can be
    replaced, and all resources of the type would be one.
    A value that is itself a path (`projects/p/policies/x` in `{{parent}}/policies/{{name}}`) is not repeated.
    """
    if not VARIABLE.search(template):
        return None
    text, end = "", 0
    for match in VARIABLE.finditer(template):
        text += template[end : match.start()]
        end = match.end()
        shape, _colon, name = match[1].rpartition(":")
        value = values.get(name)
        if not isinstance(value, str | int) or value == "":
            return None
        text += _segment(str(value), short=shape == "short", inside=bool(text))
    return text + template[end:]


def _segment(value: str, *, short: bool, inside: bool) -> str:
    return value.rsplit("/", 1)[-1] if short or (inside and value.startswith(PATHS)) else value


def iam_resource(known: TypeFacts) -> str:
    """Template of the resource that an IAM type is about, as the ids of its grants begin."""
    return re.split(r"/\{\{role\}\}|/audit_config/|\[", known.id_format)[0]


def _iam_import_id(known: TypeFacts, values: Mapping[str, Any]) -> str:
    resource = fill(iam_resource(known), values)
    if resource is None or not all(values.get(name) for name in GRANT_PARTS.get(known.iam_kind, ())):
        raise UserError(f"{known.type} cannot be imported without the values of {known.id_format}")
    parts = [resource, *(str(values[name]) for name in ("role", "member", "service") if values.get(name))]
    conditions = values.get("condition")
    title = conditions[0].get("title") if isinstance(conditions, list) and conditions else None
    return " ".join([*parts, str(title)] if title else parts)


@lru_cache(maxsize=1)
def _lines() -> dict[str, bytes]:
    """Type -> its JSON, unparsed, of all types."""
    return dict(_lines_of(gzip.decompress(DATA.read_bytes())))


def _member_of(type_: str) -> dict[str, bytes]:
    """The same of the types that are packed together with one: a run meets few, and all of them are 5 MB."""
    index = _index()
    number = bisect_right(index["first"], type_) - 1
    return _member(number) if number >= 0 else {}


@lru_cache(maxsize=256)
def _member(number: int) -> dict[str, bytes]:
    start, end = _index()["starts"][number : number + 2]
    return dict(_lines_of(gzip.decompress(_packed()[start:end])))


def _lines_of(text: bytes) -> Iterator[tuple[str, bytes]]:
    """The file holds one type a line, so that a run parses only the types it meets."""
    for line in text.split(b"\n"):
        name, colon, body = line.partition(b'": ')
        if colon and body.startswith(b"{") and name != b'{"meta':
            yield name[1:].decode(), body.rstrip(b",")


@lru_cache(maxsize=1)
def _packed() -> bytes:
    return DATA.read_bytes()


@lru_cache(maxsize=1)
def _index() -> Mapping[str, Any]:
    """`meta`; the `first` type of each member of the archive, and where in the file the members start."""
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    head: dict[str, Any] = json.loads(reader.decompress(_packed()).partition(b', "resources"')[0] + b"}")
    starts = [len(_packed()) - len(reader.unused_data)]
    for length in head["lengths"]:
        starts.append(starts[-1] + length)
    return {"meta": head["meta"], "first": head["first"], "starts": starts}


def _typed(type_: str, raw: Mapping[str, Any]) -> TypeFacts:
    deletion = raw.get("deletion", {})
    return TypeFacts(
        type=type_,
        known=True,
        api=raw.get("api", ""),
        api_kind=raw.get("api_kind", ""),
        id_format=raw["id"]["format"],
        import_formats=tuple(raw.get("import", {}).get("formats", ())),
        self_link=raw.get("self_link", {}).get("format", ""),
        create=raw.get("create", {}),
        name_attribute=raw.get("name_attr", ""),
        name_from_server=raw.get("name_server_generated", False),
        name_is_path=raw.get("name_is_computed_path", False),
        upsert=raw.get("upsert", False),
        iam_kind=raw.get("iam_kind", ""),
        iam_parent=raw.get("iam_parent", ""),
        provider_defaults=raw.get("provider_defaults", {}),
        deletion=deletion.get("attrs", {}),
        blocks_destroy_by_default=deletion.get("blocks_destroy_by_default", False),
        cmek_attributes=tuple(raw.get("cmek_attrs", ())),
        attributes=raw.get("attributes", {}),
    )
