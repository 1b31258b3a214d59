"""Fields of systems that offices export from, by which a whole header is known: SAP's `GBDAT`, HL7's `PID.7`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from landfast_ml.privacy.personal.words import Phrase

_APART = re.compile(r"[^a-z0-9]+")


def fields(header: str) -> Iterator[Phrase]:
    """What systems hold under a header, whatever its case and the marks between."""
    name = _APART.sub(" ", header[:200].lower()).strip()
    yield from _known().get(name, ())


@cache
def _known() -> Mapping[str, tuple[Phrase, ...]]:
    text = files(__package__).joinpath("lists", "systems.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Phrase]] = {}
    for system in tomllib.loads(text)["system"]:
        for sure in ("sure", "maybe"):
            for kind, names in system.get(sure, {}).items():
                for name in names:
                    found.setdefault(name, {}).setdefault(kind, Phrase((name,), kind, sure=sure == "sure"))
    return {name: tuple(phrases.values()) for name, phrases in found.items()}
