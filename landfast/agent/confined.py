"""Keeps agents in one folder: whatever a path says, nothing outside of it is read or written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from landfast import SPEC_FILE
from landfast.core.errors import InputError, Problem

# What may be written, and nothing else: no file that somebody has is one by chance.
BUNDLE = ".evidence.zip"


@dataclass(frozen=True, slots=True)
class Confines:
    """`root`: resolved, the only folder that tools work in."""

    root: Path

    @classmethod
    def of(cls, folder: Path) -> Confines:
        return cls(folder.resolve())

    def within(self, name: str, given: str) -> Path:
        """A path of a tool's argument `name`, links followed. Raises: InputError if it leads out."""
        path = (self.root / given).resolve()
        if path != self.root and not path.is_relative_to(self.root):
            step = "name one below it, relative to it"
            raise InputError([Problem(name, "leads out of the workspace", given, f"it is {self.root}", step)])
        return path

    def spec(self, given: str) -> Path:
        """The spec that is meant; "" is that of the workspace itself, never one above it."""
        path = self.within("spec", given or SPEC_FILE)
        return path / SPEC_FILE if path.is_dir() else path

    def bundle(self, given: str) -> Path:
        """A file of evidence to write. Raises: InputError for any other name."""
        path = self.within("out", given)
        if not path.name.endswith(BUNDLE) or path.is_dir():
            raise InputError([Problem("out", "is no name of a bundle", given, f"it ends with {BUNDLE}")])
        return path
