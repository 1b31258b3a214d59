"""Generated pages and tables agree with the code, and every dependency says why it is here."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest
from repository import ROOT


# One process makes what both look at, and the other does not wait for it.
@pytest.mark.long
@pytest.mark.xdist_group("detection")
def test_generated_pages_are_current() -> None:
    done = subprocess.run([sys.executable, "-m", "tools.docs", "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_dependency_has_its_reason_and_an_upper_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    page = (ROOT / "docs/dependencies.md").read_text()
    needed = [
        *project["dependencies"],
        *(one for extra in ("tables", "up", "engine") for one in project["optional-dependencies"][extra]),
    ]
    for requirement in needed:
        name = re.split(r"[<>=]", requirement)[0]
        if name == "landfast[tables]":
            continue
        assert f"`{name}`" in page, name
        assert "<" in requirement or "==" in requirement, requirement


LOCKS = [
    "requirements.lock",
    *map(str, [*ROOT.glob("landfast/**/*.lock"), *ROOT.glob("blueprints/*/template/*.lock.j2")]),
]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        if not entry.startswith("#"):
            assert "--hash=sha256:" in entry, entry


def test_no_file_waits_for_later_work() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.splitlines() if name.endswith((".py", ".j2", ".md"))]
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|NotImplemented" + r"Error)\b")
    assert [str(file) for file in files if file.is_file() and words.search(file.read_text(encoding="utf-8"))] == []
