"""Reads one folder as Terraform does: its files are one module, override files come last, some files give values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from landfast.check.evaluate.blocks import labelled, providers, typed
from landfast.check.evaluate.document import Document
from landfast.check.options import NO_GLOBS, Globs
from landfast.check.read.files import SIZE_LIMIT, parsed_json, read_text
from landfast.check.read.json_lines import json_lines
from landfast.check.read.overrides import is_override, overridden
from landfast.core.errors import Problem

CONFIGURATION = (".tf", ".tf.json", ".tofu", ".tofu.json")
_VALUES = (".tfvars", ".tfvars.json")
OWN_ENDINGS = (*CONFIGURATION, *_VALUES)
# Its tree takes up to 200 bytes for each of the text.
_HCL_LIMIT = 4 << 20
_OWN_VALUES = ("terraform.tfvars", "terraform.tfvars.json")


@dataclass(frozen=True, slots=True)
class VariableValues:
    """Values of variables, the file that each stands in, and the files of them that could not be read."""

    given: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def then(self, later: VariableValues) -> VariableValues:
        """With what comes later before it."""
        files = {**self.files, **later.files}
        return VariableValues({**self.given, **later.given}, files, (*self.unread, *later.unread))

    def into(self, document: Document) -> Document:
        """The module with these values."""
        return replace(document, inputs=self.given, given_in=self.files)


# What a folder is read as where it holds both: `x.tofu` stands in for `x.tf` with OpenTofu, Terraform sees neither.
Program = Literal["OpenTofu", "Terraform"]


@dataclass(slots=True)
class Folder:
    """Reads folders below `root`; collects what is wrong with them in `problems`. `exclude` is left out, and
    `instead` read in place of what files have."""

    root: Path
    exclude: Globs = NO_GLOBS
    instead: Mapping[Path, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _parsed: dict[Path, Document | None] = field(default_factory=dict)

    def shown(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path != self.root else self.root.resolve().name

    def leaves(self, path: Path) -> bool:
        """Whether a path leads out of the folder that is checked."""
        try:
            return not path.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):
            return True

    def configuration(self, folder: Path, program: Program) -> Document | None:
        """The module in a folder, without what it calls; None if there is none. What can't be read of it is told."""
        files = self._files(folder, CONFIGURATION)
        files = _of_opentofu(files) if program == "OpenTofu" else [file for file in files if not is_tofu(file.name)]
        if not files:
            return None
        parts = {file: part for file in files if (part := self._part(file)) is not None}
        usual = [part for file, part in parts.items() if not is_override(file.name)]
        self.problems.extend(_twice(usual))
        body = usual[0].body if len(usual) == 1 else _together([part.body for part in usual])
        for part in parts.values():
            if part not in usual:
                body, missing = overridden(body, part.body, part.name)
                # What can't be read may declare it.
                self.problems.extend(missing if len(parts) == len(files) else ())
        sources = {address: line for part in reversed(parts.values()) for address, line in part.sources.items()}
        unread = tuple(self.shown(file) for file in files if file not in parts)
        name = self.shown(files[0]) if len(files) == 1 else self.shown(folder)
        mark = folder.relative_to(self.root).as_posix()
        document = Document(name, body, sources, file=self.shown(_first(files)), unread=unread, mark=mark)
        return self._lying_in(document, folder)

    def _part(self, file: Path) -> Document | None:
        """What one file says, read once; None, and a problem, if it can't be read."""
        if file not in self._parsed:
            before = len(self.problems)
            if self.leaves(file):
                self.problems.append(Problem(self.shown(file), "is a link out of the folder", next_step="remove it"))
            found = self._file(file) if len(self.problems) == before else None
            self._parsed[file] = found if len(self.problems) == before else None
        return self._parsed[file]

    def _files(self, folder: Path, endings: tuple[str, ...]) -> list[Path]:
        """Files that Terraform reads, in its order."""
        try:
            found = [file for file in folder.iterdir() if file.name.endswith(endings) and file.name[0] != "."]
        except OSError as error:
            self.unreadable(folder, error)
            return []
        kept = [file for file in found if file.is_file() or file.is_symlink()]
        if self.exclude.cover(self.shown(folder)):
            # Left out as a root; what a root that is judged calls is made all the same.
            return sorted(kept)
        return sorted(file for file in kept if not self.exclude.cover(self.shown(file)))

    def unreadable(self, folder: Path, error: OSError) -> None:
        fact, step = f"can't be read ({error.strerror or error})", "make it readable, or leave it out: --exclude"
        self.problems.append(Problem(self.shown(folder), fact, next_step=step))

    def _file(self, file: Path) -> Document | None:
        name = self.shown(file)
        is_json = file.name.endswith(".json")
        text = self._text(file, name, SIZE_LIMIT if is_json else _HCL_LIMIT)
        if text is None:
            return None
        if is_json:
            body = parsed_json(text, name, self.problems)
            if body is not None and not isinstance(body, dict):
                self.problems.append(Problem(name, "is no JSON object", next_step="mend the file"))
            if not isinstance(body, dict):
                return None
            return Document(name, body, dict.fromkeys(_addresses(body), name) | json_lines(text, name))
        from landfast.check.read.hcl import read_hcl  # Here: folders of JSON do without its parser.

        found = read_hcl(text, name)
        self.problems.extend(found.problems)
        return Document(name, found.body, found.lines)

    def _text(self, file: Path, name: str, limit: int) -> str | None:
        instead = self.instead.get(file.resolve()) if self.instead else None
        return read_text(file, name, self.problems, limit) if instead is None else instead.decode("utf-8-sig")

    def values(self, folder: Path) -> VariableValues:
        """What Terraform takes for variables from the folder by itself, later files before earlier ones."""
        files = self._files(folder, _VALUES)
        # Terraform looks whether it is there: a link to nowhere is not.
        own = [file for file in files if file.name in _OWN_VALUES and file.exists()]
        own += [file for file in files if file.name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
        given = VariableValues()
        for file in own:
            given = given.then(self.values_of(file))
        return given

    def asked_for(self, folder: Path) -> list[Path]:
        """Files of values that Terraform takes only if it is told to (`-var-file`), and that are there."""
        return [
            file
            for file in self._files(folder, _VALUES)
            if file.name not in _OWN_VALUES and ".auto.tfvars" not in file.name and file.exists()
        ]

    def values_of(self, file: Path) -> VariableValues:
        """The values in one file."""
        before = len(self.problems)
        name = self.shown(file) if file.is_relative_to(self.root) else str(file)
        if file.is_relative_to(self.root) and self.leaves(file):
            self.problems.append(Problem(name, "is a link out of the folder", next_step="remove it"))
            return VariableValues(unread=(name,))
        found = self._values_in(file, name)
        if len(self.problems) > before:
            return VariableValues(unread=(name,))
        return VariableValues(found, dict.fromkeys(found, file))

    def _values_in(self, file: Path, name: str) -> Mapping[str, Any]:
        if file.name.endswith(".json"):
            text = self._text(file, name, SIZE_LIMIT)
            values = parsed_json(text, name, self.problems) if text is not None else None
            if values is not None and not isinstance(values, dict):
                self.problems.append(Problem(name, "is no JSON object", next_step="mend the file"))
            return values if isinstance(values, dict) else {}
        text = self._text(file, name, _HCL_LIMIT)
        if text is None:
            return {}
        from landfast.check.read.hcl import read_values

        found = read_values(text, name)
        self.problems.extend(found.problems)
        return found.body

    def single(self, file: Path) -> Document | None:
        """The module that one file alone is."""
        before = len(self.problems)
        document = self._file(file)
        return self._lying_in(document, file.parent) if document and len(self.problems) == before else None

    def _lying_in(self, document: Document, folder: Path) -> Document:
        return replace(document, folder=folder.resolve(), within=self.root.resolve())


def is_tofu(name: str) -> bool:
    """Whether OpenTofu alone reads a file of this name."""
    return name.endswith((".tofu", ".tofu.json"))


def _of_opentofu(files: Sequence[Path]) -> list[Path]:
    """Without the files that others stand in for."""
    instead = {"".join(file.name.rpartition(".tofu")[::2]) for file in files if is_tofu(file.name)}
    return [file for file in files if is_tofu(file.name) or "".join(file.name.rpartition(".tf")[::2]) not in instead]


def _first(files: Sequence[Path]) -> Path:
    """The file that a person opens first."""
    return next((file for file in files if file.name.startswith("main.")), files[0])


def _addresses(body: Mapping[str, Any]) -> Iterator[str]:
    for section, mark in (("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")):
        for type_, named in typed(body.get(section)).items():
            yield from (f"{mark}{type_}.{label}" for label in named)
    for section in ("module", "variable", "output"):
        yield from (f"{section}.{label}" for label in labelled(body.get(section)))
    yield from (f"local.{label}" for label in labelled(body.get("locals")))
    yield from (f"provider.{name}" for name in providers(body.get("provider")))


def _twice(parts: Sequence[Document]) -> Iterator[Problem]:
    """What two files of a folder declare: Terraform refuses it, and judging one of them could hide the worse one."""
    seen: dict[str, str] = {}
    for part in parts:
        for address, line in part.sources.items():
            if address in seen and not address.startswith(_MANY):
                fact = f"{address} is declared here and in {seen[address]}"
                yield Problem(line, fact, next_step="remove one of them")
            seen[address] = line


_MANY = ("check", "import", "moved", "removed", "terraform")


def _together(bodies: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    sections: dict[str, list[Any]] = {}
    for body in bodies:
        for section, content in body.items():
            sections.setdefault(section, []).extend(content if isinstance(content, list) else [content])
    return dict(sections)
