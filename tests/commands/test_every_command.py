"""What holds for every command, whichever comes next: one document with --json, whose form is published."""

from __future__ import annotations

import click
import pytest
from every_command import EVERY, options

from tools.docs.documents import OTHERS, RESULTS

# What it prints is a protocol.
NONE = {"mcp"}


@pytest.mark.parametrize("name", sorted(EVERY))
def test_it_prints_one_document_of_a_published_form(name: str) -> None:
    assert ("--json" in options(name)) is (name not in NONE)
    assert (name in {*RESULTS, *OTHERS}) is (name not in NONE)
    assert EVERY[name].help


@pytest.mark.parametrize("name", sorted(EVERY))
def test_it_asks_nothing_by_itself(name: str) -> None:
    """click would ask for a value where nobody is: what is asked, `landfast init` asks a person who is there."""
    assert not [one for one in EVERY[name].params if isinstance(one, click.Option) and one.prompt]


def test_no_document_is_published_of_a_command_that_there_is_not() -> None:
    assert {*RESULTS, *OTHERS} <= set(EVERY)
