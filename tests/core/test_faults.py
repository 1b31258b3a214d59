"""How a command ends in a way that nobody expected: in one line, with an exit code of its own and the details kept."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from landfast.core import faults

# A command in which something is raised, as from deep inside.
RAISES = """
import sys
from landfast import cli
def broken(*_, **__):
    raise {raised}
cli.landfast.main = broken
cli.main()
"""


def run(raised: str, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", RAISES.format(raised=raised), *words]
    return subprocess.run(line, env=os.environ | environ, capture_output=True, text=True, check=False)


def test_a_fault_of_our_own_is_one_line_and_a_file(tmp_path: Path) -> None:
    done = run("KeyError('maybe')", TMPDIR=str(tmp_path))
    assert (done.returncode, done.stdout) == (70, "")
    (file,) = tmp_path.glob("landfast-fault-*.txt")
    assert done.stderr == f"landfast: a fault of its own, KeyError: 'maybe'; report it with {file}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert re.search(r"landfast \S+, Python 3.*Traceback .*KeyError: 'maybe'", file.read_text(), re.DOTALL)


def test_with_json_it_is_a_document(tmp_path: Path) -> None:
    done = run("ValueError('x')", "--json", TMPDIR=str(tmp_path))
    document = json.loads(done.stdout)
    assert (document["ok"], document["exit_code"], done.returncode, done.stderr) == (False, 70, 70, "")


def test_without_a_place_for_the_file_nothing_is_lost() -> None:
    """Python falls back to other folders, so all of them are taken away."""
    gone = "type('Gone', (ValueError,), {})('x')"
    script = RAISES.format(raised=gone).replace("cli.main()", "import tempfile; tempfile.mkstemp = no; cli.main()")
    script = "def no(*_, **__):\n    raise OSError(28, 'No space left on device')\n" + script
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert "could not be written" in done.stderr
    assert "Traceback" in done.stderr


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.ENOSPC, "landfast: /x/state: no space left on device: free some space, then run the same command again"),
        (errno.EROFS, "landfast: /x/state: read-only file system: choose a folder that can be written to"),
        (errno.EACCES, "landfast: /x/state: permission denied: let this account read and write it"),
    ],
)
def test_a_machine_that_can_be_mended_is_no_fault(code: int, says: str) -> None:
    done = run(f"OSError({code}, __import__('os').strerror({code}), '/x/state')")
    assert done.returncode == 1
    assert done.stderr.startswith(says)
    assert done.stderr.count("\n") == 1


def test_an_error_of_no_machine_is_none() -> None:
    assert faults.machines(OSError("no number")) is None
    assert faults.machines(FileNotFoundError(errno.ENOENT, "No such file", "x")) is None


def test_who_reads_only_the_beginning_hears_of_no_fault() -> None:
    done = run("BrokenPipeError(32, 'Broken pipe')")
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Error: write plan.tfplan: no space left on device.", "no space left on device: free some space"),
        ("sqlite3.OperationalError: database or disk is full", "no space left on device: free some space"),
        ("open terraform.tfstate: permission denied", "permission denied: let this account"),
        ("open /x/y: read-only file system", "read-only file system: choose a folder"),
        ("googleapi: Error 403: Permission denied on resource project x", None),
        ("Error: something else", None),
    ],
)
def test_what_programs_say_of_the_machine(said: str, words: str | None, tmp_path: Path) -> None:
    known = faults.machines_words(said, tmp_path)
    assert (known is None) == (words is None)
    if words is not None:
        assert str(known).startswith(f"{tmp_path}: {words}")
