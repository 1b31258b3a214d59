"""Places in scripts: Makefiles, shell, files of settings, and the arguments that builds are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from landfast.check.projects.docker import EVERY
from landfast.check.projects.model import NamedPlace
from landfast.check.projects.text import places_in, setting
from landfast.policies.values import Unknown

_SET = re.compile(r"(?:export\s+)?([A-Za-z_][\w.]*)\s*(?:[:?+]?=|:)\s*[\"']?([^\s\"'#]*)[\"']?\s*(?:#.*)?")
_VARIABLE = re.compile(r"\$(?:\{\{?\s*(?:env\.)?(\w+)\s*\}?\}|\((\w+)\)|(\w+))")
_PASSED = re.compile(r"--build-arg[= ]+[\"']?(\w+)=(.*?)(?=\s--build-arg|$)", re.MULTILINE)
# A command substitution that runs a Python package: the project's own, which is judged itself.
_OWN = re.compile(r"[\"']?\$\$?\(.*\s-m\s+\w+")
# `docker build $(python -m PACKAGE images arguments ...)`: all of them at once.
_OWN_ARGUMENTS = re.compile(r"\bdocker\b[^\n]*\bbuild\b[^\n]*\$\$?\([^\n]*\s-m\s+\w+\s+images\s+arguments\b")


_NOTHING: Mapping[str, str] = MappingProxyType({})


def places_of(text: str, given: Mapping[str, str] = _NOTHING) -> Iterator[NamedPlace]:
    """Every place of a script, with the variables that it is given, or sets itself, filled in."""
    lines = list(_lines(text))
    variables = {**given, **_plain(match for _number, _code, match in lines)}
    for number, code, match in lines:
        name = match[1] if match else ""
        if match:
            yield from setting(name, match[2], name, number, strict=False)
        yield from places_in(filled(code, variables), name, number, commands=True)


def variables_of(text: str) -> dict[str, str]:
    """What a script sets, by name: plain values only."""
    return _plain(match for _number, _code, match in _lines(text))


def _lines(text: str) -> Iterator[tuple[int, str, re.Match[str] | None]]:
    """(number, code, what it sets) of each line; hashes of locked packages say nothing of a place."""
    for number, line in enumerate(text.splitlines(), 1):
        code = line.strip()
        if code and not code.startswith(("#", ";", "--hash=")):
            yield number, code, _SET.fullmatch(code)


def _plain(matches: Iterable[re.Match[str] | None]) -> dict[str, str]:
    return {match[1]: match[2] for match in matches if match and match[2] and "$" not in match[2]}


def filled(text: str, variables: Mapping[str, str]) -> str:
    """`text` with the variables that are known put in."""
    if "$" not in text:
        return text
    return _VARIABLE.sub(lambda match: variables.get(match[1] or match[2] or match[3], match[0]), text)


def build_arguments(text: str, variables: Mapping[str, str]) -> Iterator[tuple[str, str | Unknown | None]]:
    """(ARG, value) of each `--build-arg`; None for what the project's own package works out from its facts."""
    if _OWN_ARGUMENTS.search(text):
        yield EVERY, None
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
