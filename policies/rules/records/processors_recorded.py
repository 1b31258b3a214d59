"""LF-PRC-001: every outside processor is on record."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.reckon.processors import outside, places


def check(resource: Resource, world: World) -> Iterator[Message]:
    for found in outside(resource, world):
        if not found.recorded:
            who = f" ({found.operator})" if found.operator else ""
            yield Message(found.path, f"{found.host}{who} handles what is sent there, and is not on record")


RULE = Rule(
    id="LF-PRC-001",
    name="processors_recorded",
    title="Ensure every outside processor is on record",
    why="Who handles personal data for the controller does so under a contract (Art. 28(3)), in a place that is "
    "known. The report lists all of them.",
    mend=Mend(
        landfast="Name it in network.egress_hosts or repository: both are the record.",
        terraform="Name it in `processors` of the file of --waivers once the contract stands, or send nothing there.",
    ),
    articles=("28(1)", "28(3)", "30(1)", "44"),
    severity="medium",
    check=check,
    types=frozenset(places()),
)
