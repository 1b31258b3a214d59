"""What a reader of a document may rely on: its format grows before a field goes, or means something else."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from document_schemas import PUBLISHED
from repository import GOLDEN

PROMISED = GOLDEN / "document_formats.json"
REGENERATE = "LANDFAST_GOLDEN=write .venv/bin/pytest tests/house/test_document_formats.py"
SCHEMAS = {path.name.removesuffix(".schema.json"): path for path in sorted(PUBLISHED.glob("*.json"))}
# What people write is no document of ours; what is signed says all by its two fields.
WITHOUT_FORMAT = {"blueprint", "rules", "signature"}
# Made of a spec, which has a promise of its own.
OF_SPECS = {"blueprint", "rules", "spec-show", "spec-schema"}
Forms = dict[str, dict[str, str]]


def schema(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def alternatives(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a document may be, at its top."""
    if "$ref" in found:
        return [found["$defs"][found["$ref"].rpartition("/")[2]]]
    parts: list[Mapping[str, Any]] = found.get("anyOf", [found])
    return parts


def fields(part: Mapping[str, Any]) -> dict[str, str]:
    """Each field, with what may stand there; with `?` it may be missing."""
    required = part.get("required", ())
    return {
        f"{name}{'' if name in required else '?'}": json.dumps(told(value), sort_keys=True)
        for name, value in part.get("properties", {}).items()
    }


def told(value: Any) -> Any:
    """Without words for people."""
    if isinstance(value, list):
        return [told(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: told(each) for key, each in value.items() if key not in ("description", "title", "default")}


def forms(found: Mapping[str, Any]) -> Forms:
    """By definition; those at the top have no name."""
    top = {key: value for part in alternatives(found) for key, value in fields(part).items()}
    return {"": top, **{name: fields(one) for name, one in found.get("$defs", {}).items()}}


def lost(before: Forms, now: Forms) -> list[str]:
    """What a reader of the one before would miss, or read as something else."""
    return [
        f"{name}.{field}"
        for name, known in before.items()
        for field, form in known.items()
        if now.get(name, {}).get(field) != form
    ]


@pytest.mark.parametrize("name", SCHEMAS)
def test_its_id_is_its_own_and_the_format_in_it_stands_in_the_document(name: str) -> None:
    found = schema(SCHEMAS[name])
    head, _colon, format_ = found["$id"].rpartition(":")
    assert head == f"urn:landfast:{name}"
    said = [part["properties"].get("format") for part in alternatives(found)]
    if name not in WITHOUT_FORMAT:
        assert said[0] in ({"const": int(format_)}, {"enum": [int(format_)]})


def test_no_document_loses_what_its_format_promises() -> None:
    found = {name: schema(path) for name, path in SCHEMAS.items() if name not in OF_SPECS}
    now = {one["$id"]: forms(one) for one in found.values()}
    if os.environ.get("LANDFAST_GOLDEN") == "write":
        PROMISED.write_text(json.dumps(packed(now), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    promised = unpacked(json.loads(PROMISED.read_text(encoding="utf-8")))
    gone = {id_: missed for id_, before in promised.items() if id_ in now and (missed := lost(before, now[id_]))}
    assert gone == {}, "let the format of these grow (core/document.py), and say so in the changes"
    assert promised == now, f"what is new is promised from now on: {REGENERATE}"


def test_a_field_that_goes_or_changes_is_noticed_and_one_that_comes_is_not() -> None:
    before = {"": {"a": "1"}, "Finding": {"rule": "2", "path?": "3"}}
    assert lost(before, {**before, "More": {"b": "1"}, "": {"a": "1", "b": "2"}}) == []
    assert lost(before, {**before, "": {"a": "2"}}) == [".a"]
    assert lost(before, {"": {"a": "1"}, "Finding": {"rule": "2"}}) == ["Finding.path?"]


def packed(all_forms: Mapping[str, Forms]) -> dict[str, Any]:
    """Definitions that several documents have stand once."""
    shared: Forms = {}
    for one in all_forms.values():
        for name, form in one.items():
            assert not name or shared.setdefault(name, form) == form, f"{name} means two things"
    documents = {id_: {"": one[""], "has": sorted(set(one) - {""})} for id_, one in all_forms.items()}
    return {"documents": documents, "definitions": shared}


def unpacked(content: Mapping[str, Any]) -> dict[str, Forms]:
    known = content["definitions"]
    return {
        id_: {"": one[""], **{name: known[name] for name in one["has"]}} for id_, one in content["documents"].items()
    }
