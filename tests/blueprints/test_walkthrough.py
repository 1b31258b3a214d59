"""The generated project's README and pages, read by somebody who types every command: each line runs, in order."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import generated
import pytest

# As the README names them; what a page does, the next one finds done.
PAGES = ("README.md", "docs/learning.md", "docs/running.md", "docs/ci-cd.md")
# Has a test of its own, which runs it.
ELSEWHERE = ("make test",)


def commands(page: Path) -> list[str]:
    """The lines of every `sh` block; `console` blocks need an account, or another machine."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if not line.startswith(ELSEWHERE)]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as it was just generated, in a repository of its own, with the packages that its lock names."""
    installed = generated.everything(tmp_path_factory)
    folder = generated.generate(tmp_path_factory.mktemp("walk") / "ml", tracking="mlflow", host="github")
    (folder / ".venv").symlink_to(installed / ".venv")
    for words in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "--message", "As generated")):
        git = ("git", "-c", "user.name=Ana Lima", "-c", "user.email=ana@clinic.example", *words)
        subprocess.run(git, cwd=folder, check=True, capture_output=True)
    subprocess.run(("git", "config", "user.name", "Ana Lima"), cwd=folder, check=True)
    return folder


def test_every_command_of_every_page_runs(home: Path) -> None:
    assert {path.relative_to(home).as_posix() for path in home.glob("docs/*.md")} | {"README.md"} == set(PAGES)
    lines = [line for page in PAGES for line in commands(home / page)]
    assert len(lines) > 40
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "VIRTUAL_ENV"))}
    # One shell for all, as a person has: it stops at the first line that fails, and says which.
    script = "set -eux\n" + "\n".join(lines) + "\n"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=home,
        env=kept | {"UV": f"{sys.executable} -m uv", "PS4": "+ "},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = [line for line in done.stderr.splitlines() if line.startswith("+ ")][-1:]
    assert done.returncode == 0, f"{failed}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
