"""What stands is read from a state as the engine itself reads it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from landfast.core.errors import UserError
from landfast.synth import StackFolder
from landfast.terraform import Standing, find_engine
from landfast.terraform.standing import standing_beside

KINDS = {
    "terraform": {"backend": {"local": {}}},
    "resource": {
        "terraform_data": {
            "one": {"input": "said"},
            "counted": {"count": 2},
            "named": {"for_each": {"a b": 1, 'quoted"': 2, "größe": 3}},
        }
    },
    "data": {"terraform_remote_state": {"other": {"backend": "local", "config": {"path": "other.tfstate"}}}},
    "output": {
        "told": {"value": "${terraform_data.one.output}"},
        "many": {"value": {"list": [1, True, None]}},
        "hidden": {"value": "secret", "sensitive": True},
    },
    "module": {"inner": {"source": "./inner"}},
}
INNER = {"resource": {"terraform_data": {"deep": {"for_each": {"k": 1}}}}}


def stack_in(folder: Path) -> StackFolder:
    return StackFolder(folder.name, folder, ())


def test_addresses_and_outputs_are_those_that_the_engine_lists(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "main.tf.json").write_text(json.dumps(INNER))
    (tmp_path / "cdk.tf.json").write_text(json.dumps(KINDS))
    other = {"version": 4, "serial": 1, "lineage": "x", "outputs": {}, "resources": []}
    (tmp_path / "other.tfstate").write_text(json.dumps(other))
    command = find_engine(os.environ).command

    def engine(*words: str) -> str:
        done = subprocess.run([*command, *words], cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    engine("init", "-input=false")
    engine("apply", "-auto-approve", "-input=false")
    listed = [one for one in engine("state", "list").splitlines() if not one.startswith("data.")]
    outputs = {name: one["value"] for name, one in json.loads(engine("output", "-json")).items()}
    found = standing_beside(stack_in(tmp_path))
    assert found is not None
    assert sorted(found.addresses) == sorted(listed)
    assert len(listed) == 7
    assert found.outputs == outputs


def test_a_stack_that_was_never_applied_has_nothing_and_one_elsewhere_is_not_told(tmp_path: Path) -> None:
    config = tmp_path / "cdk.tf.json"
    config.write_text('{"terraform": {"backend": {"local": {}}}}')
    assert standing_beside(stack_in(tmp_path)) == Standing()
    config.write_text('{"terraform": {"backend": {"gcs": {"bucket": "b", "prefix": "p"}}}}')
    assert standing_beside(stack_in(tmp_path)) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 4}'])
def test_a_state_that_is_not_whole_is_said(content: str, tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text('{"terraform": {"backend": {"local": {}}}}')
    (tmp_path / "terraform.tfstate").write_text(content)
    with pytest.raises(UserError, match="is no whole state: run `landfast up` again"):
        standing_beside(stack_in(tmp_path))
