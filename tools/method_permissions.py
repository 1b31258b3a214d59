"""Gathers what permissions the methods of Google's APIs need that are about no one resource of Terraform's: lists,
verbs of their own, and what only an API has. Writes landfast/gcp/data/method_permissions.json.

`python -m tools.method_permissions FOLDER`, where the folder is `gcp` of github.com/iann0036/iam-dataset.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from landfast.core.files import write
from landfast.gcp.roles import permissions
from landfast.rehearsal.cloud.documents import Method, document
from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.permitted import is_judged_by_method
from landfast.rehearsal.doors.wire.services import SERVICES
from tools import ROOT

TARGET = ROOT / "landfast/gcp/data/method_permissions.json"
BY_HAND = Path(__file__).with_name("method_permissions_by_hand.json")
SOURCE = "github.com/iann0036/iam-dataset, gcp/map.json, 2073fa52 of 2026-08-22: what Google's reference says of each method; where it is silent SERVICE.RESOURCES.VERB, if there is such a permission; over both tools/method_permissions_by_hand.json"  # noqa: E501


def gathered(folder: Path) -> dict[str, dict[str, list[str]]]:
    """API.VERSION -> method -> permissions, none of a method that anybody may call. Raises: LookupError for methods of
    which nobody says what they need."""
    known = json.loads((folder / "map.json").read_text(encoding="utf-8"))["api"]
    by_hand = json.loads(BY_HAND.read_text(encoding="utf-8"))["methods"]
    found: dict[str, dict[str, list[str]]] = {}
    unsaid = []
    for service, method in judged():
        told = known.get(service.short, {}).get("methods", {})
        needed = by_hand.get(f"{service.short}.{method.id}")
        needed = sorted(_told(service, method, told)) if needed is None else needed
        if needed is None or not (needed or f"{service.short}.{method.id}" in by_hand):
            unsaid.append(f"{service.short}.{method.id}")
        found.setdefault(service.document, {})[method.id] = needed
    if unsaid:
        raise LookupError(f"say what these need in {BY_HAND.name}: {', '.join(unsaid)}")
    return found


def judged() -> Iterator[tuple[Service, Method]]:
    """Every method that the wire answers and judges by this table."""
    for service in SERVICES:
        for method in document(service.document).methods.values():
            if is_judged_by_method(service, method):
                yield service, method


def _told(service: Service, method: Method, told: Mapping[str, Any]) -> Sequence[str]:
    names = [
        each["name"].replace(".com-", ".com/")
        for each in told.get(f"{service.short}.{method.id}", {}).get("permissions", ())
    ]
    parts = method.id.split(".")
    names = names or [f"{service.short}.{parts[-2] if len(parts) > 1 else ''}.{method.name}"]
    return [name for name in names if name in permissions()]


def main(arguments: list[str]) -> int:
    found = gathered(Path(arguments[0]))
    rows = ",\n".join(f"{json.dumps(api)}: {json.dumps(methods)}" for api, methods in sorted(found.items()))
    write(TARGET, f'{{"source": {json.dumps(SOURCE)},\n"methods": {{\n{rows}}}\n}}\n'.encode())
    print(f"{TARGET.relative_to(ROOT)}: {sum(map(len, found.values()))} methods")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
