"""Terraform JSON that was read, with where each thing in it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, ClassVar, Self

from landfast.check.subject import FileCount

# The key of an instance: `[0]`, `["a.b"]`.
_KEY = re.compile(r'\[(?:[^"\]]*|"(?:[^"\\]|\\.)*")\]')
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Document:
    """Terraform JSON or a plan as JSON, already parsed.

    `sources` maps addresses to the line that made the resource. `rehearsal` says that it is for the simulated cloud.
    `inputs` are values of variables that stand in files beside it. `modules` maps the names of its module calls to
    what they call; a call that is not there is one whose module is not at hand. `file` is one that it was read from;
    `unread` are files of it that could not be read, `unread_values` those of values for it. `asked`: it is the
    ticket by which another team is asked for what it holds.
    """

    name: str
    body: Mapping[str, Any]
    sources: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    rehearsal: bool = False
    inputs: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    modules: Mapping[str, Document] = field(default_factory=lambda: _NOTHING)
    file: str = ""
    unread: tuple[str, ...] = ()
    unread_values: tuple[str, ...] = ()
    asked: bool = False

    def source(self, address: str) -> str:
        """`file:line` of what made the resource at an address; a file of the document, or its name, if not known."""
        steps = _KEY.sub("", address).split(".")
        found, document = self.sources.get(address), self
        while not found and len(steps) > 2 and steps[0] == "module" and steps[1] in document.modules:
            document, steps = document.modules[steps[1]], steps[2:]
        return found or document.sources.get(".".join(steps)) or document.file or document.name


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
    def is_rightly_empty(self) -> bool:
        return False

    def source(self, address: str) -> str:
        return self.document.source(address)

    def renamed(self, name: str) -> Self:
        return replace(self, document=replace(self.document, name=name))
