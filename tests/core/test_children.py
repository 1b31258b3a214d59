"""What children of ours are told: all that they need, and nothing that opens a door elsewhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from landfast.core.certificates import installer_environ
from landfast.core.children import child_environ

TOKENS = ("GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "TF_VAR_password", "GOOGLE_APPLICATION_CREDENTIALS", "NPM_TOKEN")
NEEDED = ("PATH", "HOME", "LC_ALL", "https_proxy", "NO_PROXY", "SSL_CERT_FILE", "XDG_CACHE_HOME", "LANDFAST_CACHE")


@pytest.fixture(autouse=True)
def _shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*TOKENS, *NEEDED, "UV_INDEX_URL"):
        monkeypatch.setenv(name, f"value of {name}")


def test_a_child_gets_what_it_needs_and_no_token() -> None:
    told = child_environ()
    assert set(NEEDED) <= set(told)
    assert not set(TOKENS) & set(told)
    assert "UV_INDEX_URL" not in told
    assert "UV_INDEX_URL" in child_environ("UV_")


def test_the_installer_is_told_of_its_indexes_and_of_no_token() -> None:
    told = installer_environ()
    assert "UV_INDEX_URL" in told
    assert not set(TOKENS) & set(told)


def test_a_child_keeps_what_it_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    command = [sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"]
    done = subprocess.run(command, env=child_environ(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
