"""What stands by the state of a stack: read in one go, and from the file itself where it is beside the stack."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from landfast.core.errors import UserError
from landfast.synth.model import STATE, StackFolder, Synthesis
from landfast.terraform.kept import is_whole
from landfast.terraform.record import json_at


@dataclass(frozen=True, slots=True)
class Standing:
    """Addresses of all resources in a state, data sources left out, and the value of every output applied."""

    addresses: tuple[str, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)


def standing_in(state: Mapping[str, Any]) -> Standing:
    """Of a state as Terraform writes it (format 4)."""
    managed = [one for one in state.get("resources") or () if one["mode"] == "managed"]
    addresses = dict.fromkeys(address for one in managed for address in addresses_of(one))
    outputs = {name: output["value"] for name, output in (state.get("outputs") or {}).items()}
    return Standing(tuple(addresses), outputs)


def standing_beside(stack: StackFolder) -> Standing | None:
    """Of a stack whose state is a file beside it; None where it is elsewhere. Raises: UserError if it is broken."""
    return standing_in(state_beside(stack)) if keeps_state_beside(stack) else None


def state_beside(stack: StackFolder) -> Mapping[str, Any]:
    """The state in the file beside a stack; empty if there is none. Raises: UserError if it is broken."""
    path = stack.folder / STATE
    if not path.exists():
        return {}
    if not is_whole(path):
        raise UserError(f"{path}: is no whole state: run `landfast up` again, it goes on from the last one that was")
    return json_at(path)


def all_beside(synthesis: Synthesis) -> Mapping[str, Standing] | None:
    """Stack -> what stands, if every state is a file here: then no engine and no cloud is asked. Raises: UserError."""
    found = {stack.name: standing_beside(stack) for stack in (*synthesis.retired, *synthesis.stacks)}
    here = {name: standing for name, standing in found.items() if standing is not None}
    return here if len(here) == len(found) else None


def keeps_state_beside(stack: StackFolder) -> bool:
    return "local" in stack.read()["terraform"].get("backend", {"local": {}})


def addresses_of(resource: Mapping[str, Any]) -> list[str]:
    """Of each instance of a resource in a state."""
    module = f"{resource['module']}." if resource.get("module") else ""
    base = f"{module}{resource['type']}.{resource['name']}"
    instances: Sequence[Mapping[str, Any]] = resource["instances"]
    keys = [json.dumps(one["index_key"], ensure_ascii=False) if "index_key" in one else "" for one in instances]
    return [f"{base}[{key}]" if key else base for key in keys]
