"""Pages lead where they say, are short enough to be read, and are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import GUIDES, anchors, commands, links, readable, words
from repository import ROOT

README = ROOT / "README.md"


def leads_nowhere(page: Path, target: str) -> bool:
    name, _, heading = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    if not path.exists():
        return True
    return bool(heading) and heading not in anchors(path)


@pytest.mark.parametrize("page", readable(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    assert [target for target in links(page) if leads_nowhere(page, target)] == []


def test_the_readme_is_read_in_minutes() -> None:
    assert len(README.read_text(encoding="utf-8").split()) < 900


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda page: page.stem)
def test_a_guide_is_read_in_a_break(guide: Path) -> None:
    assert words(guide) <= 500


def test_every_guide_is_found_from_the_index_and_every_page_by_a_link() -> None:
    listed = {(GUIDES / target.partition("#")[0]).resolve() for target in links(GUIDES / "README.md")}
    assert {path for path in GUIDES.glob("*.md") if path.stem != "README"} <= listed
    linked = {(page.parent / link.partition("#")[0]).resolve() for page in readable() for link in links(page)}
    # A link to a folder shows its index, or the files in it.
    shown = {path for target in linked if target.is_dir() for path in target.glob("*.md")}
    assert [path for path in readable() if path not in {*linked, *shown, README}] == []


def test_what_a_page_says_of_exit_codes_is_told_apart(tmp_path: Path) -> None:
    page = ROOT / "docs/guides/moving.md"
    codes = {each.text.partition("#")[0].strip(): each.code for each in commands(page)}
    assert codes["landfast up --no-pipeline"] == 2
    assert codes["landfast plan"] == 0
