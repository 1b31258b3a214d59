"""Each permission that doctor asks for is missed once, through the wire, and doctor as a person runs it names it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lived import Lived, role_of, stands

from landfast.gcp.roles import role_permissions

# As doctor's lines say of whoever made no project: on the organization, and on each project.
SHOWN_ABOVE, SHOWN = "roles/orgpolicy.policyViewer", ("roles/browser", "roles/cloudasset.viewer")


def each_missed_once(life: Lived, others: Sequence[str]) -> None:
    """Each permission of each role that doctor has written is taken away, and given back: doctor names just this one,
    where it is missed. `others`: roles that hold some of them, too, on a project of others."""
    roles = life.owner.client("iam", "v1").organizations().roles()
    held = {name for role in others for name in role_permissions(role) or ()}
    missed, wrong = 0, dict[str, Any]()
    for grant in life.run("doctor", "dev", "--roles")["grants"]:
        node, all_of_it = grant["on"], grant["permissions"]
        if node.startswith("projects/") and stands(life.owner, node[9:]) != "ACTIVE":
            continue
        for permission in sorted({*all_of_it} - (held if others and node.startswith("projects/acme-ml-") else set())):
            left = [name for name in all_of_it if name != permission]
            roles.patch(name=role_of(grant), body={"includedPermissions": left}).execute()
            found = life.run("doctor", "dev", code=1)
            named = {(one["permission"], one["on"]) for one in found["missing"]}
            failed = [line for line in found["lines"] if (line["name"], line["verdict"]) == (node, "fail")]
            if named != {(permission, node)} or not any(permission in line["says"] for line in failed):
                wrong[f"{permission} on {node}"] = (found["missing"], failed)
            missed += 1
        roles.patch(name=role_of(grant), body={"includedPermissions": all_of_it}).execute()
    assert wrong == {}
    # Whoever makes a project holds what is in it by making it.
    assert missed > (100 if others else 20)
    assert life.run("doctor", "dev", code=0)["missing"] == []
