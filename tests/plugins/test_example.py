"""The example package, as somebody has it: built, installed into a fresh environment, and used there."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import built_wheel
import pytest
from repository import ROOT

EXAMPLE = ROOT / "examples/plugin"
SPEC = """\
name: churn
residency: {region: europe-west4}
policies: {packages: [acme-landfast]}
extensions: {acme-archive: {days: 30, cost_centre: cc-4711}}
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an environment in which nothing but the example is installed, above what is here."""
    home = tmp_path_factory.mktemp("plugin")
    wheel = built_wheel.build("wheel", EXAMPLE, home / "dist")
    venv.create(home / "venv", symlinks=True)
    found = home / "venv/bin/python"
    command = [sys.executable, "-m", "uv", "--quiet", "pip", "install", "--no-deps", "--offline"]
    subprocess.run([*command, "--python", found, wheel], check=True)
    (site,) = (home / "venv/lib").glob("python*/site-packages")
    (site / "here.pth").write_text(f"import site; site.addsitedir({sysconfig.get_paths()['purelib']!r})\n")
    return found


def run(python: Path, home: Path, *words: object, code: int = 0) -> dict[str, Any]:
    command = [str(python), "-m", "landfast", *map(str, words), "--json"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found["result"] if done.returncode == 0 or "result" in found else found


def test_it_brings_rules_a_blueprint_and_a_stack(python: Path, tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    listed = [one for one in run(python, tmp_path, "plugins")["plugins"] if one["distribution"] == "acme-landfast"]
    assert {one["group"]: one["offers"] for one in listed} == {
        "landfast.policies": ["ACME-ENC-001", "ACME-TAG-001"],
        "landfast.blueprints": ["acme-tabular"],
        "landfast.modules": ["acme-archive"],
    }
    found = run(python, tmp_path, "check", "--fail-on", "high")
    assert found["rules_of"] == ["acme-landfast 1.0.0"]
    assert found["rules"]["ACME-TAG-001"] > 1
    ours = [one for one in found["findings"] if one["origin"]]
    assert not [one for one in ours if one["rule"] == "ACME-TAG-001"]
    assert {one["rule"] for one in ours} <= {"ACME-ENC-001"}
    made = run(python, tmp_path, "blueprint", "new", "acme-tabular")
    assert "WORKS_COUNCIL.md" in json.dumps(made) or (tmp_path / "ml/WORKS_COUNCIL.md").is_file()
    assert "europe-west4" in (tmp_path / "ml/WORKS_COUNCIL.md").read_text()


def test_its_rules_find_what_its_fixtures_say(python: Path, tmp_path: Path) -> None:
    tried = run(python, tmp_path, "rules", "test", EXAMPLE / "src/acme_landfast/rules")["rules"]
    assert [(one["rule"], one["wrong"]) for one in tried] == [("ACME-TAG-001", [])]
