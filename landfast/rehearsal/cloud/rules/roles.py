"""A predefined role that is granted must be one that Google has. The list, its source and its date: `roles.json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import added
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store


def check(call: Call, _store: Store) -> None:
    for role in sorted({grant.role for grant in added(call)}):
        # Others are somebody's own: `projects/P/roles/R`.
        if role.startswith("roles/") and role not in known_roles():
            raise bad_request(f"Role {role} is not supported for this resource.")


@cache
def known_roles() -> frozenset[str]:
    """Every predefined role, e.g. `roles/storage.objectViewer`."""
    data = json.loads(Path(__file__).with_name("roles.json").read_text(encoding="utf-8"))
    return frozenset(
        f"roles/{service}.{name}" if name != "-" else f"roles/{service}"
        for service, names in data["roles"].items()
        for name in names.split()
    )
