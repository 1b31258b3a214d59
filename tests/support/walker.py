"""Types what pages say, one command after another, as a person does in one terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sysconfig
import venv
from collections.abc import Iterable
from pathlib import Path

from pages import Typed
from repository import ROOT

PROGRAM = "#!{python}\nimport sys\nfrom landfast.__main__ import main\nsys.exit(main())\n"


def checkout(into: Path) -> Path:
    """The repository's files as a clone has them, with an environment that `bin/landfast` takes for an installed one.

    It runs the copied code; the packages are those that this test runs on, since installing them is not what is tried.
    """
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
        source, copy = ROOT / name, into / name
        if name and (source.is_file() or source.is_symlink()) and not name.endswith(".venv"):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy, follow_symlinks=False)
    home = into / ".venv"
    venv.create(home, with_pip=False, symlinks=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    paths = (into, into / "ml", sysconfig.get_path("purelib"))
    Path(packages, "checkout.pth").write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    program = home / "bin/landfast"
    program.write_text(PROGRAM.format(python=home / "bin/python"), encoding="utf-8")
    program.chmod(0o755)
    (home / "installed").touch()
    return into


class Walker:
    """One terminal: folder and variables stay from command to command."""

    def __init__(self, folder: Path, environ: dict[str, str], notes: Path) -> None:
        self.folder = folder
        self.environ = environ
        self._notes = notes
        notes.mkdir()

    def walk(self, typed: Iterable[Typed]) -> None:
        for each in typed:
            self.type(each)

    def type(self, typed: Typed) -> None:
        """Fails with all that was printed if the exit code is another than the page says."""
        folder, variables = self._notes / "folder", self._notes / "variables"
        leave = f"pwd >{shlex.quote(str(folder))}; env -0 >{shlex.quote(str(variables))}"
        done = subprocess.run(
            ["bash", "-c", f"trap {shlex.quote(leave)} EXIT\n{typed.text}"],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == typed.code, f"{typed.place}: $ {typed.text}\nexit {done.returncode}\n{done.stdout}"
        assert "Traceback" not in done.stdout, f"{typed.place}: $ {typed.text}\n{done.stdout}"
        self.folder = Path(folder.read_text(encoding="utf-8").rstrip("\n"))
        pairs = os.fsdecode(variables.read_bytes()).split("\0")
        self.environ = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
