"""Templates to text: Jinja2 with delimiters that no generated language uses, and nothing undefined let through."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast_ml.contract.project import ProjectFacts

from landfast.blueprints.library import library
from landfast.core.errors import InputError, Problem

if TYPE_CHECKING:
    from jinja2 import Environment, Template

    from landfast.blueprints.declaration import Blueprint
    from landfast.blueprints.facts import ProjectInputs

SUFFIX = ".j2"
# What is in this folder of a project belongs at the root of the repository that the project is in.
REPOSITORY = "repository"
WORKFLOWS = ".github/workflows/"
_SYNTAX: dict[str, Any] = {
    "variable_start_string": "[=",
    "variable_end_string": "=]",
    "block_start_string": "[%",
    "block_end_string": "%]",
    "comment_start_string": "[#",
    "comment_end_string": "#]",
    "keep_trailing_newline": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
}
_YAML_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def render(blueprint: Blueprint, inputs: ProjectInputs) -> dict[str, bytes]:
    """Path in the project -> content. Raises jinja2.UndefinedError on a name that the inputs don't have;
    InputError for a template of an installed package."""
    under = library()
    about = {"blueprint": blueprint.name, "kind": blueprint.kind, "library": under.values()}
    values = inputs.model_dump(mode="json") | about
    values["told"] = _told(blueprint, inputs).to_json()
    # How a file of the project is named from the repository's root.
    values["at"] = "" if inputs.folder == "." else f"{inputs.folder}/"
    values["slug"] = slug(inputs.folder)
    files = {under.path: under.content}
    for name, path in blueprint.files(inputs.choices).items():
        target = _target(name, inputs)
        files[target] = _rendered(blueprint, name, path, values).encode()
    return dict(sorted(files.items()))


def _rendered(blueprint: Blueprint, name: str, path: Path, values: Mapping[str, Any]) -> str:
    """Raises: InputError for a template of somebody else's that can't be rendered; one of ours is a fault of ours."""
    if not blueprint.origin:
        return _text(path, values)
    from jinja2 import TemplateError

    try:
        return _text(path, values)
    except (TemplateError, UnicodeDecodeError) as error:
        place = f"blueprint {blueprint.name} of {blueprint.origin}: template/{name}"
        step = "mend the template, or ask whoever made the package"
        raise InputError([Problem(place, f"can't be rendered: {error}", next_step=step)]) from None


def _told(blueprint: Blueprint, inputs: ProjectInputs) -> ProjectFacts:
    """What the project says of itself to the library. One that uses another's model is named after that one."""
    model = inputs.name.removesuffix(f"-{blueprint.into}") if blueprint.uses else inputs.name
    return ProjectFacts(
        name=inputs.name,
        model=model,
        blueprint=blueprint.kind,
        source=inputs.source.kind,
        orchestrators=tuple(name for name in inputs.orchestrators if name != "local"),
        stages=tuple(stage.name for stage in inputs.stages),
    )


def _target(name: str, inputs: ProjectInputs) -> str:
    """The template folder `package/` is the project's own package.

    GitHub reads workflows at the repository's root only, where each needs a name of its own.
    """
    target = name.removesuffix(SUFFIX)
    folder, slash, rest = target.partition("/")
    if inputs.folder != "." and target.startswith(WORKFLOWS):
        return f"{REPOSITORY}/{WORKFLOWS}{slug(inputs.folder)}-{target.removeprefix(WORKFLOWS)}"
    return f"{inputs.package}/{rest}" if slash and folder == "package" else target


def slug(folder: str) -> str:
    """A project's place in its repository, as a part of a file's name."""
    return folder.replace("/", "-")


def _text(path: Path, values: Mapping[str, Any]) -> str:
    return _template(path, path.stat().st_mtime_ns).render(values)


@cache
def _template(path: Path, _changed: int) -> Template:
    """Its name goes into the error, so that a broken one is found."""
    return _environment().get_template(str(path))


def _source(path: str) -> tuple[str, str, Callable[[], bool]]:
    """Read anew whenever it is asked for: what is kept in this process is kept by `_template`."""
    return Path(path).read_text(encoding="utf-8"), path, lambda: False


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    from landfast.blueprints.compiled import CompiledTemplates

    # Generated files are Python, YAML, TOML and Markdown: HTML escaping would break them.
    environment = Environment(  # noqa: S701
        **_SYNTAX,
        undefined=StrictUndefined,
        loader=FunctionLoader(_source),
        bytecode_cache=CompiledTemplates(repr(_SYNTAX)),
    )
    environment.filters["quoted"] = _quoted
    environment.filters["plain"] = _plain
    return environment


# Blanks and line breaks that can't be told from others by looking, or that YAML folds.
_UNSEEN = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x7f\x85\u00a0\u202f\u2028\u2029\ufeff"}


def _quoted(value: object) -> str:
    """A string in double quotes that Python, TOML and YAML all read as the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).translate(_UNSEEN)


def _plain(value: str | float) -> str:
    """A name or number as YAML 1.1 reads it: `no` would be false there, and 1e-05 a text."""
    if isinstance(value, str):
        return _quoted(value) if value in _YAML_WORDS else value
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text
