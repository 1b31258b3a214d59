"""Configurations of every service, one a line of `inputs.jsonl`: what Google answers to each, in which words it begins.

`google` is as in `Case`; `first` is what has to stand before.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from refusals import PROJECT, SERVICES, answer, standing
from rehearsal_client import Client

from landfast.provider.facts import facts

__all__ = ["standing"]

ROWS = [json.loads(line) for line in Path(__file__).with_name("inputs.jsonl").read_text(encoding="utf-8").splitlines()]


def enable(client: Client, *types: str) -> None:
    """The services of kinds that an ordinary project has not."""
    for api in {facts(type_).api for type_ in types} - {f"{service}.googleapis.com" for service in SERVICES} - {""}:
        client.create("google_project_service", project=PROJECT, service=api)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['type']}: {row['name']}")
def test_google_answers(standing: Client, row: dict[str, Any]) -> None:
    before = row.get("first", ())
    enable(standing, row["type"], *(type_ for type_, _values in before))
    for type_, values in before:
        standing.create(type_, **values)
    found, words = answer(standing, row["type"], row["values"])
    assert found == row["google"], words
    assert words.replace("\n", " ").startswith(row["says"])
