"""HashiCorp's provider, brought by an engine: without a way to its registry that is said, with what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from landfast.core.errors import UserError
from landfast.provider.genuine import SETTINGS
from landfast.synth.model import StackFolder
from landfast.terraform.bringing import BROUGHT, bring_genuine
from landfast.terraform.engine import engine_environ, find_engine
from landfast.terraform.errors import failure
from landfast.terraform.messages import Diagnostic

# Nobody listens there.
CUT_OFF = {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "", "TF_REGISTRY_DISCOVERY_RETRY": "0"}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDFAST_CACHE", str(tmp_path / "cache"))


def test_without_a_network_it_is_said_how_to_go_on_and_nothing_is_taken_for_brought(tmp_path: Path) -> None:
    environ = engine_environ(os.environ, isolated=True) | CUT_OFF
    for _again in range(2):
        with pytest.raises(UserError) as caught:
            bring_genuine(find_engine(os.environ), "~> 8.7", environ)
        said = str(caught.value)
        assert said.startswith("provider genuine: ")
        assert "can't bring hashicorp/google: Error: " in said
        assert said.endswith("name its program by LANDFAST_GENUINE_PROVIDER=PATH, or leave out --provider, which "
                             "rehearses with the stand-in")  # fmt: skip
    assert not list(tmp_path.rglob(SETTINGS))


def test_what_was_brought_before_asks_no_network(tmp_path: Path) -> None:
    engine = find_engine(os.environ)
    folder = tmp_path / "cache" / "genuine" / f"{engine.name}8.7"
    folder.mkdir(parents=True)
    (folder / SETTINGS).write_text(f'path = "{folder / BROUGHT}"')
    assert bring_genuine(engine, "~> 8.7", {}) == folder / SETTINGS


@pytest.mark.parametrize(
    ("said", "step"),
    [
        (
            "googleapi: Error 501: The rehearsal cloud does not answer any method of pubsub.googleapis.com",
            "only the stand-in rehearses that: `landfast up` without --provider, once nothing stands",
        ),
        (
            "Unrecognized remote plugin message: hello. This usually means file permissions",
            "what was started is no provider for this machine: of a rehearsal LANDFAST_GENUINE_PROVIDER names another",
        ),
    ],
)
def test_what_only_a_genuine_provider_meets_says_what_to_do(tmp_path: Path, said: str, step: str) -> None:
    folder = StackFolder("data", tmp_path, ())
    assert f"next: {step}" in str(failure(folder, "apply", [Diagnostic("error", said, "")], "", 1))
