"""A run on a disk that is full: `python -m tools.chaos.disk FOLDER BYTES WANTED`, in a namespace of its own.

A small tmpfs can be mounted by anybody in a user namespace (`unshare --user --map-root-user --mount`), where the kernel
allows those; it is gone with the process. A limit on the size of files would not do: a disk is full for all of them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tools.chaos.home import Home
from tools.chaos.kinds import UP, Undisturbed, next_up

NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")
MENDED = "1g"


def available() -> bool:
    """Whether this machine lets its users mount a disk of their own."""
    if shutil.which(NAMESPACE[0]) is None:
        return False
    probe = "mount -t tmpfs -o size=64k none /mnt"
    return not subprocess.run([*NAMESPACE, "sh", "-c", probe], capture_output=True, check=False).returncode


def disk_full(folder: Path, size: int, wanted: Undisturbed) -> list[str]:
    """What does not hold of an `up` on a disk of that size, and of the next on a larger one."""
    folder.mkdir(parents=True, exist_ok=True)
    told = folder.with_suffix(".json")
    told.write_text(json.dumps([wanted.standing, wanted.count, wanted.size]), encoding="utf-8")
    command = [*NAMESPACE, sys.executable, "-P", "-m", "tools.chaos.disk", str(folder), str(size), str(told)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return [done.stderr.strip()[-600:]]
    found: list[str] = json.loads(done.stdout)
    return found


def main(folder: str, size: str, told: str) -> None:
    standing, count, whole = json.loads(Path(told).read_bytes())
    wanted = Undisturbed([(kind, name, text) for kind, name, text in standing], count, whole)
    place = Path(folder)
    mount = ["mount", "-t", "tmpfs"]
    subprocess.run([*mount, "-o", f"size={size}", "none", folder], check=True)
    home = Home.new(place / "home", Path(told).with_suffix(".said"))
    code = home.run(*UP)
    problems = _said_well(home.said(), code)
    subprocess.run([*mount, "-o", f"remount,size={MENDED}", "none", folder], check=True)
    print(json.dumps([*problems, *next_up(home, wanted)]))


def _said_well(said: str, code: int) -> list[str]:
    """One line that says what is wrong and what to do, and exit code 1; a disk that was large enough is no test."""
    lines = [line for line in said.splitlines() if line.startswith("landfast:")]
    problems = [] if code == 1 else [f"exit code {code}, not 1"]
    if "Traceback" in said or (len(lines) != 1 and said):
        problems.append(f"said: {said[-600:]}")
    return problems


if __name__ == "__main__":
    main(*sys.argv[1:])
