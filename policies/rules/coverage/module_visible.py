"""LF-COV-002: nothing hides in a module whose content is not there."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.causes import CHECK_BOTH, GET_MODULES, Cause
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import shown


def check(resource: Resource, _world: World) -> Iterator[Message]:
    source = resource.values.get("source")
    text = f"what the module {shown(source)} makes is not in this configuration"
    # Nothing fetches a folder beside this one.
    local = isinstance(source, str) and source.startswith(("./", "../"))
    cause = Cause(f"module {shown(source)} is not at hand", CHECK_BOTH if local else GET_MODULES)
    yield Message("source", text, unknown=True, cause=cause)


RULE = Rule(
    id="LF-COV-002",
    name="module_visible",
    title="Ensure the resources of every module can be judged",
    why="A module's resources are not in the file that calls it, so that they would pass by silence.",
    mend=Mend(
        landfast="Use the modules of landfast: they are synthesized to plain resources.",
        terraform="Fetch the modules, then check again: terraform get. "
        "Or check the plan: terraform plan -out plan && terraform show -json plan.",
    ),
    articles=("5(2)", "24"),
    severity="high",
    check=check,
    types=frozenset({"*"}),
    modes=frozenset({"module"}),
)
