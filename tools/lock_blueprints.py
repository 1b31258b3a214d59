"""Refreshes the locks that generated projects start with; run by `scripts/lock-blueprints`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from landfast.blueprints.declaration import Blueprint, available
from landfast.blueprints.facts import ProjectInputs
from landfast.blueprints.render import SUFFIX, render
from landfast.blueprints.table import demo_source
from landfast.core.files import write

# Lock file -> extra of the generated pyproject.toml.
LOCKS = {"requirements.lock": "dev", "requirements-cloud.lock": "cloud"}
OPTIONS = ["--universal", "--python-version", "3.11", "--no-annotate", "--no-header", "--no-emit-index-url", "--quiet"]


def main(arguments: Sequence[str]) -> None:
    """Both locks are cut from one resolution, so that a package has the same version in both."""
    for blueprint in available():
        # A blueprint that shares another's pyproject.toml shares its locks.
        if (blueprint.template / f"pyproject.toml{SUFFIX}").is_file():
            with tempfile.TemporaryDirectory() as folder:
                _lock(blueprint, Path(folder), arguments)
        _lock_apart(blueprint, arguments)


def _lock(blueprint: Blueprint, folder: Path, arguments: Sequence[str]) -> None:
    (folder / "pyproject.toml").write_text(render(blueprint, _inputs())["pyproject.toml"], encoding="utf-8")
    everything = folder / "everything.txt"
    if "--upgrade" not in arguments:
        # uv keeps the versions that it finds in its output file, as long as they are allowed.
        everything.write_text(_kept(blueprint), encoding="utf-8")
    extras = [word for extra in LOCKS.values() for word in ("--extra", extra)]
    _compile(folder, *extras, "-o", everything.name)
    for name, extra in LOCKS.items():
        _compile(folder, "--extra", extra, "-c", everything.name, "--generate-hashes", "-o", name)
        target = blueprint.template / f"{name}{SUFFIX}"
        write(target, (folder / name).read_bytes())
        print(f"{blueprint.name}/{name}: {target.read_text().count('==')} packages")


def _lock_apart(blueprint: Blueprint, arguments: Sequence[str]) -> None:
    """Each `requirements.in` has a lock beside it: what runs in an environment of its own, or in another image."""
    for source in sorted(blueprint.template.rglob(f"requirements.in{SUFFIX}")):
        target = source.with_name(f"requirements.lock{SUFFIX}")
        excluded = source.with_name(f"not-needed.txt{SUFFIX}")
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "requirements.lock"
            if "--upgrade" not in arguments and target.is_file():
                made.write_bytes(target.read_bytes())
            without = ["--excludes", str(excluded)] if excluded.is_file() else []
            command = [sys.executable, "-P", "-m", "uv", "pip", "compile", str(source), *OPTIONS, *without]
            subprocess.run([*command, "--generate-hashes", "-o", made.name], cwd=folder, check=True)
            write(target, made.read_bytes())
        print(f"{blueprint.name}/{source.parent.name}/requirements.lock: {target.read_text().count('==')} packages")


def _kept(blueprint: Blueprint) -> str:
    lines = {
        line.split(" ")[0].removesuffix("\\")
        for name in LOCKS
        if (blueprint.template / f"{name}{SUFFIX}").is_file()
        for line in (blueprint.template / f"{name}{SUFFIX}").read_text(encoding="utf-8").splitlines()
        if "==" in line and " ; " not in line
    }
    return "\n".join(sorted(lines)) + "\n"


def _compile(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-P", "-m", "uv", "pip", "compile", "pyproject.toml", *OPTIONS, *arguments]
    subprocess.run(command, cwd=folder, check=True)


def _inputs() -> ProjectInputs:
    return ProjectInputs(
        name="project",
        package="project",
        title="A project",
        purpose="",
        area="eu",
        region="europe-west4",
        source=demo_source(),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
