"""What each type leaves out of a state, by its Read, Create and Update: how they are found, and the document of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from landfast.provider.schema import UnknownTypeError
from landfast.provider.tree import Block, data_source, resource_type
from tools import ROOT
from tools.reads.effects import Effects, GoSource
from tools.reads.go import GoFunction, Tokens, closing, text, tokens_of

TARGET = ROOT / "landfast/provider/reads.json"
OPERATIONS = ("Read", "ReadContext", "ReadWithoutTimeout")
# What no source tells by its form: Google always answers the endpoints of a cluster, and an operation is only kept
# of a create that was interrupted (google/services/container/resource_container_cluster.go).
READ_BY_HAND: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "google_container_cluster": (
        frozenset(("enable_autopilot", "master_authorized_networks_config")),
        frozenset(("operation",)),
    ),
    # Its Read sets what flattenNodePool has gathered: google/services/container/resource_container_node_pool.go.
    "google_container_node_pool": (
        frozenset(
            (
                "ignore_node_count_changes", "instance_group_urls", "managed_instance_group_urls", "name_prefix",
                "node_count", "node_locations",
            )
        ),
        frozenset(("operation",)),
    ),
}  # fmt: skip
CREATING, UPDATING = ("Create", "CreateContext"), ("Update", "UpdateContext")


@dataclass(frozen=True, slots=True)
class Registered:
    """`schema`: the function that makes it."""

    package: str
    name: str
    is_data: bool
    schema: str


def registered(folder: Path) -> Iterator[Registered]:
    """Every type whose state is its own: those of IAM share one implementation."""
    for file in sorted(folder.rglob("*.go")):
        if file.name.endswith("_test.go"):
            continue
        said = tokens_of(file)
        for index in range(len(said) - 3):
            if said[index : index + 4] == ["registry", ".", "Schema", "{"]:
                yield from _registered(file.parent.name, said[index + 4 : closing(said, index + 3)])


def _registered(package: str, said: Tokens) -> Iterator[Registered]:
    name, schema = text(_after(said, "Name")[0]), "".join(_after(said, "Schema")[:3]).split("(")[0]
    kind = _after(said, "Type")[2]
    if name and "IAM" not in kind:
        yield Registered(package, name, kind == "SchemaTypeDataSource", schema)


def _after(said: Tokens, name: str) -> Tokens:
    places = (index + 2 for index in range(len(said) - 2) if said[index : index + 2] == [name, ":"])
    return next((said[place:] for place in places), [""] * 3)


def operations(source: GoSource, function: GoFunction, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(package, name) of the functions that a schema names."""
    said = function.body
    for index in range(len(said) - 3):
        if said[index] in names and said[index + 1] == ":":
            target = "".join(said[index + 2 : index + 5]) if said[index + 3] == "." else said[index + 2]
            found = source.called(function.package, target)
            if found is not None and found.data:
                yield found.package, found.name


def facts_of(source: GoSource, one: Registered) -> dict[str, Any] | None:
    """None for what the source does not tell."""
    schema, block = source.called(one.package, one.schema), _block(one)
    read = None if schema is None else next(operations(source, schema, OPERATIONS), None)
    if schema is None or block is None or read is None:
        return None
    whole = source.effects(*read)
    for operation in operations(source, schema, CREATING):
        whole = whole.then(source.effects(*operation))
    for operation in operations(source, schema, UPDATING):
        whole = whole.then(source.effects(*operation).perhaps())
    always, sometimes = READ_BY_HAND.get(one.name, (frozenset(), frozenset()))
    either = (whole.either | always) - sometimes
    return _exceptions(block, replace(whole, always=whole.always - sometimes, either=either))


def _exceptions(block: Block, whole: Effects) -> dict[str, Any]:
    names = {*block.attributes, *block.blocks} - {"id", "timeouts"}
    missed = names - whole.always - whole.either
    unread = frozenset() if whole.any else missed - whole.sometimes
    unset = {name: value for name, value in whole.unset.items() if name in missed}
    said = {"unread": sorted(unread), "sometimes": sorted(missed - unread), "unset": unset}
    return {key: value for key, value in said.items() if value}


def _block(one: Registered) -> Block | None:
    try:
        return (data_source(one.name) if one.is_data else resource_type(one.name)).block
    except UnknownTypeError:
        return None


def document(found: Mapping[str, Any], commit: Sequence[str]) -> str:
    """JSON with a type on each line, so that a reader parses only those that it meets."""
    head = {"source": "hashicorp/terraform-provider-google", "commit": commit[0], "date": commit[1]}
    lines = [f"{json.dumps(name)}: {json.dumps(said, sort_keys=True)}" for name, said in sorted(found.items())]
    return "".join(['{"meta": ', json.dumps(head), ',\n"types": {\n', ",\n".join(lines), "\n}}\n"])


def commit(folder: Path) -> list[str]:
    """Its hash and its day."""
    command = ["git", "-C", str(folder), "log", "-1", "--format=%H %cs"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
