"""Bills of materials (CycloneDX 1.6): what landfast and each project's images are made of, with where that is said."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from landfast import __version__
from landfast.core.digests import sha256

if TYPE_CHECKING:
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component

SITE = uuid.uuid5(uuid.NAMESPACE_URL, "https://cyclonedx.org/landfast")
# `name==1.2 ; marker \` of a lock, and the hashes below it.
LOCKED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>[^\s;\\]+)\s*(;\s*(?P<marker>[^\\]+?))?\s*\\?$"
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
SHA256 = "sha256:"


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """A package. `hashes`: SHA-256 of its files, as the lock has them; `marker`: where it is installed."""

    name: str
    version: str
    hashes: tuple[str, ...] = ()
    marker: str = ""


@dataclass(frozen=True, slots=True)
class BaseImage:
    """An image that others are built on; `digest` "" where it is not pinned yet."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class BillOf:
    """What a bill is of: a program or an image. `sources`: name -> SHA-256 of the files that say what is in it."""

    name: str
    version: str
    packages: Sequence[LockedPackage]
    images: Sequence[BaseImage]
    sources: Mapping[str, str]


def locked(text: str) -> tuple[LockedPackage, ...]:
    """The packages of a lock, as `uv pip compile` writes it."""
    found: dict[tuple[str, str], LockedPackage] = {}
    head: re.Match[str] | None = None
    hashes: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith((" ", "\t")) and head is not None:
            hashes += HASH.findall(line)
            continue
        if head is not None:
            one = _package(head, hashes)
            found[one.name, one.version] = one
        head, hashes = LOCKED.match(line), []
    return tuple(found.values())


def _package(head: re.Match[str], hashes: Sequence[str]) -> LockedPackage:
    return LockedPackage(_normal(head["name"]), head["version"], tuple(hashes), (head["marker"] or "").strip())


def installed(lock: str) -> tuple[LockedPackage, ...]:
    """What this Python has, with the hashes of the lock where it names the same version."""
    known = {(one.name, one.version): one for one in locked(lock)}
    # Each reads and parses a file.
    said = [one.metadata for one in metadata.distributions()]
    there = {(_normal(str(one["Name"])), str(one["Version"])) for one in said}
    return tuple(known.get(one, LockedPackage(*one)) for one in sorted(there))


def _normal(name: str) -> str:
    """As the index of packages names it: https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()


def bill(of: BillOf, day: dt.date) -> bytes:
    """JSON; the same bytes for the same content on the same day."""
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion

    return make_outputter(_bom(of, day), OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2).encode()


def _bom(of: BillOf, day: dt.date) -> Bom:
    from cyclonedx.model import Property
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.tool import ToolRepository

    of_all = Component(
        name=of.name, version=of.version, type=ComponentType.APPLICATION, bom_ref=f"{of.name}@{of.version}"
    )
    of_all.properties.update(
        Property(name=f"landfast:source:{name}", value=value) for name, value in of.sources.items()
    )
    parts = [*_packages(of.packages), *_images(of.images)]
    maker = Component(name="landfast", version=__version__, type=ComponentType.APPLICATION)
    identity = sha256("\n".join([of.name, *map(str, (*of.packages, *of.images)), *of.sources.values()]).encode())
    bom = Bom(
        components=parts,
        serial_number=uuid.uuid5(SITE, identity),
        metadata=BomMetaData(
            component=of_all,
            timestamp=dt.datetime.combine(day, dt.time(), dt.UTC),
            tools=ToolRepository(components=[maker]),
        ),
    )
    bom.register_dependency(of_all, parts)
    return bom


def _packages(found: Sequence[LockedPackage]) -> Iterator[Component]:
    from cyclonedx.model import HashAlgorithm, HashType, Property
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    for one in found:
        link = PackageURL("pypi", None, one.name, one.version)
        made = Component(name=one.name, version=one.version, type=ComponentType.LIBRARY, purl=link, bom_ref=str(link))
        if len(one.hashes) == 1:
            made.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=one.hashes[0]))
        # Of several files the platform decides which is installed: each is one that may be.
        made.properties.update(Property(name="landfast:file", value=f"{SHA256}{each}") for each in one.hashes)
        if one.marker:
            made.properties.add(Property(name="landfast:marker", value=one.marker))
        yield made


def _images(found: Sequence[BaseImage]) -> Iterator[Component]:
    from cyclonedx.model import HashAlgorithm, HashType, Property
    from cyclonedx.model.component import Component, ComponentType

    for one in found:
        made = Component(
            name=one.name, type=ComponentType.CONTAINER, bom_ref=f"image:{one.name}", version=one.digest or None
        )
        if one.digest.startswith(SHA256):
            made.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=one.digest.removeprefix(SHA256)))
        else:
            made.properties.add(Property(name="landfast:digest", value="not pinned yet: `images mirror` does"))
        yield made
