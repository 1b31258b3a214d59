"""Outputs both ways: what a stack writes is read back as it was, and whatever else a state says is an error."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from landfast.stacks.outputs import EnvironmentOutputs, MlOutputs, NetworkOutputs, OutputsError

NETWORK = {"network": "projects/p/global/networks/n", "subnetwork": "projects/p/regions/r/subnetworks/s"}


def test_what_a_stack_writes_is_read_back() -> None:
    ml = MlOutputs("e", "t", "f", None, "w", "i", {"training": "training@p.iam.gserviceaccount.com"})
    assert ml.written()["online_store"] == ""
    told = EnvironmentOutputs.parse({"ml": ml.written(), "network": NETWORK})
    assert told == EnvironmentOutputs(ml=ml, network=NetworkOutputs(**NETWORK))


def test_a_stack_that_is_not_up_is_none() -> None:
    assert EnvironmentOutputs.parse({"network": {}, "a-stack-of-last-year": {}}) == EnvironmentOutputs()
    assert EnvironmentOutputs.parse({}).ml is None


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"network": {"network": "n"}}, r"^outputs\.network\.subnetwork: missing .*; run `landfast up` again"),
        (
            {"network": NETWORK | {"subnetwrok": "s"}},
            r"^outputs\.network\.subnetwrok: told by the stack, but not known",
        ),
        ({"network": NETWORK | {"network": ""}}, r"^outputs\.network\.network: "),
        ({"network": NETWORK | {"network": 7}}, r"^outputs\.network\.network: .*7"),
        ({"netwrok": NETWORK}, r"^outputs\.netwrok: told by the stack, but not known"),
        (
            {"operations": {"audit_dataset": "a", "alerts": {"drift": None}, "dashboards": {}}},
            r"^outputs\.operations\.alerts\.drift: ",
        ),
        (
            {"cluster": {"cluster": "c", "identities": {"kubflow": "a@b"}}},
            r"^outputs\.cluster\.identities\.kubflow: ",
        ),
    ],
)
def test_a_miss_is_an_error_and_never_an_empty_text(raw: dict[str, dict[str, Any]], says: str) -> None:
    with pytest.raises(OutputsError, match=says):
        EnvironmentOutputs.parse(raw)


def test_every_miss_is_said_at_once() -> None:
    with pytest.raises(OutputsError) as caught:
        EnvironmentOutputs.parse({"network": {"network": "n", "x": "y"}, "ml": {"endpoint": "e"}})
    places = {problem.path for problem in caught.value.problems}
    assert {"outputs.network.subnetwork", "outputs.network.x", "outputs.ml.tensorboard"} <= places


@pytest.mark.parametrize("module", ["landfast.stacks.outputs", "landfast.stacks.spec", "landfast.modules.names"])
def test_no_cdk_is_imported(module: str) -> None:
    code = f"import sys, {module}; print(sorted(name for name in sys.modules if name.startswith(('cdktn', 'jsii'))))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
