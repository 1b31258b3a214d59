"""Files and folders that appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from landfast.core.files import remove, replacing, rewrite, write, write_folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    write(path, b"one")
    write(path, b"two", mode=0o600)
    assert path.read_bytes() == b"two"
    assert mode(path) == 0o600
    assert names(path.parent) == {"file"}


def test_a_file_that_is_rewritten_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "run.sh"
    write(path, b"one")
    path.chmod(0o751)
    rewrite(path, b"two")
    assert (path.read_bytes(), mode(path)) == (b"two", 0o751)


def test_what_fails_in_the_middle_leaves_the_file_before(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write(path, b"before")

    def half() -> None:
        with replacing(path) as partial:
            partial.write_bytes(b"ha")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert path.read_bytes() == b"before"
    assert names(tmp_path) == {"file"}


def test_what_is_for_this_user_alone_is_so_from_its_first_byte(tmp_path: Path) -> None:
    with replacing(tmp_path / "file", mode=0o600) as partial:
        assert mode(partial) == 0o600


def test_a_folder_appears_with_all_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "project"
    write_folder(folder, {"x": b"1", "y/z": b"2"})
    assert (folder / "x").read_bytes() + (folder / "y/z").read_bytes() == b"12"
    assert names(folder.parent) == {"project"}


def test_a_folder_that_cannot_be_whole_does_not_appear(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="x"):
        write_folder(tmp_path / "project", {"x": b"1", "x/y": b"2"})
    assert not names(tmp_path)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "project" / "mine", b"1")
    with pytest.raises(OSError, match="project"):
        write_folder(tmp_path / "project", {"x": b"1"})
    assert names(tmp_path) == {"project"}
    assert names(tmp_path / "project") == {"mine"}


def test_a_removed_file_takes_empty_folders_with_it(tmp_path: Path) -> None:
    write(tmp_path / "kept", b"")
    write(tmp_path / "a/b/c", b"")
    remove(tmp_path / "a/b/c")
    assert names(tmp_path) == {"kept"}
