"""Refreshes the locks that generated projects start with; run by `scripts/lock-blueprints`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from landfast.blueprints.declaration import Blueprint, own
from landfast.blueprints.facts import ProjectInputs
from landfast.blueprints.library import library
from landfast.blueprints.render import SUFFIX, render
from landfast.blueprints.table import demo_source
from landfast.core.files import write

ROOT = Path(__file__).resolve().parent.parent

# Lock file -> extra of the generated pyproject.toml.
LOCKS = {"requirements.lock": "dev", "requirements-cloud.lock": "cloud"}
OPTIONS = ["--universal", "--python-version", "3.11", "--no-annotate", "--no-header", "--no-emit-index-url", "--quiet"]
LIBRARY = ROOT / "ml"
# What the library's own tests need.
LIBRARY_EXTRAS = ("beam", "kubeflow", "learn", "mlflow", "serving", "tables", "tests", "vertex")
CONTAINERS = LIBRARY / "landfast_ml" / "containers"


def main(arguments: Sequence[str]) -> None:
    """All are cut from one resolution, so that a package has the same version in each."""
    for blueprint in own():
        # A blueprint that shares another's pyproject.toml shares its locks.
        if (blueprint.template / f"pyproject.toml{SUFFIX}").is_file():
            with tempfile.TemporaryDirectory() as folder:
                _lock(blueprint, Path(folder), arguments)
    for source in sorted(CONTAINERS.glob("*/requirements.in")):
        _lock_apart(source, arguments)


def _lock(blueprint: Blueprint, folder: Path, arguments: Sequence[str]) -> None:
    rendered = render(blueprint, _inputs())
    for name in ("pyproject.toml", library().path):
        write(folder / name, rendered[name])
    everything = folder / "everything.txt"
    if "--upgrade" not in arguments:
        # uv keeps the versions that it finds in its output file, as long as they are allowed.
        everything.write_text(_kept(blueprint), encoding="utf-8")
    extras = [word for extra in LOCKS.values() for word in ("--extra", extra)]
    _compile(folder, "pyproject.toml", *extras, "-o", everything.name)
    constraints = [line for line in everything.read_text(encoding="utf-8").splitlines() if "==" in line]
    everything.write_text("\n".join(constraints) + "\n", encoding="utf-8")
    for name, extra in LOCKS.items():
        _compile(folder, "pyproject.toml", "--extra", extra, "-c", everything.name, "--generate-hashes", "-o", name)
        _keep(blueprint.template / f"{name}{SUFFIX}", _as_template((folder / name).read_text(encoding="utf-8")))
    extras = [word for extra in LIBRARY_EXTRAS for word in ("--extra", extra)]
    own = (str(LIBRARY / "pyproject.toml"), *extras, "-c", everything.name, "--generate-hashes", "-o", "library.lock")
    _compile(folder, *own)
    _keep(LIBRARY / "requirements.lock", (folder / "library.lock").read_text(encoding="utf-8"))


def _as_template(lock: str) -> str:
    """The library's wheel is another one whenever its source is: generation names it."""
    wheel = re.compile(r"(?m)^\S*landfast_ml-\S+\.whl \\\n    --hash=sha256:[0-9a-f]{64}$")
    if len(wheel.findall(lock)) != 1:
        raise SystemExit("lock_blueprints: the lock names the library's wheel in another form: mend _as_template")
    return wheel.sub("./[= library.path =] \\\\\n    --hash=sha256:[= library.sha256 =]", lock)


def _keep(target: Path, text: str) -> None:
    write(target, text.encode())
    print(f"{target.relative_to(ROOT)}: {text.count('==')} packages")


def _lock_apart(source: Path, arguments: Sequence[str]) -> None:
    """Each `requirements.in` has a lock beside it: what runs in an environment of its own, or in another image."""
    target, excluded = source.with_name("requirements.lock"), source.with_name("not-needed.txt")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "requirements.lock"
        if "--upgrade" not in arguments and target.is_file():
            made.write_bytes(target.read_bytes())
        without = ["--excludes", str(excluded)] if excluded.is_file() else []
        _compile(Path(folder), str(source), *without, "--generate-hashes", "-o", made.name)
        _keep(target, made.read_text(encoding="utf-8"))


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
    subprocess.run([sys.executable, "-P", "-m", "uv", "pip", "compile", *OPTIONS, *arguments], cwd=folder, check=True)


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
