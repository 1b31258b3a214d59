"""Reads injected faults from a JSON file.

`[{"type": "google_storage_bucket", "match": "*raw*", "operation": "create", "action": "fail", "times": 1}]`
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from landfast.core.errors import InputError, Problem
from landfast.rehearsal.faults import Action, Fault, Operation


class FaultEntry(BaseModel):
    """One entry of the file; what its fields mean stands at `Fault`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Action
    type: str = "*"
    match: str = "*"
    operation: Operation = "create"
    times: Annotated[int, Field(ge=1)] = 1
    seconds: Annotated[float, Field(ge=0, le=600)] = 1


def load_faults(path: Path) -> tuple[Fault, ...]:
    """The faults of a file. Raises InputError with everything that is wrong."""
    try:
        entries = TypeAdapter(tuple[FaultEntry, ...]).validate_json(path.read_bytes())
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read: {error.strerror}")]) from error
    except ValidationError as error:
        problems = [
            Problem(".".join([path.name, *map(str, item["loc"])]), item["msg"], repr(item["input"]))
            for item in error.errors()
        ]
        raise InputError(problems) from error
    return tuple(Fault(**entry.model_dump()) for entry in entries)
