"""What stands in the cloud before anything is rehearsed, since others have made it: projects, and what they set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from landfast.core.errors import UserError
from landfast.provider.tree import Block
from landfast.rehearsal.cloud import naming
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.iam import Grants, RoleGrant, normal_member
from landfast.rehearsal.cloud.principal import NODES
from landfast.rehearsal.cloud.refusal import Refusal
from landfast.rehearsal.cloud.store import Store, StoredResource

CUSTOM_ROLE = "google_organization_iam_custom_role"


@dataclass(frozen=True, slots=True)
class GivenResource:
    """A resource by its Terraform type and its values, as Terraform JSON has them."""

    type: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GivenRole:
    """A custom role (`organizations/N/roles/ID`) that somebody is granted on a node (`projects/ID`, `folders/N`)."""

    role: str
    permissions: tuple[str, ...]
    node: str
    member: str


def permit(store: Store, roles: Iterable[GivenRole]) -> None:
    """Makes the roles that do not stand, and grants them; those that stand are as somebody has left them."""
    grants = Grants(store)
    for each in roles:
        if store.get(CUSTOM_ROLE, each.role) is not None:
            continue
        _organization, number, _roles, short = each.role.split("/")
        fields = {"role_id": short, "org_id": number, "permissions": sorted(each.permissions)}
        store.put(StoredResource(CUSTOM_ROLE, each.role, "", fields))
        kind_of_node, _slash, name = each.node.partition("/")
        project = name if kind_of_node == "projects" else ""
        grants.add(NODES[kind_of_node], each.node, project, [RoleGrant(each.role, normal_member(each.member))])


def give(store: Store, given: Iterable[GivenResource]) -> None:
    """Makes what does not stand yet, by the cloud's own rules. Raises: UserError where these refuse it."""
    cloud = Cloud(store)
    for each in given:
        made = kind(each.type)
        call = Call("create", made, fields=_blocks_listed(made.block, each.values))
        name, _own = naming.named(made, call.fields, lambda _name: False)
        if cloud.find(replace(call, name=name)) is None:
            try:
                cloud.answer(call)
            except Refusal as refusal:
                raise UserError(f"{each.type} {name}, which others are asked for: {refusal}") from None


def _blocks_listed(block: Block, values: Mapping[str, Any]) -> dict[str, Any]:
    """A block that stands once may be an object in Terraform JSON; here it is a list of one."""
    found = {name: values[name] for name in block.attributes if name in values}
    for name, nested in block.blocks.items():
        if name in values:
            each = values[name] if isinstance(values[name], list) else [values[name]]
            found[name] = [_blocks_listed(nested.block, one) for one in each]
    return found
