"""The generated project's README and pages, read by somebody who types every command: each line runs, in order."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import generated
import pytest

from landfast import blueprints

# Blueprint -> pages, as the README names them; what a page does, the next one finds done.
PAGES = {
    "tabular": ("README.md", "docs/learning.md", "docs/running.md", "docs/ci-cd.md"),
    "forecasting": ("README.md", "docs/forecasting.md", "docs/ci-cd.md"),
}
FEWEST = {"tabular": 40, "forecasting": 20}
# Has a test of its own, which runs it.
ELSEWHERE = ("make test",)


def commands(page: Path) -> list[str]:
    """The lines of every `sh` block; `console` blocks need an account, or another machine."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if not line.startswith(ELSEWHERE)]


def walked(factory: pytest.TempPathFactory, blueprint: str) -> Path:
    """A project as it was just generated, in a repository of its own, with the packages that its lock names."""
    installed = generated.everything(factory)
    told = {"tracking": "mlflow", "host": "github", "source": blueprints.demo_source(blueprint)}
    folder = generated.generate(factory.mktemp("walk") / "ml", blueprint, **told)
    generated.linked(folder, installed, ".venv", "requirements.lock")
    for words in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "--message", "As generated")):
        git = ("git", "-c", "user.name=Ana Lima", "-c", "user.email=ana@clinic.example", *words)
        subprocess.run(git, cwd=folder, check=True, capture_output=True)
    subprocess.run(("git", "config", "user.name", "Ana Lima"), cwd=folder, check=True)
    return folder


@pytest.mark.long
@pytest.mark.parametrize("blueprint", PAGES)
def test_every_command_of_every_page_runs(tmp_path_factory: pytest.TempPathFactory, blueprint: str) -> None:
    home = walked(tmp_path_factory, blueprint)
    pages = PAGES[blueprint]
    assert {path.relative_to(home).as_posix() for path in home.glob("docs/*.md")} | {"README.md"} == set(pages)
    lines = [line for page in pages for line in commands(home / page)]
    assert len(lines) > FEWEST[blueprint]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "VIRTUAL_ENV"))}
    # One shell for all, as a person has: it stops at the first line that fails, and says which.
    script = "set -eux\n" + "\n".join(lines) + "\n"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=home,
        env=kept | {"UV": f"{sys.executable} -m uv", "PS4": "+ ", **generated.checked_types(tmp_path_factory)},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = [line for line in done.stderr.splitlines() if line.startswith("+ ")][-1:]
    assert done.returncode == 0, f"{failed}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
