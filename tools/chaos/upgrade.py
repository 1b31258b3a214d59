"""A `blueprint upgrade` that is killed between two files, and what the next one makes of the project."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
from pathlib import Path

from landfast.blueprints.record import ANSWERS, BASE, pack
from landfast.core.errors import UserError
from landfast.core.files import write
from tools.chaos.home import LANDFAST

# A project as an older blueprint made it; `base` is as it was generated.
OLD = Path(__file__).resolve().parents[2] / "tests/golden/old_kind.tar.xz"
KILLED = """
import os, signal, sys
left = int(sys.argv.pop())
def hook(event, _arguments):
    global left
    if event == "os.rename":
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
from landfast.__main__ import main
main()
"""


def upgrade_killed(folder: Path, renames: int) -> list[str]:
    """Killed with -9 after so many files; the next upgrade ends as one without trouble."""
    wanted = folder / "upgraded"
    if not wanted.exists():
        _extract(wanted)
        _upgrade(wanted)
    project = folder / f"killed-{renames}"
    _extract(project)
    command = [sys.executable, "-P", "-c", KILLED, "blueprint", "upgrade", str(project), str(renames)]
    code = subprocess.run(command, capture_output=True, check=False).returncode
    if code >= 0:
        return [f"it ended with {code} before it could be killed"]
    _upgrade(project)
    one, other = _content(wanted), _content(project)
    return [f"differs: {name}" for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)][:5]


def _upgrade(project: Path) -> None:
    done = subprocess.run([*LANDFAST, "blueprint", "upgrade", project], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise UserError(done.stderr)


def _extract(into: Path) -> None:
    """The project with its record, which is packed anew from what was generated."""
    whole = into.with_suffix(".whole")
    with tarfile.open(OLD) as archive:
        archive.extractall(whole, filter="data")
    base = whole / "base"
    files = {path.relative_to(base).as_posix(): path.read_bytes() for path in base.rglob("*") if path.is_file()}
    answers = (whole / "answers.json").read_bytes()
    for name, content in {**files, BASE: pack(files), ANSWERS: answers}.items():
        write(into / name, content)


def _content(project: Path) -> dict[str, str]:
    files = [path for path in project.rglob("*") if path.is_file() and path.suffix != ".gz"]
    return {str(path.relative_to(project)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
