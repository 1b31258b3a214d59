"""Where records of a stack are kept, as what a destroy left of it: with the state, for whoever has that next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from landfast.core.files import remove_durably, to_json, write_durably
from landfast.terraform.access import CloudAccess, Records
from landfast.terraform.record import json_at
from landfast.terraform.stack import Stack

RETIRED = "retired.json"


class KeptRecord(Protocol):
    """One record."""

    def read(self) -> Mapping[str, Any] | None:
        """None if there is none; empty if it is broken."""

    def write(self, content: Mapping[str, Any]) -> None: ...

    def remove(self) -> None: ...


def retired_of(stack: Stack, access: CloudAccess) -> KeptRecord:
    """What a destroy left of the stack."""
    return record_of(stack, access, RETIRED)


def record_of(stack: Stack, access: CloudAccess, name: str) -> KeptRecord:
    """The stack's of that name: an object beside a state that stands in a bucket, else a file in its folder."""
    own, place = RecordFile(stack.path / name), stack.folder.bucket
    return RecordObject(own, access.records, *place) if place and access.records else own


@dataclass(frozen=True, slots=True)
class RecordFile:
    """On this machine."""

    path: Path

    def read(self) -> Mapping[str, Any] | None:
        return json_at(self.path) if self.path.exists() else None

    def write(self, content: Mapping[str, Any]) -> None:
        write_durably(self.path, to_json(content))

    def remove(self) -> None:
        remove_durably(self.path)


@dataclass(frozen=True, slots=True)
class RecordObject:
    """In the bucket of the states. A file that an earlier landfast left on this machine is read, and taken over."""

    before: RecordFile
    records: Records
    bucket: str
    prefix: str

    def read(self) -> Mapping[str, Any] | None:
        found = self.records.read(self.bucket, self._name)
        return self.before.read() if found is None else found

    def write(self, content: Mapping[str, Any]) -> None:
        self.records.write(self.bucket, self._name, content)
        self.before.remove()

    def remove(self) -> None:
        self.records.remove(self.bucket, self._name)
        self.before.remove()

    @property
    def _name(self) -> str:
        return f"{self.prefix}/{self.before.path.name}"
