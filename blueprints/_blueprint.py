"""What a blueprint is: a folder with `blueprint.yaml` and `template/`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML

from blueprints.facts import Orchestrator, Tracking
from blueprints.table import Kind
from modules.errors import InputError, Problem

HOME = Path(__file__).parent
Choice = Orchestrator | Kind


class Blueprint(BaseModel):
    """`blueprint.yaml`. `only_with` names the template files that exist for one choice alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    summary: str
    orchestrators: tuple[Orchestrator, ...]
    tracking: tuple[Tracking, ...]
    only_with: Mapping[Choice, tuple[str, ...]] = Field(default_factory=dict)
    folder: Path

    @property
    def template(self) -> Path:
        return self.folder / "template"

    def files(self, choices: tuple[str, ...]) -> list[Path]:
        """Template files for these orchestrators and this kind of data, relative to `template`, sorted."""
        left_out = {path for name, paths in self.only_with.items() if name not in choices for path in paths}
        found = (path.relative_to(self.template) for path in self.template.rglob("*") if path.is_file())
        return sorted(path for path in found if path.as_posix() not in left_out)


def available() -> tuple[Blueprint, ...]:
    """Every blueprint, sorted by name."""
    return tuple(_load(path.parent) for path in sorted(HOME.glob("*/blueprint.yaml")))


def find(name: str) -> Blueprint:
    """The blueprint of this name; InputError names the near miss and what exists."""
    blueprints = {blueprint.name: blueprint for blueprint in available()}
    if name in blueprints:
        return blueprints[name]
    near = difflib.get_close_matches(name, blueprints, 1)
    raise InputError(
        [
            Problem(
                "blueprint",
                "there is no such blueprint",
                value=f"given {name}",
                limit=f"there are: {', '.join(blueprints)}",
                next_step=f"did you mean {near[0]}?" if near else "choose one of them",
            )
        ]
    )


def _load(folder: Path) -> Blueprint:
    document = YAML(typ="safe", pure=True).load(folder / "blueprint.yaml")
    try:
        return Blueprint.model_validate({**document, "folder": folder})
    except ValidationError as error:
        raise InputError(
            Problem(f"{folder.name}/blueprint.yaml:{'.'.join(map(str, item['loc']))}", item["msg"])
            for item in error.errors()
        ) from None
