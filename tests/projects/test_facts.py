"""What generated projects are told of an environment is what their library asks for."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from landfast_ml.contract.facts import DataClass

from landfast.projects.facts import environment_facts
from landfast.stacks.outputs import EnvironmentOutputs
from landfast.stacks.spec import load

SPEC = "name: churn\nresidency: {region: europe-west4}\nenvironments: {dev: {}}\n"


def test_every_key_that_the_library_may_ask_for_is_in_the_facts(tmp_path: Path) -> None:
    path = tmp_path / "landfast.yaml"
    path.write_text(SPEC, encoding="utf-8")
    facts = environment_facts(load(path), "dev", EnvironmentOutputs())
    assert set(get_args(DataClass)) <= set(facts.keys)
    assert all("/cryptoKeys/" in key for key in facts.keys.values())
