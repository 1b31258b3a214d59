"""The facts of the provider that landfast ships are what the tool makes, byte for byte."""

from __future__ import annotations

import gzip
import json

from landfast.provider.facts import facts, known_types
from tools.provider_facts import TARGET, document, packed


def test_the_facts_are_slim_and_in_the_one_form() -> None:
    kept = json.loads(gzip.decompress(TARGET.read_bytes()))
    made = json.loads(gzip.decompress(packed(kept)))
    # How long a member is depends on the zlib that packed it.
    assert [json.dumps({**each, "lengths": len(each["lengths"])}) for each in (made, kept)] == [
        json.dumps({**kept, "lengths": len(kept["first"])})
    ] * 2


def test_a_type_is_read_from_its_member_as_from_the_whole() -> None:
    whole = json.loads(gzip.decompress(TARGET.read_bytes()))["resources"]
    assert tuple(sorted(whole)) == known_types()
    read = {name: facts(name) for name in whole}
    assert all(read[name].known and read[name].attributes == whole[name].get("attributes", {}) for name in whole)
    assert not any(facts(name).known for name in ("a", "google_zzz", "google_storage_bucke", '{"meta'))


def test_prose_of_the_source_is_left_there() -> None:
    described = {"type": "string", "description": "Words of the provider's.", "force_new": True}
    mined = {
        "meta": {"provider": "hashicorp/google", "mined_on": "some day"},
        "resources": {"google_x": {"id": {"format": "x/{{name}}", "note": "prose"}, "attributes": {"name": described}}},
    }
    made = json.loads(document(mined))
    assert made["meta"] == {"provider": "hashicorp/google", "read": "2026-11"}
    assert made["resources"] == {
        "google_x": {"attributes": {"name": {"force_new": True, "type": "string"}}, "id": {"format": "x/{{name}}"}}
    }
