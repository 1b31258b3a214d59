"""Jobs of Vertex AI that code and compiled pipelines start, and whether each is given a network."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from landfast.check.projects.calls import qualified
from landfast.check.projects.leaves import Leaf
from landfast.check.projects.model import NamedPlace
from landfast.check.projects.resolve import chain
from landfast.check.projects.scopes import PythonModule
from landfast.policies.facts.tables import table

# Where `aiplatform.init` names a network, all that comes after it is in that one.
_INIT = frozenset({"google.cloud.aiplatform.init", "vertexai.init"})
# What stands for a network in a compiled component: a machine of one's own that is in one already.
_IN_ONE = frozenset({"network", "psc_interface_config", "persistent_resource_id"})


def networked_for_all(modules: Iterable[PythonModule]) -> bool:
    """Whether a call of the project puts every job into a network."""
    return any(
        _names_network(node) for module in modules for node in module.calls if qualified(node.func, module) in _INIT
    )


def jobs_of(module: PythonModule, *, networked: bool) -> Iterator[NamedPlace]:
    """Each job that a module makes; a network that any of its calls names (`run`, `submit`) is that of all."""
    jobs = frozenset(table("project")["jobs"])
    given = networked or any(map(_names_network, module.calls)) or any(map(_sets_network, ast.walk(module.tree)))
    for node in module.calls:
        if qualified(node.func, module) in jobs:
            what = ".".join(chain(node.func)).strip(".")
            yield NamedPlace("network", what, "network", "given" if given else "", node.lineno)


def _names_network(node: ast.Call) -> bool:
    names = frozenset(table("project")["networks"])
    return any(keyword.arg in names and not _is_nothing(keyword.value) for keyword in node.keywords)


def _sets_network(node: ast.AST) -> bool:
    """`job.psc_interface_config = ...`, as where an SDK has no argument for it."""
    names = frozenset(table("project")["networks"])
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in names


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def jobs_of_pipeline(leaves: Sequence[Leaf]) -> Iterator[NamedPlace]:
    """Each task of a compiled pipeline whose component takes a network: does the task name one, or its default?"""
    takes: set[str] = set()
    components: dict[str, Leaf] = {}
    given: set[str] = set()
    for leaf in leaves:
        path = leaf.path[1:] if leaf.path[:1] == ("pipelineSpec",) else leaf.path
        name = next((step for step in path if step in _IN_ONE), "")
        if path[:1] == ("components",) and "inputDefinitions" in path and name:
            if name != "persistent_resource_id":
                takes.add(path[1])
            if path[-1] == "defaultValue" and leaf.value:
                given.add(path[1])
        elif "tasks" in path:
            task = ".".join(path[: path.index("tasks") + 2])
            if path[-2:] == ("componentRef", "name"):
                components[task] = leaf
            elif name and leaf.value and "inputs" in path:
                given.add(task)
    for task, leaf in components.items():
        if leaf.value in takes:
            value = "given" if {task, leaf.value} & given else ""
            yield NamedPlace("network", task, "network", value, leaf.line)
