"""Places in scripts: Makefiles, shell, files of settings, and the arguments that builds are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from landfast.check.project.model import Place
from landfast.check.project.text import places_in, setting
from policies.values import Unknown

_SET = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*(?:[:?+]?=|:)\s*[\"']?([^\s\"'#]*)[\"']?\s*(?:#.*)?")
_VARIABLE = re.compile(r"\$(?:\{\{?\s*(?:env\.)?(\w+)\s*\}?\}|\((\w+)\)|(\w+))")
_PASSED = re.compile(r"--build-arg[= ]+[\"']?(\w+)=(.*?)(?=\s--build-arg|$)", re.MULTILINE)
# A command substitution that runs a Python package: the project's own, which is judged itself.
_OWN = re.compile(r"[\"']?\$\$?\(.*\s-m\s+\w+")


def places_of(text: str) -> Iterator[Place]:
    """Every place of a script, with the variables that it sets itself filled in."""
    variables = variables_of(text)
    for number, line in enumerate(text.splitlines(), 1):
        code = line.strip()
        if not code or code.startswith(("#", ";", "--hash=")):
            continue
        match = _SET.fullmatch(line)
        if match:
            yield from setting(match[1], match[2], match[1], number, strict=False)
        for place in places_in(filled(code, variables), "", number, commands=True):
            yield place if not match else replace(place, what=match[1])


def variables_of(text: str) -> dict[str, str]:
    """What a script sets, by name: plain values only."""
    found = {}
    for line in text.splitlines():
        match = _SET.fullmatch(line)
        if match and match[2] and "$" not in match[2]:
            found[match[1]] = match[2]
    return found


def filled(text: str, variables: Mapping[str, str]) -> str:
    """`text` with the variables that are known put in."""
    return _VARIABLE.sub(lambda match: variables.get(match[1] or match[2] or match[3], match[0]), text)


def build_arguments(text: str, variables: Mapping[str, str]) -> Iterator[tuple[str, str | Unknown | None]]:
    """(ARG, value) of each `--build-arg`; None for what the project's own package works out from its facts."""
    for match in _PASSED.finditer(text):
        raw = match[2]
        if _OWN.match(raw):
            yield match[1], None
            continue
        value = filled(re.split(r"[\s\"',\]]", raw, maxsplit=1)[0], variables)
        yield (
            match[1],
            Unknown(f"build argument {match[1]}: `{value[:80]}` is filled in later") if "$" in value else value,
        )
