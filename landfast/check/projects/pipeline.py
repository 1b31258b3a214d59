"""Locations that a compiled pipeline (KFP's PipelineSpec) takes as parameters: bound, defaulted, or left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from landfast.check.projects.leaves import Leaf
from landfast.check.projects.model import NamedPlace
from landfast.check.projects.text import is_key, known
from landfast.policies.values import Unknown

# KFP's own placeholder: where the pipeline itself is started, which is judged there.
_OWN = "{{$.pipeline_google_cloud_location}}"


@dataclass(slots=True)
class _Parameter:
    """A location among the inputs of a component (`root` is one)."""

    line: int
    default: str | None = None


@dataclass(slots=True)
class _Task:
    """A task, and how it binds its locations: a constant, or where else from."""

    line: int = 1
    component: str = ""
    bound: dict[str, str | None] = field(default_factory=dict)


def is_pipeline(leaves: Sequence[Leaf]) -> bool:
    """Whether a document is a compiled pipeline, or the older form that holds one as `pipelineSpec`."""
    return any(_spec(leaf.path)[:2] in (("root", "dag"), ("root", "inputDefinitions")) for leaf in leaves)


def is_parameter(leaf: Leaf) -> bool:
    """Whether a text belongs to the declaration or the binding of a location, which `places_of` judges."""
    path = leaf.path
    at = path.index("parameters") if "parameters" in path else -1
    return at > 0 and path[at - 1] in ("inputDefinitions", "inputs") and len(path) > at + 1 and is_key(path[at + 1])


def places_of(leaves: Sequence[Leaf]) -> Iterator[NamedPlace]:
    """The place of every location parameter of the pipeline and of each task."""
    inputs: dict[tuple[str, str], _Parameter] = {}
    tasks: dict[str, _Task] = {}
    for leaf in leaves:
        path = _spec(leaf.path)
        _note_input(inputs, path, leaf)
        _note_task(tasks, path, leaf)
    for (component, name), parameter in inputs.items():
        if component == "root":
            unknown = Unknown("the pipeline is given it when it is started, and has no default")
            value = known(parameter.default) if parameter.default else unknown
            if parameter.default != _OWN:
                yield NamedPlace("location", "root", name, value, parameter.line)
    for task_name, task in tasks.items():
        for (component, name), parameter in inputs.items():
            if component == task.component:
                yield from _bound(task_name, task, name, parameter)
        # What its component does not declare is given all the same.
        for name in sorted(task.bound):
            if (task.component, name) not in inputs:
                yield from _bound(task_name, task, name, _Parameter(task.line))


def _bound(task_name: str, task: _Task, name: str, parameter: _Parameter) -> Iterator[NamedPlace]:
    if name in task.bound:
        constant = task.bound[name]
        if constant is not None and constant != _OWN:
            yield NamedPlace("location", task_name, name, known(constant), task.line)
    elif parameter.default is None:
        unsaid = Unknown("the task does not say, and there is no default")
        yield NamedPlace("location", task_name, name, unsaid, task.line)
    elif parameter.default != _OWN:
        yield NamedPlace("omitted", task_name, name, parameter.default, task.line)


def _spec(path: tuple[str, ...]) -> tuple[str, ...]:
    return path[1:] if path[:1] == ("pipelineSpec",) else path


def _note_input(inputs: dict[tuple[str, str], _Parameter], path: tuple[str, ...], leaf: Leaf) -> None:
    """`components.comp-x.inputDefinitions.parameters.location.defaultValue`."""
    if "inputDefinitions" not in path:
        return
    at = path.index("inputDefinitions")
    component = "root" if path[0] == "root" else path[1]
    if path[at + 1 : at + 2] == ("parameters",) and len(path) > at + 3 and is_key(path[at + 2]):
        parameter = inputs.setdefault((component, path[at + 2]), _Parameter(leaf.line))
        if path[at + 3] == "defaultValue":
            parameter.default = leaf.value


def _note_task(tasks: dict[str, _Task], path: tuple[str, ...], leaf: Leaf) -> None:
    """`root.dag.tasks.train.inputs.parameters.location.runtimeValue.constant`."""
    if "tasks" not in path or path[path.index("tasks") - 1 : path.index("tasks")] != ("dag",):
        return
    at = path.index("tasks") + 1
    if len(path) <= at:
        return
    task = tasks.setdefault(".".join(path[: at + 1]), _Task(leaf.line))
    rest = path[at + 1 :]
    if rest == ("componentRef", "name"):
        task.component = leaf.value
    elif rest[:2] == ("inputs", "parameters") and len(rest) > 3 and is_key(rest[2]):
        task.bound[rest[2]] = leaf.value if rest[3:] == ("runtimeValue", "constant") else task.bound.get(rest[2])
