"""What reading a contract costs: landfast does it in every command, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

LOADED = "import sys, landfast_ml.contract; print(*sorted(m for m in sys.modules if m.startswith('landfast_ml')))"


def test_a_contract_is_read_without_the_library() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["landfast_ml", "landfast_ml.contract"]


def test_what_is_public_is_found_when_it_is_asked_for() -> None:
    import landfast_ml

    assert {name: getattr(landfast_ml, name).__name__ for name in landfast_ml.__all__} == {
        name: name for name in landfast_ml.__all__
    }
