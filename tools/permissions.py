"""Gathers Google's permissions and what each predefined role holds: writes landfast/gcp/data/permissions.json.

`python -m tools.permissions FOLDER`, where the folder is `gcp/roles` of github.com/iann0036/iam-dataset.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any

from landfast.core.files import write
from tools import ROOT

TARGET = ROOT / "landfast/gcp/data/permissions.json"
SOURCE = "github.com/iann0036/iam-dataset, gcp/roles, 2073fa52 of 2026-08-22: what Google's API says of each role"
FORM = "permissions: resource of a service -> its verbs, so `storage.buckets` and `get` are storage.buckets.get. roles: role without `roles/` -> numbers of the resources that it holds a permission on, in the order of `permissions`; `NUMBER:BITS` where it has not all verbs, in hexadecimal, the first verb the lowest bit."  # fmt: skip  # noqa: E501


def gathered(folder: Path) -> dict[str, Any]:
    verbs: defaultdict[str, set[str]] = defaultdict(set)
    held: dict[str, defaultdict[str, set[str]]] = {}
    for file in sorted(folder.glob("*.json")):
        role = json.loads(file.read_text(encoding="utf-8"))
        name = role["name"].removeprefix("roles/")
        held[name] = defaultdict(set)
        for permission in role.get("includedPermissions", ()):
            resource, _dot, verb = permission.rpartition(".")
            verbs[resource].add(verb)
            held[name][resource].add(verb)
    order = {resource: sorted(verbs[resource]) for resource in sorted(verbs)}
    number = {resource: place for place, resource in enumerate(order)}
    return {
        "permissions": {resource: " ".join(of_it) for resource, of_it in order.items()},
        "roles": {
            name: " ".join(_part(number[resource], order[resource], own) for resource, own in sorted(resources.items()))
            for name, resources in sorted(held.items())
            if not name.endswith("serviceAgent")
        },
    }


def _part(number: int, verbs: Sequence[str], held: Set[str]) -> str:
    bits = sum(1 << place for place, verb in enumerate(verbs) if verb in held)
    return f"{number}:{bits:x}" if len(held) < len(verbs) else str(number)


def main(arguments: list[str]) -> int:
    found = gathered(Path(arguments[0]))
    parts = [
        f'"{key}": {{\n' + ",\n".join(f"{json.dumps(name)}: {json.dumps(text)}" for name, text in rows.items()) + "}"
        for key, rows in found.items()
    ]
    meta = f'"source": {json.dumps(SOURCE)},\n"form": {json.dumps(FORM)}'
    text = "{" + ",\n".join([meta, *parts]) + "}\n"
    write(TARGET, text.encode())
    print(
        f"{TARGET.relative_to(ROOT)}: {len(found['permissions'])} resources, {len(found['roles'])} roles, {len(text)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
