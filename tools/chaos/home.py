"""A folder with a spec in which landfast runs, is watched, and is killed; and what stands there afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from landfast.rehearsal.process import STORE
from landfast.terraform.record import json_at
from tools.chaos.standing import Standing, standing
from tools.processes import descendants

Victim = Literal["landfast", "terraform", "plugin", "all"]
SPEC = "name: clinic\nresidency: {region: europe-west4}\n"
LANDFAST = (sys.executable, "-P", "-m", "landfast")
SECONDS = 600.0
POLL_SECONDS = 0.005
STEP = "rehearsal |"


@dataclass(frozen=True)
class Home:
    """`folder` is made anew. Its rehearsal is that of the shortest spec. `told`: where to keep what commands say."""

    folder: Path
    told: Path | None = None

    @classmethod
    def new(cls, folder: Path, told: Path | None = None) -> Home:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "landfast.yaml").write_text(SPEC, encoding="utf-8")
        return cls(folder, told)

    @property
    def cloud(self) -> Path:
        return self.folder / ".landfast" / "rehearsal"

    @property
    def stacks(self) -> list[Path]:
        """Folders of stacks, as far as there are any yet."""
        return [path for path in (self.cloud / "dev").glob("*") if path.is_dir()]

    def standing(self) -> Standing:
        return standing(self.cloud)

    def count(self) -> int:
        """How many resources and grants the cloud has by now."""
        path = self.cloud / STORE
        if not path.is_file():
            return 0
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as store:
                rows = store.execute("SELECT (SELECT count(*) FROM resource WHERE deleted = 0) + count(*) FROM iam")
                return int(rows.fetchone()[0])
        except sqlite3.Error:  # Its tables are just being made.
            return 0

    def steps(self) -> int:
        """How many steps the command that runs, or ran last, has told of."""
        return sum(line.startswith(STEP) for line in self.said().splitlines())

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Runs a command, with what it says in a file."""
        # Not in the folder, whose disk may be full.
        with self._said.open("w") as said:
            return subprocess.Popen(
                [*LANDFAST, *words], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, text=True
            )

    def run(self, *words: str) -> int:
        """Runs a command to its end: its exit code."""
        return self.start(*words).wait(SECONDS)

    def said(self) -> str:
        return self._said.read_text(encoding="utf-8", errors="replace")

    @property
    def _said(self) -> Path:
        return self.told or self.folder.with_name(f"{self.folder.name}.said")

    def kill_when(self, process: subprocess.Popen[str], due: Callable[[int], bool], victim: Victim) -> bool:
        """Kills when the cloud's count is due and the victim runs, and waits until all of the run is gone.

        False: it was over before.
        """
        until = time.monotonic() + SECONDS
        while process.poll() is None and time.monotonic() < until:
            if due(self.count()) and self.kill(process, victim):
                return True
            time.sleep(POLL_SECONDS)
        process.wait(SECONDS)
        return False

    def kill(self, process: subprocess.Popen[str], victim: Victim) -> bool:
        """Kills, then waits until nothing of the run is left; false: there was nothing to kill, and all goes on."""
        family = list(descendants(process.pid))
        victims = list(self._victims(process.pid, family, victim))
        if not victims:
            return False
        for pid in victims:
            _kill(pid)
        process.wait(SECONDS)
        until = time.monotonic() + 60
        while any(_runs(pid) for pid in family) and time.monotonic() < until:
            time.sleep(0.05)
        return True

    def runs(self, process: subprocess.Popen[str], victim: Victim) -> bool:
        """Whether there is something of a run to kill."""
        return any(True for _ in self._victims(process.pid, list(descendants(process.pid)), victim))

    def _victims(self, landfast: int, family: list[int], victim: Victim) -> Iterator[int]:
        if victim in ("landfast", "all"):
            yield landfast
        if victim in ("terraform", "all"):
            yield from (pid for folder in self.stacks if (pid := _engine(folder)) in family)
        if victim == "plugin":
            yield from (pid for pid in family if "landfast.rehearsal" in _command(pid))
        if victim == "all":
            yield from family


def _engine(folder: Path) -> int:
    try:
        return int(json_at(folder / "process.json").get("pid") or 0)
    except OSError:
        return 0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").replace("\0", " ")
    except OSError:
        return ""


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
