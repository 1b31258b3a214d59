"""Slims mined provider facts to what landfast uses: `scripts/facts MINED.json.gz` writes facts.json.gz anew."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from landfast.core.files import write
from landfast.provider.facts import known_types
from tools import ROOT

TARGET = ROOT / "landfast/provider/facts.json.gz"
Facts = Mapping[str, Any]
TYPE_KEYS = (
    "api", "api_kind", "api_version", "product", "source", "generator", "base_url", "custom_endpoint", "id",
    "self_link", "import", "identity", "create", "upsert", "updatable", "immutable", "name_attr", "name_mode",
    "name_server_generated", "name_generated_if_omitted", "name_is_computed_path", "provider_defaults", "deletion",
    "cmek_attrs", "location_attrs", "iam_kind", "iam_parent", "conditional_force_new", "plan_sets",
    "plan_sets_unknown", "timeouts", "attributes",
)  # fmt: skip
ATTRIBUTE_KEYS = (
    "type", "mode", "block", "force_new", "default", "sensitive", "write_only", "max_items", "min_items",
    "conflicts_with", "exactly_one_of", "at_least_one_of", "required_with", "enum", "enum_ignore_case", "not_enum",
    "regex", "not_regex", "range", "range_exclusive_min", "range_seconds", "length", "format", "validate", "elem",
    "diff_suppress", "state_func", "doc_values", "doc_immutable", "allow_empty", "map_key_not_regex", "link",
)  # fmt: skip
CREATE_KEYS = ("method", "url", "lro")
# What mining does not find, or finds wrong: by type its id's format, and facts of its attributes.
BY_HAND: Mapping[str, Facts] = json.loads(Path(__file__).with_name("facts_by_hand.json").read_bytes())["types"]
# Types in one member: more are packed more closely, fewer are read sooner.
_TOGETHER = 12
LOCATION_KEYS = ("mode", "default", "enum", "doc_values")


def pick(source: Facts, keys: Sequence[str]) -> dict[str, Any]:
    return {key: source[key] for key in keys if source.get(key) not in (None, {}, [])}


def slim(facts: Facts) -> dict[str, Any]:
    """One type without prose: texts of the provider's source (MPL-2.0) stay there, facts are kept."""
    kept = pick(facts, TYPE_KEYS)
    kept["attributes"] = {path: pick(spec, ATTRIBUTE_KEYS) for path, spec in facts["attributes"].items()}
    if "create" in kept:
        kept["create"] = pick(kept["create"], CREATE_KEYS)
    if "location_attrs" in kept:
        kept["location_attrs"] = {path: pick(spec, LOCATION_KEYS) for path, spec in kept["location_attrs"].items()}
    kept["id"] = pick(kept["id"], ("format", "resource_id"))
    if "self_link" in kept:
        kept["self_link"] = {**kept["self_link"], "format": whole_link(kept["self_link"].get("format", ""))}
    return kept


def corrected(facts: Facts, own: Facts) -> dict[str, Any]:
    """What was mined of a type, with what is known of it by hand."""
    known = {path: {**facts["attributes"][path], **more} for path, more in own.get("attributes", {}).items()}
    named = {"id": {**facts["id"], "format": own["id"]}} if "id" in own else {}
    return {**facts, **named, "attributes": {**facts["attributes"], **known}}


def whole_link(form: str) -> str:
    """A self link as it was mined, without what a template's own braces left of it."""
    text = form.removeprefix("{{short:}}")
    return f"{text}name}}}}" if text.endswith("{{") else text


def document(mined: Facts) -> str:
    """Valid JSON with one resource type a line, so that a reader can parse only the types it needs."""
    return gzip.decompress(packed(mined)).decode()


def packed(mined: Facts) -> bytes:
    """That document as members of gzip, so that a reader unpacks only those of the types it needs: the first has the
    index of the others."""
    meta = pick(mined["meta"], ("provider", "source_version", "source_commit"))
    meta["read"] = "2026-11"
    names = sorted(mined["resources"])
    lines = [
        f"{json.dumps(name)}: {json.dumps(facts, separators=(',', ':'), sort_keys=True)}"
        for name in names
        for facts in [slim(corrected(mined["resources"][name], BY_HAND.get(name, {})))]
    ]
    shares = [lines[start : start + _TOGETHER] for start in range(0, len(lines), _TOGETHER)]
    ends = [",\n"] * (len(shares) - 1) + ["\n}}\n"]
    members = [_member(",\n".join(share) + end) for share, end in zip(shares, ends, strict=True)]
    index = {"meta": meta, "first": names[::_TOGETHER], "lengths": list(map(len, members))}
    head = json.dumps(index, sort_keys=True).removesuffix("}") + ', "resources": {\n'
    return b"".join([_member(head), *members])


def _member(text: str) -> bytes:
    return gzip.compress(text.encode(), 9, mtime=0)


def main(source: str) -> None:
    whole = packed(json.loads(gzip.decompress(Path(source).read_bytes())))
    write(TARGET, whole)
    print(f"{TARGET.name}: {len(known_types())} types, {len(whole)} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
