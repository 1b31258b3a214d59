"""Reads one folder as Terraform does: its files are one module, override files come last, some files give values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from landfast.check.evaluate.blocks import labelled, providers, typed
from landfast.check.evaluate.document import Document
from landfast.check.read.files import parsed_json, read_json, read_text
from landfast.check.read.json_lines import json_lines
from landfast.check.read.overrides import is_override, overridden
from landfast.core.errors import Problem

CONFIGURATION = (".tf", ".tf.json", ".tofu", ".tofu.json")
_VALUES = (".tfvars", ".tfvars.json")
# Its tree takes up to 200 bytes for each of the text.
_HCL_LIMIT = 4 << 20
_CHOOSE = "check the plan of the one that you use: terraform show -json"


@dataclass(slots=True)
class Folder:
    """Reads folders below `root`; collects what is wrong with them in `problems`."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def shown(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path != self.root else self.root.name

    def leaves(self, path: Path) -> bool:
        """Whether a path leads out of the folder that is checked."""
        try:
            return not path.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):
            return True

    def configuration(self, folder: Path) -> Document | None:
        """The module in a folder, without what it calls; None if there is none or it can't be read."""
        files = _files(folder, CONFIGURATION)
        before = len(self.problems)
        self.problems.extend(self._refused(files))
        read = {file: self._file(file) for file in files}
        parts = [part for part in read.values() if part is not None]
        if not files or len(parts) < len(files) or len(self.problems) > before:
            return None
        usual = [part for file, part in read.items() if part and not is_override(file.name)]
        name = parts[0].name if len(parts) == 1 else self.shown(folder)
        self.problems.extend(_twice(usual))
        body = usual[0].body if len(usual) == 1 else _together([part.body for part in usual])
        for part in parts:
            if part not in usual:
                body, missing = overridden(body, part.body, part.name)
                self.problems.extend(missing)
        sources = {address: line for part in reversed(parts) for address, line in part.sources.items()}
        return Document(name, body, sources) if len(self.problems) == before else None

    def _refused(self, files: Sequence[Path]) -> Iterator[Problem]:
        names = {file.name for file in files}
        for file in files:
            if self.leaves(file):
                yield Problem(self.shown(file), "is a link out of the folder", next_step="remove it")
            stem, mark, end = file.name.partition(".tofu")
            if mark and f"{stem}.tf{end}" in names:
                fact = f"stands in for {stem}.tf{end} where OpenTofu runs, and not where Terraform does"
                yield Problem(self.shown(file), fact, next_step=_CHOOSE)

    def _file(self, file: Path) -> Document | None:
        name = self.shown(file)
        is_json = file.name.endswith(".json")
        text = read_text(file, name, self.problems) if is_json else read_text(file, name, self.problems, _HCL_LIMIT)
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

    def values(self, folder: Path) -> dict[str, Any]:
        """What Terraform takes for variables from the folder by itself, later files before earlier ones."""
        files = _files(folder, _VALUES)
        own = [file for file in files if file.name in ("terraform.tfvars", "terraform.tfvars.json")]
        own += [file for file in files if file.name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
        given: dict[str, Any] = {}
        for file in own:
            given |= self.values_of(file)
        return given

    def asked_for(self, folder: Path) -> list[Path]:
        """Files of values that Terraform takes only if it is told to (`-var-file`)."""
        taken = ("terraform.tfvars", "terraform.tfvars.json")
        return [file for file in _files(folder, _VALUES) if file.name not in taken and ".auto.tfvars" not in file.name]

    def values_of(self, file: Path) -> dict[str, Any]:
        """The values in one file."""
        name = self.shown(file) if file.is_relative_to(self.root) else str(file)
        if file.is_relative_to(self.root) and self.leaves(file):
            self.problems.append(Problem(name, "is a link out of the folder", next_step="remove it"))
            return {}
        if file.name.endswith(".json"):
            values = read_json(file, name, self.problems)
            if values is not None and not isinstance(values, dict):
                self.problems.append(Problem(name, "is no JSON object", next_step="mend the file"))
            return values if isinstance(values, dict) else {}
        text = read_text(file, name, self.problems, _HCL_LIMIT)
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
        return document if len(self.problems) == before else None


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Files that Terraform reads, in its order."""
    found = [file for file in folder.iterdir() if file.name.endswith(endings) and not file.name.startswith(".")]
    return sorted(file for file in found if file.is_file() or file.is_symlink())


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
