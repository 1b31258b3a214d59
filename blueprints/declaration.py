"""What a blueprint is: a folder with `blueprint.yaml` and `template/`, ours or that of a package that is installed with
an entry point `landfast.blueprints`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from landfast_ml.contract.project import CloudOrchestrator, ProjectKind, Source
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from landfast.blueprints.facts import Host, Orchestrator, Tracking
from landfast.core.errors import InputError, Problem
from landfast.core.near import near_misses
from landfast.core.plugins import PluginEntry, PluginRegistry

HOME = Path(__file__).parent
# Those that every blueprint says for itself whether it has a pipeline for.
OWN_NAMES = ("local", *get_args(CloudOrchestrator))
# What a condition of `only_with` may ask for. `cloud`: any orchestrator but this machine; `promotes`: several stages.
WORDS = {
    "cloud",
    "promotes",
    *OWN_NAMES,
    *(f"tracking:{name}" for name in get_args(Tracking)),
    "within:repository",
    *(f"host:{name}" for name in (*get_args(Host), "none")),
    *(f"source:{name}" for name in get_args(Source)),
}


class Blueprint(BaseModel):
    """What `blueprint.yaml` says. The folder `template` beside it holds the files, by where they go in a project."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
    """What it is called in a spec, and by `blueprint new`"""
    version: str
    """Of the templates: stands in the record of each project"""
    summary: str
    """A line that says what its projects do"""
    kind: ProjectKind
    """What the library makes of its projects; unless set, that of its name"""
    orchestrators: tuple[Orchestrator, ...]
    """Those that its projects have a pipeline for"""
    tracking: tuple[Tracking, ...]
    """Where runs and models of its projects may be recorded"""
    only_with: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Condition -> template files that exist only where it holds: words that must all hold, `a|b` if one of them does,
    such as `cloud host:github|host:none`"""
    shared: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Another blueprint -> template files of it that this one has too, on the other's conditions; `a/b/` are all in
    that folder; a file of one's own takes the place of a shared one"""
    uses: str = ""
    """Its projects work with the models of a project of this blueprint, which is beside the spec"""
    into: str = "ml"
    """Folder beside the spec that a project goes to"""
    predicts: Literal["rows", "series"] = "rows"
    """Something of a row, or the next values of series"""
    folder: Path
    origin: str = ""

    @model_validator(mode="before")
    @classmethod
    def _named_as_its_kind(cls, given: Any) -> Any:
        return {"kind": given.get("name"), **given} if isinstance(given, dict) else given

    @field_validator("only_with")
    @classmethod
    def _known_words(cls, value: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        unknown = sorted({word for each in value for words in each.split() for word in words.split("|")} - WORDS)
        if unknown:
            raise ValueError(f"no such words: {', '.join(unknown)}; there are: {', '.join(sorted(WORDS))}")
        return value

    @property
    def template(self) -> Path:
        return self.folder / "template"

    def files(self, choices: frozenset[str]) -> dict[str, Path]:
        """Templates for these choices (`ProjectInputs.choices`): name, relative to a template folder -> file; sorted.

        Raises: InputError on a shared file or blueprint that isn't there.
        """
        found = {name: path for other in self.shared for name, path in self._shared_files(other, choices).items()}
        found |= self._own_files(choices)
        return dict(sorted(found.items()))

    def _own_files(self, choices: frozenset[str]) -> dict[str, Path]:
        left_out = {path for when, paths in self.only_with.items() if not _holds(when, choices) for path in paths}
        return {name: path for name, path in _below(self.template).items() if name not in left_out}

    def _shared_files(self, other: str, choices: frozenset[str]) -> dict[str, Path]:
        origin = find(other)
        every, chosen = _below(origin.template), origin._own_files(choices)
        unknown = [entry for entry in self.shared[other] if not _matching(entry, every)]
        if unknown:
            place = f"{self.name}/blueprint.yaml:shared.{other}"
            raise InputError(Problem(place, "there is no such template file", value=entry) for entry in unknown)
        names = {name for entry in self.shared[other] for name in _matching(entry, chosen)}
        return {name: chosen[name] for name in names}


def _below(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def _matching(entry: str, names: Iterable[str]) -> list[str]:
    """The files of a folder (`a/b/`), or the one file."""
    return [name for name in names if name == entry or (entry.endswith("/") and name.startswith(entry))]


def _holds(condition: str, choices: frozenset[str]) -> bool:
    return all(choices.intersection(words.split("|")) for words in condition.split())


def own() -> tuple[Blueprint, ...]:
    """Ours, sorted by name."""
    return _in(HOME)


@cache
def _in(home: Path) -> tuple[Blueprint, ...]:
    return tuple(_load(path.parent) for path in sorted(home.glob("*/blueprint.yaml")))


def _installed(entry: PluginEntry) -> Sequence[Blueprint]:
    """Of the package's folder: itself, or those in it. Raises: InputError, with every problem of all."""
    found, problems = [], []
    for path in entry.declared("blueprint.yaml"):
        try:
            found.append(_load(path.parent, entry.origin))
        except InputError as error:
            problems += [replace(one, path=f"{entry.place}: {one.path}") for one in error.problems]
    if problems:
        raise InputError(problems)
    return found


REGISTRY: PluginRegistry[Blueprint] = PluginRegistry("blueprints", own, _installed, lambda blueprint: blueprint.name)


def available() -> tuple[Blueprint, ...]:
    """Every blueprint: ours, then those of installed packages. Raises: InputError if one of these is broken."""
    return REGISTRY.all()


def find(name: str) -> Blueprint:
    """The blueprint of this name; InputError names the near miss and what exists."""
    blueprints = {blueprint.name: blueprint for blueprint in available()}
    if name in blueprints:
        return blueprints[name]
    near = near_misses(name, blueprints)
    raise InputError(
        [
            Problem(
                "blueprint",
                "there is no such blueprint",
                value=name,
                limit=f"there are {', '.join(blueprints)}",
                next_step=f"did you mean {near[0]}?"
                if near
                else "choose one of them, or install the package that has it",
            )
        ]
    )


def _load(folder: Path, origin: str = "") -> Blueprint:
    if not (folder / "template").is_dir():
        raise InputError([Problem(f"{folder.name}/blueprint.yaml", "has no folder template beside it")])
    try:
        document: Any = YAML(typ="safe", pure=True).load(folder / "blueprint.yaml")
    except YAMLError as error:
        fact = f"is not valid YAML: {' '.join(str(error).split())[:200]}"
        raise InputError([Problem(f"{folder.name}/blueprint.yaml", fact)]) from None
    if not isinstance(document, dict):
        raise InputError([Problem(f"{folder.name}/blueprint.yaml", "holds no keys with values")])
    try:
        return Blueprint.model_validate({**document, "folder": folder, "origin": origin})
    except ValidationError as error:
        raise InputError(
            Problem(f"{folder.name}/blueprint.yaml:{'.'.join(map(str, item['loc']))}", item["msg"])
            for item in error.errors()
        ) from None
