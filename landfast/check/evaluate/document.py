"""Terraform JSON that was read, with where each thing in it came from."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from landfast.check.subject import FileCount

if TYPE_CHECKING:
    from landfast.check.evaluate.local_files import LocalFiles

# The key of an instance: `[0]`, `["a.b"]`.
_KEY = re.compile(r'\[(?:[^"\]]*|"(?:[^"\\]|\\.)*")\]')
# Read by Terraform in their own folder alone; and what tells a person about it.
_OWN = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")
_PROSE = frozenset({".md", ".txt", ".png", ".svg"})
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Document:
    """Terraform JSON or a plan as JSON, already parsed.

    `sources` maps addresses to the line that made the resource. `rehearsal` says that it is for the simulated cloud.
    `inputs` are values of variables that stand in files beside it, `given_in` those files. `modules` maps the names of
    its module calls to what they call; a call that is not there is one whose module is not at hand. `file` is one that
    it was read from;
    `unread` are files of it that could not be read, `unread_values` those of values for it. `asked`: it is the
    ticket by which another team is asked for what it holds. `mark` is what it is known again by, whatever its folder is
    called and however many files it has; else that is the name. `folder` is where its files lie, `within` the folder
    that is checked, beyond which nothing is read; None if it lies nowhere.
    """

    name: str
    body: Mapping[str, Any]
    sources: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    rehearsal: bool = False
    inputs: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    given_in: Mapping[str, Path] = field(default_factory=lambda: _NOTHING)
    modules: Mapping[str, Document] = field(default_factory=lambda: _NOTHING)
    file: str = ""
    unread: tuple[str, ...] = ()
    unread_values: tuple[str, ...] = ()
    asked: bool = False
    mark: str = ""
    folder: Path | None = None
    within: Path | None = None

    @property
    def files(self) -> LocalFiles | None:
        """What its expressions may read, as a root module."""
        if not self.folder or not self.within:
            return None
        from landfast.check.evaluate.local_files import LocalFiles  # Here: a plan has no expressions.

        return LocalFiles(self.folder, self.within)

    def source(self, address: str) -> str:
        """`file:line` of what made the resource at an address; a file of the document, or its name, if not known."""
        steps = _KEY.sub("", address).split(".")
        found, document = self.sources.get(address), self
        while not found and len(steps) > 2 and steps[0] == "module" and steps[1] in document.modules:
            document, steps = document.modules[steps[1]], steps[2:]
        return found or document.sources.get(".".join(steps)) or document.file or document.name

    def reached_by(self, changed: Collection[str]) -> bool:
        """Whether files that changed are its own, those of a module that it calls, or may be read by one of them."""
        folders = {PurePosixPath(each.file or each.name).parent for each in self._all()}
        paths = list(map(PurePosixPath, changed))
        if any(path.parent in folders for path in paths if path.name.endswith(_OWN)):
            return True
        others = [path for path in paths if not path.name.endswith(_OWN)]
        if any(not folders.isdisjoint(path.parents) for path in others if not _is_beside(path)):
            return True
        return bool(others) and any(each.mentions(others) for each in self._all())

    def mentions(self, paths: Iterable[PurePosixPath]) -> bool:
        """Whether an expression of it names one of these files, or takes whatever lies in a folder."""
        text = json.dumps(self.body, default=str, ensure_ascii=False)
        return "fileset(" in text or any(path.name in text for path in paths)

    def _all(self) -> Iterator[Document]:
        yield self
        for called in self.modules.values():
            yield from called._all()


def _is_beside(path: PurePosixPath) -> bool:
    """Whether a file is read by none unless its name is: it tells a person something, or is hidden."""
    return path.suffix in _PROSE or any(part.startswith(".") for part in path.parts)


@dataclass(frozen=True, slots=True)
class DocumentSubject:
    """What is judged and is one document: a configuration, a plan, or neither."""

    document: Document

    files: ClassVar[FileCount] = FileCount()
    is_partial: ClassVar[bool] = False

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def mark(self) -> str:
        return self.document.mark or self.name

    @property
    def is_rightly_empty(self) -> bool:
        return False

    def source(self, address: str) -> str:
        return self.document.source(address)

    def reached_by(self, changed: Collection[str]) -> bool:
        return self.document.reached_by(changed)

    def renamed(self, name: str) -> Self:
        return replace(self, document=replace(self.document, name=name))
