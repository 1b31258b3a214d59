"""Lists the blueprints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from landfast.blueprints import Blueprint, available

if TYPE_CHECKING:
    from landfast.jobs.documents import BlueprintDocument


@dataclass(frozen=True, slots=True)
class BlueprintListResult:
    """The blueprints that there are."""

    blueprints: Sequence[Blueprint]

    command: ClassVar[str] = "blueprint list"
    exit_code: ClassVar[int] = 0
    workspace: ClassVar[None] = None

    def to_json(self) -> Mapping[str, BlueprintDocument]:
        return {
            item.name: {"version": item.version, "summary": item.summary, "origin": item.origin}
            for item in self.blueprints
        }


def blueprint_list() -> BlueprintListResult:
    return BlueprintListResult(available())
