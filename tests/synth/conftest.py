"""What the tests of synthesis share."""

from __future__ import annotations

from pathlib import Path

import pytest
from repository import ROOT

from landfast.core import cache
from landfast.stacks.spec import load
from landfast.synth import stacks_of_each
from landfast.targets import find


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that nothing is in but the cut-down bindings and what is compiled: no synthesis is kept there yet."""
    made = cache.folder()
    stacks_of_each([(load(ROOT / "examples" / "diagnosis" / "landfast.yaml"), "dev", find("rehearsal"))])
    own = tmp_path / "cache"
    own.mkdir()
    for name in ("bindings", "jsii", "bytecode"):
        (own / name).symlink_to(made / name)
    monkeypatch.setenv("LANDFAST_CACHE", str(own))
    return own
