"""What is printed goes where it can: to full, closed and narrow places, and to those that know ASCII alone."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from landfast import __version__
from landfast.cli import landfast
from landfast.core.errors import UserError
from landfast.rehearsal import RehearsalCloud
from landfast.screen.panels import command_panel, panel

LANDFAST = f"'{sys.executable}' -m landfast"
ROWS = [("project", "churn-dev"), ("buckets", "churn-dev-raw  churn-dev-features  churn-dev-models  churn-dev-root")]


def shell(line: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    environ = {**os.environ, **env}
    return subprocess.run(["bash", "-c", line], cwd=cwd, env=environ, capture_output=True, check=False)


@pytest.mark.parametrize("words", ["--help", "spec show", "plan --spec none.yaml --json"])
def test_a_full_disk_behind_the_output_is_one_line(words: str, tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text("name: churn\nresidency: {region: europe-west4}\n")
    done = shell(f"{LANDFAST} {words} > /dev/full", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(b"landfast: ")
    assert b"no space left on device" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_closed_output_and_a_reader_that_has_seen_enough_are_no_fault(tmp_path: Path) -> None:
    assert shell(f"{LANDFAST} spec schema >&-", tmp_path).stderr == b""
    assert shell(f"{LANDFAST} plan 2>&-", tmp_path).returncode == 2
    done = shell(f"set -o pipefail; {LANDFAST} spec schema | head -1", tmp_path)
    assert (done.stdout, done.stderr) == (b"{\n", b"")


def test_a_terminal_that_knows_ascii_alone_reads_it_all(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text("name: churn\nresidency: {region: Zürich}\n", encoding="utf-8")
    ascii_only = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = shell(f"{LANDFAST} plan", tmp_path, **ascii_only)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"got 'Z?rich'" in done.stderr
    (tmp_path / "landfast.yaml").write_text("name: churn\nresidency: {region: europe-west4}\n")
    done = shell(f"{LANDFAST} status", tmp_path, **ascii_only)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"landfast status - churn - dev - europe-west4")


@pytest.mark.parametrize("words", [[], ["blueprint"], ["spec"]])
def test_help_at_80_columns_cuts_nothing(words: list[str]) -> None:
    done = CliRunner().invoke(landfast, [*words, "--help"], terminal_width=80)
    assert done.exit_code == 0
    assert "..." not in done.output.replace("[ARGS]...", "")
    assert max(map(len, done.output.splitlines())) <= 80


def test_the_version_is_one_letter_away() -> None:
    assert CliRunner().invoke(landfast, ["-V"]).output.strip().endswith(__version__)


def test_a_shell_completes_commands_and_options(tmp_path: Path) -> None:
    asked = {"_LANDFAST_COMPLETE": "bash_complete", "COMP_WORDS": "landfast st", "COMP_CWORD": "1"}
    assert shell(LANDFAST, tmp_path, **asked).stdout == b"plain,status\n"


def test_a_box_is_as_wide_as_the_terminal_and_a_pipe_has_none() -> None:
    narrow, piped = (
        Console(file=io.StringIO(), width=60, force_terminal=terminal, color_system=None) for terminal in (True, False)
    )
    for console in (narrow, piped):
        panel(console, "What stands", ROWS)
    boxed, plain = (console.file.getvalue() for console in (narrow, piped))  # type: ignore[attr-defined]
    assert {len(line) for line in boxed.splitlines()} == {60}
    assert plain == "What stands\n" + "".join(f"  {name:<7}  {value}\n" for name, value in ROWS)


@pytest.mark.parametrize("width", [60, 120])
def test_a_command_of_a_box_is_whole_on_its_line(width: int) -> None:
    rows = [(f"landfast up dev --spec examples/{'diagnosis/' * 4}landfast.yaml", "again"), ("landfast check", "judge")]
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    command_panel(console, "Next", rows)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert all(any(command in line for line in lines) for command, _does in rows)
    # What stands beside a command that is whole would be copied with it.
    assert width == 120 or not any("│" in line for line in lines)


def test_a_torn_store_of_the_rehearsal_says_how_to_start_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / ".landfast" / "rehearsal"
    with RehearsalCloud(folder, types=["google_storage_bucket"]):
        pass
    store = folder / "cloud.sqlite"
    for left in folder.glob("cloud.sqlite-*"):
        left.unlink()
    content = store.read_bytes()
    for spoilt in (b"no database at all", content[:4096] + bytes(len(content) - 4096)):
        store.write_bytes(spoilt)
        said = r"cloud\.sqlite: is damaged .*start the rehearsal again.*: rm -r \.landfast/rehearsal && landfast up"
        with pytest.raises(UserError, match=said), RehearsalCloud(folder, types=["google_storage_bucket"]):
            pass
