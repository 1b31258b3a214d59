"""Places in Dockerfiles: where the base images come from, and what their commands name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from landfast.check.projects.model import NamedPlace
from landfast.check.projects.text import known_image, places_in, setting
from landfast.policies.values import Unknown

_CONTINUED = re.compile(r"\\[ \t]*\n")
_FROM = re.compile(r"FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*", re.IGNORECASE)
_COPY_FROM = re.compile(r"(?:COPY|ADD)\s+.*?--from=(\S+)", re.IGNORECASE)
_GIVEN = re.compile(r"(?:ARG|ENV)\s+(\w+)(?:[= ](.*))?", re.IGNORECASE | re.DOTALL)
_DEPTH = 6
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))")

# ARG -> what the project's build files pass for it: values, or `Unknown` for what is worked out there.
BuildArguments = Mapping[str, Sequence[str | Unknown]]
# Stands for every ARG: a build file passes what the project's own package works out.
EVERY = "*"


def is_dockerfile(name: str) -> bool:
    return (
        name in ("Dockerfile", "Containerfile")
        or name.startswith("Dockerfile.")
        or name.lower().endswith(".dockerfile")
    )


def places_of(text: str, arguments: BuildArguments) -> Iterator[NamedPlace]:
    """Every place of a Dockerfile. An ARG without a default is what the project's build files pass for it."""
    values: dict[str, Sequence[str | Unknown]] = {}
    stages: set[str] = set()
    for number, line in _lines(text):
        given = _GIVEN.fullmatch(line)
        base = _FROM.fullmatch(line) or _COPY_FROM.match(line)
        if given:
            name, default = given[1], (given[2] or "").strip().strip("\"'")
            passed = arguments.get(name, arguments.get(EVERY))
            if line[:3].upper() == "ARG" and not default:
                values[name] = (
                    passed
                    if passed is not None
                    else [Unknown(f"ARG {name} has no default and no build file of the project passes it")]
                )
            else:
                values[name] = [default, *(passed or ())]
            yield from setting(name, default, f"{line[:3].upper()} {name}", number, strict=False)
        if base:
            if base[1].lower() not in stages and base[1] != "scratch" and not base[1].isdigit():
                for image in dict.fromkeys(_filled(base[1], values)):
                    if not isinstance(image, str) or image.lower() not in stages:
                        yield NamedPlace("image", line.split()[0].upper(), "image", _image(image), number)
            if base.re is _FROM and base[2]:
                stages.add(base[2].lower())
        else:
            # A default is judged where it is used as an image.
            yield from (
                p
                for p in places_in(line, line.split()[0].upper(), number, commands=True)
                if not given or p.kind != "image"
            )


def _image(image: str | Unknown) -> str | Unknown:
    return known_image(image) if isinstance(image, str) and image else image or Unknown("no image is named")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """(number of the first line, instruction) of each instruction, its continued lines joined."""
    number = 1
    whole = text.replace("\r\n", "\n")
    for raw in re.split(r"(?<!\\)\n", _CONTINUED.sub(r"\\\n", whole)):
        line = raw.replace("\\\n", " ").strip()
        if line and not line.startswith("#"):
            yield number, line
        number += raw.count("\n") + 1


def _filled(image: str, values: Mapping[str, Sequence[str | Unknown]], depth: int = 0) -> list[str | Unknown]:
    """Every image that a name with variables can be."""
    match = _VARIABLE.search(image)
    if match is None:
        return [image]
    if depth > _DEPTH:
        return [Unknown("its variables lead to each other")]
    name, default = match[1] or match[3], match[2]
    unset = Unknown(f"`{match[0]}` is set by nothing in this file")
    options = values.get(name, [default or unset])
    found: list[str | Unknown] = []
    for option in options:
        if isinstance(option, Unknown):
            found.append(option)
        else:
            found += _filled(image[: match.start()] + option + image[match.end() :], values, depth + 1)
    return found
