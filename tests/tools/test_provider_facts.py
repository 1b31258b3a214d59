"""The facts of the provider that landfast ships are what the tool makes, byte for byte."""

from __future__ import annotations

import gzip
import json

from tools.provider_facts import TARGET, document


def test_the_facts_are_slim_and_in_the_one_form() -> None:
    text = gzip.decompress(TARGET.read_bytes()).decode()
    assert document(json.loads(text)) == text


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
