"""What `pip install landfast` brings is small, enough to check and to generate, and names the extra for all else."""

from __future__ import annotations

import json
import re
import subprocess
from importlib.metadata import metadata
from pathlib import Path

import built_wheel
import pytest
from repository import ROOT

from landfast.core.extras import missing

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("wheel-extras")

TABLE = "id,churned,visits\n" + "".join(f"c{row},{row % 2},{row % 7}\n" for row in range(100))
BYTES = 80_000_000


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_wheel.installed(tmp_path_factory)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "landfast.yaml").write_text("name: churn\nresidency: {area: eu, region: europe-west4}\n")
    (tmp_path / "customers.csv").write_text(TABLE)
    (tmp_path / "main.tf").write_text('resource "google_storage_bucket" "b" {\n  name = "b"\n  location = "US"\n}\n')
    return tmp_path


def use(programs: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    # No Node.js and no Terraform of this machine, either.
    environ = built_wheel.environ(folder / "cache") | {"PATH": str(programs)}
    command = [programs / "landfast", *words]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_it_is_small(programs: Path) -> None:
    files = [path for path in programs.parent.rglob("*") if path.is_file() and not path.is_symlink()]
    assert sum(path.stat().st_size for path in files if path.suffix != ".pyc") < BYTES


def test_it_checks_and_generates(programs: Path, folder: Path) -> None:
    assert "residency" in use(programs, folder, "spec", "show").stdout
    checked = use(programs, folder, "check", "main.tf", "--json")
    assert "LF-RES-001" in {finding["rule"] for finding in json.loads(checked.stdout)["result"]["findings"]}
    assert use(programs, folder, "blueprint", "new", "tabular").returncode == 0
    assert use(programs, folder, "check", "ml").returncode == 0
    assert use(programs, folder, "blueprint", "upgrade").returncode == 0


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (("up",), "up"),
        (("plan",), "up"),
        (("check",), "up"),
        (("graph",), "up"),
        (("synth", "--out", "out"), "up"),
        (("down", "dev", "--yes"), "up"),
        (("check", "main.tf", "--checkov"), "up"),
        (
            ("blueprint", "new", "tabular", "--data", "customers.csv", "--target", "churned", "--subject", "id"),
            "tables",
        ),
        (("blueprint", "new", "tabular", "--from-bigquery", "p-bcdef.d.t", "--target", "t", "--no-subject"), "tables"),
    ],
)
def test_what_is_missing_says_how_to_get_it(programs: Path, folder: Path, words: tuple[str, ...], extra: str) -> None:
    done = use(programs, folder, *words)
    assert done.returncode == 1
    told = done.stderr.strip().splitlines()[-1]
    assert re.fullmatch(rf"landfast: .+: the extra `{extra}` is not installed: pip install 'landfast\[{extra}\]'", told)


def test_every_extra_that_is_named_is_there() -> None:
    offered = metadata("landfast").get_all("Provides-Extra") or []
    for module in ("cdktn", "google.cloud.bigquery", "pyarrow", "uv"):
        found = re.search(r"landfast\[(\w+)\]", str(missing(module)))
        assert found is not None
        assert found[1] in offered
    assert missing("landfast") is None


def test_the_pages_of_a_wheel_lead_somewhere() -> None:
    text = str(metadata("landfast").get_payload())
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert len(links) > 10
    (home,) = (one.partition(", ")[2] for one in metadata("landfast").get_all("Project-URL") or [] if one[:4] == "Repo")
    for link in links:
        # A heading of the page itself stays one.
        assert link.startswith(("https://", "#"))
        inside = link.removeprefix(f"{home}/blob/v{metadata('landfast')['Version']}/")
        assert inside == link or not inside or (ROOT / inside.partition("#")[0]).exists()
