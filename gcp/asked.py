"""What is asked of a team that may do more, by type of resource: what it is, what is weaker without, and who may."""

from __future__ import annotations

from dataclasses import dataclass

from landfast.gcp.tables import table


@dataclass(frozen=True, slots=True)
class AskedFor:
    """`weaker`: while it isn't there. `role`: the predefined role that makes it, granted on `on`."""

    what: str
    weaker: str
    role: str
    on: str


def asked_for(type_: str) -> AskedFor | None:
    """Of a Terraform type; None of one that nobody else is asked for."""
    found = table("asked_of_others")["types"].get(type_)
    return AskedFor(**found) if found else None
