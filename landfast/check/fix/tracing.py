"""Where the value of an attribute is written: at the resource, or where the variable or local that it names is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from landfast.check.evaluate.blocks import labelled, single
from landfast.check.evaluate.document import Document
from landfast.check.fix.bodies import Addition, Body, Edit, FileTree, FileValue, Scalar
from landfast.check.fix.json_tree import JsonTree

_KEY = re.compile(r'\[(?:[^"\]]*|"(?:[^"\\]|\\.)*")\]')
_NAMED = re.compile(r"\$\{\s*(var|local)\.([\w-]+)\s*\}")
_TEMPLATE = re.compile(r"[$%]\{")
_PLACE = re.compile(r":\d+(?::\d+)?$")
_DEPTH = 20


class NoFixError(Exception):
    """Why a value can't be set here, in words."""


@dataclass(frozen=True, slots=True)
class PlacedEdit:
    """An edit of one file of the folder that is checked."""

    file: Path
    edit: Edit
    addition: Addition | None = None

    @property
    def spot(self) -> tuple[object, ...]:
        """What it changes: two edits of one spot can't both be."""
        if self.addition is not None:
            return self.file, self.addition.body.at, self.addition.names
        return self.file, self.edit.start, self.edit.end


@dataclass(slots=True)
class SourceFiles:
    """The files below a folder, each read and parsed once."""

    folder: Path
    _trees: dict[Path, FileTree | None] = field(default_factory=dict)

    def placed(self, file: str) -> Path:
        """Raises: NoFixError for what is none of a person's own files."""
        path = (self.folder / file).resolve()
        if not path.is_relative_to(self.folder.resolve()) or not path.is_file():
            raise NoFixError("its file is not in PATH")
        if any(part.startswith(".") for part in path.relative_to(self.folder.resolve()).parts):
            raise NoFixError("it stands in a module that was fetched: set it where that is kept")
        return path

    def tree(self, path: Path) -> FileTree:
        if path not in self._trees:
            data = path.read_bytes()
            self._trees[path] = JsonTree.of(data) if path.suffix == ".json" else _of_hcl(data)
        tree = self._trees[path]
        if tree is None:
            raise NoFixError("its file can't be edited")
        return tree


@dataclass(frozen=True, slots=True)
class _Module:
    """A module where it is called: `caller` is None of a root."""

    document: Document
    caller: _Module | None = None
    call: str = ""


def edit_of(files: SourceFiles, root: Document, address: str, names: tuple[str, ...], value: Scalar) -> PlacedEdit:
    """The edit that gives an attribute of the resource at an address a value. Raises: NoFixError."""
    module, rest = _module_of(root, _KEY.sub("", address).split("."))
    kind = "provider" if rest[0] == "provider" else "data" if rest[0] == "data" else "resource"
    labels = rest[1:] if rest[0] in ("provider", "data") else rest
    path, body = _block(files, module, ".".join(rest), kind, labels)
    for depth, name in enumerate(names[:-1]):
        if body.generates(name):
            raise NoFixError(f"the blocks {name} are made by an expression")
        inner = body.blocks(name)
        if len(inner) > 1:
            raise NoFixError(f"there are several blocks {name}")
        if not inner:
            return _added(path, Addition(body, names[depth:], value))
        body = inner[0]
    found = body.value(names[-1])
    if found is None:
        return _added(path, Addition(body, names[-1:], value))
    return _written(files, module, path, found, value)


def _added(path: Path, addition: Addition) -> PlacedEdit:
    return PlacedEdit(path, addition.body.adding(addition.content), addition)


def _module_of(root: Document, steps: list[str]) -> tuple[_Module, list[str]]:
    module = _Module(root)
    while len(steps) > 2 and steps[0] == "module":
        called = module.document.modules.get(steps[1])
        if called is None:
            raise NoFixError("its module is not at hand")
        module, steps = _Module(called, module, steps[1]), steps[2:]
    return module, steps


def _file(files: SourceFiles, module: _Module, address: str) -> Path:
    source = module.document.sources.get(address)
    if source is None:
        raise NoFixError("the line that makes it is not known")
    return files.placed(_PLACE.sub("", source))


def _block(files: SourceFiles, module: _Module, address: str, kind: str, labels: list[str]) -> tuple[Path, Body]:
    path = _file(files, module, address)
    bodies = files.tree(path).blocks(kind, labels[:1] if kind == "provider" else labels)
    if kind == "provider":
        alias = labels[1] if len(labels) > 1 else None
        bodies = [body for body in bodies if _alias(body) == alias]
    if len(bodies) != 1:
        raise NoFixError("its block is not the only one of that name in its file")
    return path, bodies[0]


def _alias(body: Body) -> object:
    found = body.value("alias")
    return found.raw if found is not None else None


def _written(
    files: SourceFiles, module: _Module, path: Path, found: FileValue, value: Scalar, depth: int = 0
) -> PlacedEdit:
    """The edit of a value, or of what it names, and of nothing else."""
    named = _NAMED.fullmatch(found.raw) if isinstance(found.raw, str) else None
    if named is None:
        if isinstance(found.raw, dict | list) or (isinstance(found.raw, str) and _TEMPLATE.search(found.raw)):
            raise NoFixError("it is made by an expression")
        return PlacedEdit(path, found.becomes(value))
    if depth > _DEPTH:
        raise NoFixError("its value leads on and on")
    if named[1] == "local":
        path = _file(files, module, f"local.{named[2]}")
        local = files.tree(path).local(named[2])
        if local is None:
            raise NoFixError(f"local.{named[2]} is not found")
        return _written(files, module, path, local, value, depth + 1)
    return _of_variable(files, module, named[2], value, depth + 1)


def _of_variable(files: SourceFiles, module: _Module, name: str, value: Scalar, depth: int) -> PlacedEdit:
    if module.caller is None:
        if module.document.unread_values:
            raise NoFixError(f"var.{name} may be given by a file of values that can't be read")
        if name in module.document.inputs:
            return _of_values(files, module.document, name, value)
    elif name in single(labelled(module.caller.document.body.get("module")).get(module.call)):
        path, call = _block(files, module.caller, f"module.{module.call}", "module", [module.call])
        passed = call.value(name)
        if passed is None:
            raise NoFixError(f"var.{name} is passed by an expression")
        return _written(files, module.caller, path, passed, value, depth)
    path, block = _block(files, module, f"variable.{name}", "variable", [name])
    default = block.value("default")
    if default is None:
        raise NoFixError(f"var.{name} has no default: give it")
    return _written(files, module, path, default, value, depth)


def _of_values(files: SourceFiles, root: Document, name: str, value: Scalar) -> PlacedEdit:
    """The edit of what a file of values gives a variable: no expression can stand there."""
    file = root.given_in.get(name)
    if file is None:
        raise NoFixError(f"which file gives var.{name} is not known")
    path = files.placed(str(file.resolve()))
    given = files.tree(path).given(name)
    if given is None or isinstance(given.raw, dict | list):
        raise NoFixError(f"var.{name} is given more than one value by {file.name}")
    return PlacedEdit(path, given.becomes(value))


def _of_hcl(data: bytes) -> FileTree | None:
    from landfast.check.fix.hcl_tree import HclTree  # Here: what mends nothing does without its parser.

    return HclTree.of(data)
