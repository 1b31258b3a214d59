"""The shortest spec with more added to it: the stacks that it makes, or what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from landfast.core.errors import InputError
from landfast.stacks.spec import parse
from landfast.stacks.spec.source import parse_text
from landfast.synth import synthesize
from landfast.targets import find

BASE = "name: churn\nresidency: {region: europe-west4}\n"

Documents = dict[str, dict[str, Any]]


def stacks(folder: Path, text: str = "", environment: str = "dev") -> Documents:
    """Stack -> its resources."""
    spec = parse(parse_text(BASE + text, "landfast.yaml"))
    made = synthesize(spec, environment, find("rehearsal"), folder)
    return {stack.name: stack.read()["resource"] for stack in made.stacks}


def problem(text: str) -> str:
    """All that is refused of a spec's text."""
    with pytest.raises(InputError) as caught:
        parse(parse_text(text, "landfast.yaml"))
    return str(caught.value)
