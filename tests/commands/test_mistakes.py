"""The mistakes of a first hour: what is said of each is `mistakes.txt`, whole, as it was reviewed by eye."""

from __future__ import annotations

from pathlib import Path

import pytest
from mistakes import Mistake, made, mistakes

MISTAKES = mistakes()
# What a person knows nothing of: Python's types, pydantic's words, and what an exception is called.
PYTHON = (
    "tuple",
    "dictionary",
    "instance of",
    "NoneType",
    "Errno",
    "Traceback",
    "Error:",
    "should be a valid",
    "pydantic",
    "\\n",
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.title)
def test_a_mistake_is_told_as_it_was_reviewed(mistake: Mistake, tmp_path: Path) -> None:
    found = made(mistake, tmp_path / "me")
    assert (found.says, found.exit_code) == (mistake.says, mistake.exit_code)


def test_there_are_many_and_each_is_refused_in_few_lines_without_words_of_python() -> None:
    assert len(MISTAKES) >= 60
    assert len({one.title for one in MISTAKES}) == len(MISTAKES)
    for mistake in MISTAKES:
        assert mistake.exit_code in (1, 2), mistake.title
        said = mistake.says.replace("\n>\nError: ", "").replace("\nError: ", "")
        assert not [word for word in PYTHON if word in said], mistake.title
        assert len(said.splitlines()) <= 6, mistake.title
