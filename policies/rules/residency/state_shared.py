"""LF-RES-009: the Terraform state is not kept on somebody's machine."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World


def check(resource: Resource, _world: World) -> Iterator[Message]:
    # A rehearsal's state describes simulated resources: there is no personal data in it.
    if not resource.rehearsal:
        yield Message("", "the state is a file on the machine that Terraform runs on")


RULE = Rule(
    id="LF-RES-009",
    name="state_shared",
    title="Ensure the Terraform state is kept apart from people's machines",
    why="A local state travels with the laptop, is not encrypted with the controller's key, and is lost with it.",
    mend=Mend(
        landfast="Use target google: it keeps the state in a bucket.",
        terraform="Use a gcs backend whose bucket is in the area.",
    ),
    articles=("44", "32(1)(c)"),
    severity="low",
    check=check,
    types=frozenset({"local"}),
    modes=frozenset({"backend"}),
)
