"""LF-AVA-004: a drill has shown that what is backed up comes back."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.drills import DRILLED
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown


def check(resource: Resource, world: World) -> Iterator[Message]:
    if world.drills is None:
        return
    path = DRILLED[resource.type]
    name = resource.values.get(path)
    if isinstance(name, Unknown):
        yield unknown_message(path, name, "whether a drill has restored it")
    elif late := world.drills.late(str(name)):
        yield Message("", late)


RULE = Rule(
    id="LF-AVA-004",
    name="restore_drill",
    title="Ensure a drill has shown lately that what is backed up comes back",
    why="Whether data can be restored in time is to be tested regularly, not believed: a backup that nobody has "
    "restored is a hope. Judged where an environment stands; what is about to be made can't have been restored.",
    mend=Mend(
        landfast="Run `landfast drill ENVIRONMENT`: its record says what came back, from which backup, how fast.",
        terraform="Nothing in Terraform shows it: restore from the backup, compare, and keep a record.",
    ),
    articles=("32(1)(c)", "32(1)(d)"),
    severity="low",
    check=check,
    types=frozenset(DRILLED),
)
