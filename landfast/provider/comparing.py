"""What the stand-in and the genuine provider plan and keep of the same resources, value by value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from landfast.provider.explained import NAMES_OTHER, ONE_RELEASE, TEXT, explanation, is_secret, of_one_release, token
from landfast.provider.values import is_in, joined, leaves, marked

LATER = "(known after apply)"
HIDDEN = "(sensitive)"
ABSENT = "(no such resource)"


@dataclass(frozen=True, slots=True)
class ResourceValues:
    """Of one resource. `leaves`: path -> value, what is null left out. `hidden`: paths that hold a secret.

    `names`: paths without indexes of all that its schema has, as far as it was written.
    """

    type: str
    leaves: Mapping[str, Any]
    hidden: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


Resources = Mapping[str, ResourceValues]


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that the two say differently; None is null. `path` is empty if one of them has no such resource.

    `reason`: why that is no fault of the stand-in; empty if nothing explains it. Secrets are left out.
    """

    address: str
    path: str
    stand_in: Any
    genuine: Any
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`resources` and `values` count what was compared."""

    resources: int
    values: int
    differences: tuple[Difference, ...]

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if not one.reason)

    @property
    def extent(self) -> str:
        return f"{self.values} values of {self.resources} resources"


def planned_values(plan: Mapping[str, Any]) -> Resources:
    """Address -> what a plan (`terraform show -json`) would make of each resource."""
    found = {}
    for said in plan.get("resource_changes", ()):
        change = said["change"]
        if said.get("mode", "managed") == "managed" and change.get("after") is not None:
            later = dict.fromkeys(marked(change.get("after_unknown")), LATER)
            known = leaves(change["after"], empty=True) | later
            names = {*_names(change["after"], ""), *_names(change.get("after_unknown") or {}, "")}
            found[said["address"]] = _values(said["type"], known, marked(change.get("after_sensitive")), names)
    return found


def kept_values(state: Mapping[str, Any]) -> Resources:
    """Address -> what a state (as Terraform writes it, format 4) holds of each resource and data source."""
    found = {}
    for said in state.get("resources") or ():
        data = "data." if said["mode"] == "data" else ""
        for instance in said["instances"]:
            key = f"[{json.dumps(instance['index_key'], ensure_ascii=False)}]" if "index_key" in instance else ""
            attributes = instance.get("attributes") or {}
            known, names = leaves(attributes, empty=True), _names(attributes, "")
            hidden = (_path(parts) for parts in instance.get("sensitive_attributes") or ())
            found[f"{data}{said['type']}.{said['name']}{key}"] = _values(f"{data}{said['type']}", known, hidden, names)
    return found


def compared(stand_in: Resources, genuine: Resources) -> Comparison:
    """Every value of every resource of either side."""
    found = tuple(_differences(stand_in, genuine))
    both = [stand_in[address].leaves.keys() | genuine[address].leaves.keys() for address in stand_in.keys() & genuine]
    values = sum(map(len, both))
    types = {address: one.type for address, one in {**stand_in, **genuine}.items()}
    return Comparison(len(stand_in.keys() | genuine.keys()), values, tuple(_explained(found, types)))


def _differences(stand_in: Resources, genuine: Resources) -> Iterator[Difference]:
    for address in sorted(stand_in.keys() | genuine):
        one, other = stand_in.get(address), genuine.get(address)
        if one is None or other is None:
            yield Difference(address, "", ABSENT if one is None else "there", ABSENT if other is None else "there")
            continue
        for path in sorted(one.leaves.keys() | other.leaves.keys()):
            before, after = one.leaves.get(path), other.leaves.get(path)
            if before != after or isinstance(before, bool) != isinstance(after, bool):
                if is_in(path, one.hidden | other.hidden):
                    yield Difference(address, path, HIDDEN, HIDDEN)
                elif of_one_release(path, one.names) or of_one_release(path, other.names):
                    yield Difference(address, path, before, after, ONE_RELEASE)
                else:
                    yield from _said(address, one.type, path, before, after)


def _said(address: str, type_: str, path: str, before: Any, after: Any) -> Iterator[Difference]:
    """A difference; of two texts that are JSON, what differs inside, if anything does."""
    inner = [_inside(text) for text in (before, after)]
    if inner[0] and inner[1]:
        one, other = inner
        apart = [name for name in sorted(one.keys() | other) if one.get(name) != other.get(name)]
        for name in apart:
            yield from _said(address, type_, f"{path}{TEXT}{name}", one.get(name), other.get(name))
        if apart:
            return
    yield Difference(address, path, before, after, explanation(type_, path, before, after))


def _inside(text: Any) -> dict[str, Any]:
    """What a text holds that is JSON; empty for any other."""
    if not isinstance(text, str) or text[:1] not in ("{", "["):
        return {}
    try:
        return leaves(json.loads(text), empty=True)
    except ValueError:
        return {}


def _explained(found: tuple[Difference, ...], types: Mapping[str, str]) -> Iterator[Difference]:
    """What differs only by what another difference, that is explained, has named."""
    pairs = {token(one.genuine): token(one.stand_in) for one in found if one.reason}
    named = sorted(((new, old) for new, old in pairs.items() if new and old), key=lambda pair: -len(pair[0]))
    for one in found:
        # Of secrets nobody can say what they name.
        if one.reason or one.genuine == HIDDEN or not isinstance(one.genuine, str) or not isinstance(one.stand_in, str):
            yield one
            continue
        text = one.genuine
        for new, old in named:
            text = text.replace(new, old)
        same = text == one.stand_in
        yield replace(
            one, reason=NAMES_OTHER if same else explanation(types[one.address], one.path, one.stand_in, text)
        )


def _values(type_: str, known: Mapping[str, Any], hidden: Iterable[str], names: Iterable[str]) -> ResourceValues:
    secret = frozenset({*hidden, *(path for path in known if is_secret(type_, path))})
    return ResourceValues(type_, known, secret, frozenset(names))


def _names(value: Any, path: str) -> Iterator[str]:
    """Paths, without indexes, of all names that are written, with what is null."""
    if isinstance(value, list):
        for item in value:
            yield from _names(item, path)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            inner = f"{path}.{name}" if path else str(name)
            yield inner
            yield from _names(item, inner)


def _path(parts: Any) -> str:
    """Of a state's sensitive attribute: `[{"type": "get_attr", "value": "secret_data"}]`, or one such step."""
    steps = parts if isinstance(parts, list) else [parts]
    return joined(step["value"]["value"] if step["type"] == "index" else step["value"] for step in steps)
