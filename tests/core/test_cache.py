"""Where caches are, and that an entry is built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from landfast.core import cache
from landfast.core.errors import UserError


def test_the_folder_that_was_chosen_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDFAST_CACHE", str(tmp_path))
    assert cache.folder() == tmp_path


def test_an_account_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANDFAST_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 54_321)
    with pytest.raises(UserError, match="HOME: this account has no home folder: set HOME, or LANDFAST_CACHE"):
        cache.folder()


@pytest.mark.parametrize(
    ("platform", "base", "folder"),
    [
        ("linux", None, "home/.cache/landfast"),
        ("linux", "", "home/.cache/landfast"),
        ("linux", "relative", "home/.cache/landfast"),
        ("linux", "/var/caches", "/var/caches/landfast"),
        ("darwin", None, "home/Library/Caches/landfast"),
        ("darwin", "/var/caches", "home/Library/Caches/landfast"),
    ],
)
def test_without_a_choice_it_is_where_the_system_keeps_caches(
    platform: str, base: str | None, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANDFAST_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.platform", platform)
    if base is None:
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", base)
    assert cache.folder() == tmp_path / folder


def test_an_entry_is_built_once_and_again_when_it_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDFAST_CACHE", str(tmp_path))
    built: list[Path] = []

    def build(path: Path) -> None:
        built.append(path)
        path.write_bytes(b"whole")

    def made() -> Path:
        return cache.entry("a/thing", build, lambda path: path.read_bytes() == b"whole")

    assert made() == made() == tmp_path / "a/thing"
    assert len(built) == 1
    made().write_bytes(b"who")
    assert made().read_bytes() == b"whole"
    assert len(built) == 2
