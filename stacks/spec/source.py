"""Reads the YAML behind a spec, with the shortest one as the example."""

from __future__ import annotations

from pathlib import Path

from landfast.core import yaml_source
from landfast.core.yaml_source import Source

__all__ = ["FIRST_SPEC", "SHORTEST", "Source", "parse_text", "read"]

FIRST_SPEC = "name: churn\nresidency: {region: europe-west4}"
SHORTEST = "the shortest is\n\n    " + FIRST_SPEC.replace("\n", "\n    ") + "\n"


def read(path: Path, option: str = "--spec", example: str = SHORTEST) -> Source:
    """The document in `path`, named by `option`. Raises: InputError if there is none or it is not one YAML mapping."""
    return yaml_source.read(path, option, example)


def parse_text(text: str, name: str) -> Source:
    """The document in `text`. Raises: InputError with the line and column of the fault."""
    return yaml_source.parse_text(text, name, SHORTEST)
