"""Terraform's `import` blocks for what stands: what Terraform, and a spec after it, could own.

https://developer.hashicorp.com/terraform/language/import: `terraform plan -generate-config-out` writes the rest.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from landfast.core.errors import UserError
from landfast.policies.model import Resource
from landfast.provider.facts import facts, import_id


def import_blocks(resources: Iterable[Resource]) -> tuple[str, Mapping[str, int]]:
    """HCL, in the order of the addresses; and how many of each type the provider has no import for, or no id of."""
    ids: dict[str, str] = {}
    left: Counter[str] = Counter()
    for resource in resources:
        if resource.mode != "managed" or facts(resource.type).iam_kind:
            continue
        try:
            given = {name: value for name, value in resource.values.items() if isinstance(value, str | int)}
            ids[_address(resource, ids)] = import_id(resource.type, given)
        except UserError:
            left[resource.type] += 1
    return "\n".join(_block(*one) for one in sorted(ids.items())), dict(sorted(left.items()))


def _block(to: str, id_: str) -> str:
    # Two characters begin what Terraform would work out.
    text = json.dumps(id_, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    return f"import {{\n  to = {to}\n  id = {text}\n}}\n"


def _address(resource: Resource, taken: Mapping[str, str]) -> str:
    """`google_storage_bucket.raw`; a number where two are called the same."""
    last = str(resource.values.get("id") or resource.address).rsplit("/", 1)[-1]
    name = re.sub(r"\W", "_", last, flags=re.ASCII)
    name = name if re.match(r"[A-Za-z_]", name) else f"_{name}"
    whole, number = f"{resource.type}.{name}", 1
    while whole in taken:
        number += 1
        whole = f"{resource.type}.{name}_{number}"
    return whole
