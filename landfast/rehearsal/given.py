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
from landfast.rehearsal.cloud.refusal import Refusal
from landfast.rehearsal.cloud.store import Store


@dataclass(frozen=True, slots=True)
class GivenResource:
    """A resource by its Terraform type and its values, as Terraform JSON has them."""

    type: str
    values: Mapping[str, Any]


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
