"""`make lock` of a generated project: the library is locked by hash beside what it needs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import generated

LOCKS = ("requirements.lock", "requirements-cloud.lock")


def packages(folder: Path, pinned: set[tuple[str, str]]) -> None:
    """Wheels with these names and versions that hold nothing and need nothing: an index without a network."""
    folder.mkdir()
    for name, version in pinned:
        stem = f"{name.replace('-', '_')}-{version}"
        with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{stem}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            wheel.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{stem}.dist-info/RECORD", "")


def test_what_a_team_adds_is_locked_beside_the_library(tmp_path: Path) -> None:
    project = generated.generate(tmp_path / "ml", "tabular")
    before = {name: (project / name).read_text(encoding="utf-8") for name in LOCKS}
    pinned = {pin for text in before.values() for pin in re.findall(r"^([a-z0-9-]+)==([^ ;]+)", text, re.MULTILINE)}
    packages(tmp_path / "index", pinned | {("xgboost", "3.1.2")})
    asked = project / "pyproject.toml"
    asked.write_text(asked.read_text().replace('dependencies = ["', 'dependencies = ["xgboost>=3,<4", "'))
    config = tmp_path / "uv.toml"
    config.write_text(f'no-index = true\nfind-links = ["{tmp_path / "index"}"]\n')
    environ = os.environ | {"UV_CONFIG_FILE": str(config), "UV_CACHE_DIR": str(tmp_path / "cache")}
    command = ["make", "lock", f"UV={sys.executable} -m uv"]
    done = subprocess.run(command, cwd=project, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    library = re.compile(r"^\./vendor/landfast_ml-[^ ]+ \\\n    --hash=sha256:[0-9a-f]{64}$", re.MULTILINE)
    for name in LOCKS:
        text = (project / name).read_text(encoding="utf-8")
        assert library.findall(text) == library.findall(before[name]) != []
        assert re.search(r"^xgboost==3\.1\.2 \\\n    --hash=", text, re.MULTILINE)
