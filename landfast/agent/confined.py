"""Keeps agents in one folder: whatever a path says, nothing outside of it is read or written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from landfast import SPEC_FILE
from landfast.core.errors import InputError, Problem
from landfast.evidence.answers import FOLDER as ANSWERS
from landfast.jobs.evidence_bundle import read_bundle
from landfast.targets.workspace import Workspace

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
        try:
            path = (self.root / given).resolve()
            path.exists()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise InputError([Problem(name, f"is no path: {why.lower()}", given[:80])]) from None
        if path != self.root and not path.is_relative_to(self.root):
            step = "name one below it, relative to it"
            raise InputError([Problem(name, "leads out of the workspace", given, f"it is {self.root}", step)])
        return path

    def spec(self, given: str) -> Path:
        """The spec that is meant; "" is that of the workspace itself, never one above it."""
        path = self.within("spec", given or SPEC_FILE)
        return path / SPEC_FILE if path.is_dir() else path

    def worked_on(self, given: str) -> Path:
        """The spec of an environment that is planned, brought up or written of. A spec may name a table anywhere, and
        what stands beside it may be links: folders for states and for the ML project, answers that people wrote.

        Raises: InputError with all that leads out, or for the spec's own reasons.
        """
        path = self.spec(given)
        workspace = Workspace.open(path, None)
        home, answers = workspace.home, workspace.home / ANSWERS
        used = [workspace.own_folder, workspace.target_folder, workspace.synthesis_folder, workspace.project_folder]
        places = {place.relative_to(home).as_posix(): place for place in (*used, answers, *answers.glob("*.md"))}
        if workspace.spec.project:
            places["project.data"] = home / Path(workspace.spec.project.data).expanduser()
        problems: list[Problem] = []
        for name, place in places.items():
            try:
                self.within(name, str(place))
            except InputError as error:
                problems.extend(error.problems)
        if problems:
            raise InputError(problems)
        return path

    def bundle(self, given: str) -> Path:
        """A file of evidence to write, which may stand in place of an older one that nobody has signed. Raises:
        InputError for any other name."""
        path = self.within("out", given)
        if not path.name.endswith(BUNDLE) or path.is_dir():
            raise InputError([Problem("out", "is no name of a bundle", given, f"it ends with {BUNDLE}")])
        if path.exists() and read_bundle(path).key:
            raise InputError([Problem("out", "is a bundle that somebody signed", given, next_step="name another file")])
        return path
