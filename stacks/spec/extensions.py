"""The section `extensions` of the spec: stacks of installed packages, and what each of them is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError

from landfast.core.near import near_misses
from landfast.stacks.extension import StackExtension, extensions
from landfast.stacks.spec.section import SpecProblem

ExtensionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]


def extension_problems(said: Mapping[str, Mapping[str, Any]]) -> Iterator[SpecProblem]:
    """Stacks that no installed package adds, and what they can't be told."""
    there = extensions() if said else {}
    for name, told in said.items():
        if name in there:
            yield from _wrong(there[name], told)
            continue
        near = near_misses(name, there)
        step = f"did you mean {near[0]}?" if near else "install the package that adds it, where landfast is"
        limit = f"there are {', '.join(there)}" if there else "none is installed"
        yield SpecProblem(f"extensions.{name}", "is no stack of an installed package", limit=limit, step=step)


def _wrong(extension: StackExtension, told: Mapping[str, Any]) -> Iterator[SpecProblem]:
    yield from _unknown(extension, told)
    try:
        extension.said(told)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            key = ".".join(map(str, ("extensions", extension.name, *one["loc"])))
            fact = one["msg"].removeprefix("Value error, ").replace("Input should", "should")
            value = "" if one["type"] == "missing" else repr(one["input"])[:80]
            yield SpecProblem(key, fact, value, step=f"as {extension.origin} says of it")


def _unknown(extension: StackExtension, told: Mapping[str, Any]) -> Iterator[SpecProblem]:
    """What a model of pydantic's leaves out without a word, unless it says what to do with more than its fields."""
    settings = extension.settings
    if settings is None or "extra" in settings.model_config:
        return
    known = {name for key, field in settings.model_fields.items() for name in (key, field.alias) if name}
    for key in told:
        if key not in known:
            near = near_misses(key, known)
            step = f"did you mean {near[0]}?" if near else f"as {extension.origin} says of it"
            limit = f"there are {', '.join(sorted(known))}"
            yield SpecProblem(
                f"extensions.{extension.name}.{key}", "is no setting of the stack", limit=limit, step=step
            )
