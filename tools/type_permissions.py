"""Gathers what permissions Terraform's google types need: writes landfast/gcp/data/type_permissions.json.

`python -m tools.type_permissions FOLDER`, where the folder is `gcp` of github.com/iann0036/iam-dataset.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast.core.files import write
from landfast.gcp.roles import permissions
from landfast.provider.schema import resource_schema, resource_types
from landfast.rehearsal.cloud.documents import ApiDocument, document
from landfast.rehearsal.doors.wire.definition import Collection, Service
from landfast.rehearsal.doors.wire.policies import has_policy
from landfast.rehearsal.doors.wire.services import SERVICES
from tools import ROOT

TARGET = ROOT / "landfast/gcp/data/type_permissions.json"
BY_HAND = Path(__file__).with_name("type_permissions_by_hand.json")
SOURCE = "github.com/iann0036/iam-dataset, gcp/map.json, 2073fa52 of 2026-08-22: what Google's reference says of each method; where it is silent SERVICE.RESOURCES.VERB, if there is such a permission; over both tools/type_permissions_by_hand.json. Besides: what is waited for is asked after (SERVICE.operations.get), who names a service account acts as it, a policy is read before it is written"  # noqa: E501
# Methods of the API -> what Terraform does by them, and the verb of the permission.
METHODS = {
    "create": ("create", "create"), "insert": ("create", "create"), "get": ("read", "get"),
    "patch": ("update", "update"), "update": ("update", "update"), "delete": ("delete", "delete"),
}  # fmt: skip
# Attributes that say as whom something runs: https://cloud.google.com/iam/docs/service-accounts-actas
ACCOUNTS = ("service_account", "service_account_email")
ACTS_AS = "iam.serviceAccounts.actAs"
Needed = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Reference:
    """What Google's reference says of the methods of one API."""

    service: Service
    told: Mapping[str, Any]

    @property
    def document(self) -> ApiDocument:
        return document(self.service.document)

    def of(self, collection: Collection) -> Needed:
        needed: Needed = {}
        for name, (action, verb) in METHODS.items():
            method = f"{collection.path}.{name}"
            if method in self.document.methods:
                wanted = {*needed.get(action, ()), *self._of_method(method, verb)}
                needed |= {action: sorted(wanted)} if wanted else {}
        return needed

    def waiting(self, collection: Collection, action: str, names: Set[str]) -> Iterator[str]:
        """What it takes to wait until the action is done."""
        for name, (of, verb) in METHODS.items():
            method = self.document.methods.get(f"{collection.path}.{name}")
            if of != action or method is None or not method.response.endswith("Operation"):
                continue
            # Where it is done by another method, there is nothing to wait for.
            if not names.isdisjoint(self._of_method(f"{collection.path}.{name}", verb)):
                yield from (each for each in self._operations(method.path) if each in permissions())

    def _operations(self, path: str) -> Iterator[str]:
        if self.service.short == "compute":
            place = next((name for name in ("zone", "region") if f"{{{name}}}" in path), "global")
            yield f"compute.{place}Operations.get"
        yield f"{self.service.short}.operations.get"

    def _of_method(self, method: str, verb: str) -> Iterator[str]:
        """The permissions of a method that there are."""
        told = self.told.get(f"{self.service.short}.{method}", {}).get("permissions", ())
        names = [each["name"].replace(".com-", ".com/") for each in told]
        names = names or [f"{self.service.short}.{method.split('.')[-2]}.{verb}"]
        return (name for name in names if name in permissions())


def gathered(folder: Path, by_hand: Mapping[str, Needed]) -> dict[str, Needed]:
    known = json.loads((folder / "map.json").read_text(encoding="utf-8"))["api"]
    found: dict[str, Needed] = {}
    for service in SERVICES:
        reference = Reference(service, known.get(service.short, {}).get("methods", {}))
        for collection in service.collections:
            if collection.kind in resource_types() and collection.kind not in found:
                found |= _of_collection(reference, collection, by_hand)
    return {type_: _tidy(needed) for type_, needed in sorted({**by_hand, **found}.items()) if needed}


def _of_collection(reference: Reference, collection: Collection, by_hand: Mapping[str, Needed]) -> dict[str, Needed]:
    kind = collection.kind
    needed = {**reference.of(collection), **by_hand.get(kind, {})}
    if not needed:
        return {}
    policies = f"{kind}_iam_member"
    found = {policies: _of_policy(needed)} if has_policy(kind) and policies not in by_hand else {}
    own = {
        action: [*names, *reference.waiting(collection, action, {*names})] for action, names in needed.items() if names
    }
    for action in ("create", "update") if _names_account(resource_schema(kind)["block"]) else ():
        if action in own:
            own[action].append(ACTS_AS)
    return {kind: own, **found}


def _of_policy(needed: Needed) -> Needed:
    resource = needed["read"][0].rpartition(".")[0]
    get, set_ = f"{resource}.getIamPolicy", f"{resource}.setIamPolicy"
    if get not in permissions():
        return {}
    return {"create": [get, set_], "read": [get], "delete": [get, set_]}


def _names_account(block: Mapping[str, Any]) -> bool:
    attributes = block.get("attributes", {})
    own = any(name in attributes and (attributes[name].get("optional") or attributes[name].get("required"))
              for name in ACCOUNTS)  # fmt: skip
    inner = block.get("block_types", {})
    # `service_account { email }` of machines.
    return own or "service_account" in inner or any(_names_account(each["block"]) for each in inner.values())


def _tidy(needed: Needed) -> Needed:
    return {action: sorted(set(needed[action])) for action in ("create", "read", "update", "delete")
            if needed.get(action)}  # fmt: skip


def main(arguments: list[str]) -> int:
    by_hand = json.loads(BY_HAND.read_text(encoding="utf-8"))
    found = gathered(Path(arguments[0]), by_hand["types"])
    rows = ",\n".join(f"{json.dumps(type_)}: {json.dumps(needed)}" for type_, needed in found.items())
    program = json.dumps(by_hand["program"])
    write(TARGET, f'{{"source": {json.dumps(SOURCE)},\n"program": {program},\n"types": {{\n{rows}}}\n}}\n'.encode())
    print(f"{TARGET.relative_to(ROOT)}: {len(found)} types")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
