"""Judges what no table of places reads: each value of a resource, by the name that it has or by its shape.

A bucket's address, a path with a location, a host of Google's, an image and a region tell where content goes, whatever
the attribute is called. `data/flows.json` says which names tell it where the shape does not, and which are harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from landfast.policies.facts import flows
from landfast.policies.facts.location_attributes import Judge, PlaceJudgement, place
from landfast.policies.facts.places import locate, location_in
from landfast.policies.facts.tables import attribute_of, table
from landfast.policies.model import Resource, World
from landfast.policies.values import GAP, Unknown, known_text

# What a value is judged as.
KINDS: Mapping[str, Judge] = {
    "bucket": flows.bucket,
    "dataset": flows.dataset,
    "table": flows.table,
    "topic": flows.topic,
    "url": flows.url,
    "image": flows.image,
    "path": flows.named,
    "place": place,
    "elsewhere": flows.elsewhere,
}
_HARMLESS, _SHAPE = "harmless", "shape"
_NOTHING = attribute_of({"path": "", "kind": "flow", "absent": "ok"})
_DEPTH = 24
_ELSEWHERE = ("outside", "adequacy")
_NO_PLACE = frozenset({bool, int, float})

_PATH = re.compile(
    r"(?:(?:https:)?//[a-z0-9.-]+\.googleapis\.com/(?:[a-z0-9]+/){0,2})?(?:projects|folders|organizations)/[^\s]+"
)
# What has no location in its name stands where it was made.
_BESIDE = re.compile(
    r"(?:(?:https:)?//[a-z0-9.-]+\.googleapis\.com/(?:[a-z0-9]+/){0,3})?projects/[^/\s]+/"
    r"(bucket|dataset|topic)s/[^/\s]+(?:/[^\s]*)?"
)
_GOOGLES = r"[a-z0-9.-]+\.(?:googleapis\.com|run\.app|cloudfunctions\.net)"
_HOST = re.compile(rf"https?://{_GOOGLES}(?:[:/?][^\s]*)?")
_BARE_HOST = re.compile(rf"{_GOOGLES}(?::[0-9]+)?")
_IMAGE = re.compile(r"(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)/[^\s]+")
_OTHER_CLOUD = re.compile(r"(s3|s3a|wasbs?|abfss?)://[^\s]+")
# How Cloud SQL's instances are called by what connects to them: `project:region:instance`.
_INSTANCE = re.compile(r"(?:[a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]*:([a-z]+-[a-z]+[0-9]+):[a-z][a-z0-9-]*", re.ASCII)
# `--out=gs://bucket/path`, `REGION=us-central1`: what a program is started with.
_FLAG = re.compile(r"-{0,2}[A-Za-z][\w.-]*=([^\s=]+)", re.ASCII)
_REGION = re.compile(r"[a-z]+-[a-z]+[0-9]+(?:-[a-z])?", re.ASCII)


def outflows(resource: Resource, world: World, read: frozenset[str]) -> Iterator[PlaceJudgement]:
    """What is wrong with where a resource's values lead, except those at the paths that are `read` already."""
    yield from _of_block(resource.values, resource, "", world, read, 0)


def _of_block(
    block: Mapping[str, Any], resource: Resource, path: str, world: World, read: frozenset[str], depth: int
) -> Iterator[PlaceJudgement]:
    free = path.rpartition(".")[2] in _maps()
    for name in block:
        # By `get`: what is written as null is not there.
        value = block.get(name)
        kind = type(value)
        # By the exact type, as this is done for each value of each resource.
        if value is None or kind in _NO_PLACE:
            continue
        where = f"{path}.{name}" if path else name
        if where in read:
            continue
        if kind is str or kind is Unknown:
            # The name of an attribute says what is in it, a key of a map only where what reads it defines it.
            said = not (free or "." in name) or f"{path.rpartition('.')[2]}.{name}" in _keys()
            yield from _of_text(value, resource, where, world, where if said else path)
        elif depth < _DEPTH:
            yield from _of_parts(value, resource, where, world, read, depth + 1)


def _of_parts(
    value: Any, resource: Resource, path: str, world: World, read: frozenset[str], depth: int
) -> Iterator[PlaceJudgement]:
    if isinstance(value, list):
        for item in value:
            kind = type(item)
            if kind is str or kind is Unknown:
                yield from _of_text(item, resource, path, world, path)
            elif kind is dict or depth < _DEPTH:
                yield from _of_parts(item, resource, path, world, read, depth + 1)
    elif (
        (type(value) is dict or isinstance(value, Mapping))
        and depth <= _DEPTH
        and judged_as(resource.type, path) != _HARMLESS
    ):
        yield from _of_block(value, resource, path, world, read, depth)


def _of_text(value: Any, resource: Resource, path: str, world: World, told_by: str) -> Iterable[PlaceJudgement]:
    verdict = judged_as(resource.type, told_by)
    if verdict == _SHAPE:
        return _by_shape(path, value, resource, world)
    return KINDS[verdict](_NOTHING, path, value, resource, world) if verdict in KINDS else ()


@lru_cache(maxsize=16384)
def judged_as(type_: str, path: str) -> str:
    """What an attribute (its path without indexes) is judged as: one of KINDS, `shape`, or `harmless`.

    The longest end of `TYPE.PATH` that the table has decides.
    """
    names = (*type_.split("."), *path.split(".")) if path else (type_,)
    known = _known()
    own = next((known[end] for at in range(len(names)) if (end := ".".join(names[at:])) in known), None)
    if own is not None or not path:
        return own or _SHAPE
    # What stands in a block that is harmless is so, too.
    around = judged_as(type_, path.rpartition(".")[0])
    return around if around == _HARMLESS else _SHAPE


def is_listed(type_: str, path: str) -> bool:
    """Whether the table says anything of an attribute: else its shape alone is judged."""
    return judged_as(type_, path) != _SHAPE


@cache
def _known() -> Mapping[str, str]:
    content = table("flows")
    harmless = {end: _HARMLESS for ends in content["harmless"].values() for end in ends}
    judged = {end: kind for kind, ends in content["judged"].items() for end in ends}
    return {**harmless, **judged, **_keys()}


@cache
def _keys() -> Mapping[str, str]:
    """`MAP.KEY` -> what it is judged as, of keys that are not anybody's choice."""
    return {end: kind for kind, ends in table("flows")["keys"].items() for end in ends}


@cache
def _maps() -> frozenset[str]:
    return frozenset(table("flows")["maps"])


def _by_shape(path: str, value: str | Unknown, resource: Resource, world: World) -> Iterable[PlaceJudgement]:
    text = known_text(value)
    # Where a key is, is a rule of its own.
    if not text or not ("/" in text or "-" in text) or "/cryptoKeys/" in text:
        return ()
    given = _FLAG.fullmatch(text)
    if given:
        text = given[1]
        value = text if isinstance(value, str) else replace(value, text=text)
    return _shaped(path, text, value, resource, world)


def _shaped(path: str, text: str, value: str | Unknown, resource: Resource, world: World) -> Iterator[PlaceJudgement]:
    if "/" not in text:
        yield from _of_word(path, text, value, resource, world)
    elif text.startswith("gs://"):
        yield from flows.bucket(_NOTHING, path, value, resource, world)
    elif text.startswith("bq://"):
        yield from flows.dataset(_NOTHING, path, value, resource, world)
    elif beside := _BESIDE.fullmatch(text):
        yield from KINDS[beside[1]](_NOTHING, path, value, resource, world)
    elif _OTHER_CLOUD.fullmatch(text):
        yield PlaceJudgement(path, "outside", "flow", f"`{text[:120].replace(GAP, '*')}` is in another company's cloud")
    else:
        yield from (
            bad for bad in _of_address(path, text, value, resource, world) if bad.kind in ("outside", "adequacy")
        )


def _of_word(path: str, text: str, value: str | Unknown, resource: Resource, world: World) -> Iterator[PlaceJudgement]:
    instance = _INSTANCE.fullmatch(text)
    if instance or _REGION.fullmatch(text):
        verdict = locate(instance[1] if instance else text, "", world.area)
        if verdict.kind in _ELSEWHERE:
            yield PlaceJudgement(path, verdict.kind, "flow", f"`{text}` {verdict.clause}")
    elif _BARE_HOST.fullmatch(text):
        yield from (bad for bad in flows.url(_NOTHING, path, value, resource, world) if bad.kind in _ELSEWHERE)


def _of_address(
    path: str, text: str, value: str | Unknown, resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    if _PATH.fullmatch(text) and location_in(text):
        yield from flows.named(_NOTHING, path, value, resource, world)
    elif _HOST.fullmatch(text):
        yield from flows.url(_NOTHING, path, value, resource, world)
    elif _IMAGE.fullmatch(text):
        yield from flows.image(_NOTHING, path, value, resource, world)
