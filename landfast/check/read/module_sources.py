"""Which repository a module's source means: the short forms are those that Terraform spells out when it fetches.

https://developer.hashicorp.com/terraform/language/modules/sources
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORCED = re.compile(r"[A-Za-z0-9]+::")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://")
# `git@github.com:acme/mods.git`: what ssh takes for a path on a host.
_SSH = re.compile(r"(?:[^@/]+@)?([^:/]+):/?(?!/)(.+)")
_S3_HOST = re.compile(r"([^/]+)\.s3(-[a-z0-9-]+|\.[a-z0-9-]+)?\.amazonaws\.com/(.*)")
# Hosts whose repositories are two segments: what follows is a folder in one.
_TWO_SEGMENTS = ("github.com/", "bitbucket.org/")
_LIMIT = re.compile(r"\s*(=|!=|>=?|<=?|~>)?\s*v?([0-9]+(?:\.[0-9]+)*)\s*")
_SHORT_OF = re.compile(r"v?([0-9]+(?:\.[0-9]+)*)(?:\+.*)?")


@dataclass(frozen=True, slots=True)
class ModuleRepository:
    """Where it stands (`github.com/acme/mods`), the folder in it, and the query (`ref=v2.0.0`)."""

    place: str
    folder: str
    query: str


def repository(source: str) -> ModuleRepository:
    """What a source means, in whichever form it is written: by https, by ssh, with `git::` or without."""
    address, _, query = _FORCED.sub("", source.strip(), count=1).partition("?")
    scheme = _SCHEME.match(address)
    bare = address[scheme.end() :] if scheme else address
    ssh = None if scheme else _SSH.fullmatch(bare)
    bare = f"{ssh[1]}/{ssh[2]}" if ssh else bare.rpartition("@")[2] if "@" in bare.partition("/")[0] else bare
    place, _, folder = bare.partition("//")
    if place.startswith(_TWO_SEGMENTS) and place.count("/") > 2 and not folder:
        host, owner, name, folder = place.split("/", 3)
        place = f"{host}/{owner}/{name}"
    s3 = _S3_HOST.fullmatch(place)
    place = f"s3{s3[2] or ''}.amazonaws.com/{s3[1]}/{s3[3]}" if s3 else place
    pairs = sorted(pair for pair in query.split("&") if pair and not pair.startswith(("depth=", "sshkey=")))
    return ModuleRepository(place.strip("/").removesuffix(".git"), folder.strip("/"), "&".join(pairs))


def permits(wanted: str, version: str) -> bool:
    """Whether a version is one that a call wants (`~> 1.2, != 1.2.5`).

    One before a release (`1.3.0-rc1`) is wanted only by its whole name, and what can't be read is wanted by none.

    https://developer.hashicorp.com/terraform/language/expressions/version-constraints
    """
    if version == wanted.strip("= "):
        return True
    released = _SHORT_OF.fullmatch(version)
    limits = [_LIMIT.fullmatch(part) for part in wanted.split(",")]
    return released is not None and all(limit is not None and _within(limit, _numbers(released[1])) for limit in limits)


def _within(limit: re.Match[str], found: tuple[int, ...]) -> bool:
    sign, written = limit[1] or "=", [int(number) for number in limit[2].split(".")]
    least = _numbers(limit[2])
    if sign == "~>":
        # All but the last number that is written stay as they are.
        return found >= least and found[: max(len(written) - 1, 1)] == least[: max(len(written) - 1, 1)]
    return {
        "=": found == least,
        "!=": found != least,
        ">": found > least,
        ">=": found >= least,
        "<": found < least,
        "<=": found <= least,
    }[sign]


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(number) for number in version.split(".")]
    return (*numbers, *(0 for _ in range(3 - len(numbers))))
