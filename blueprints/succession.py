"""Projects that held what is a library now, in their own package: where each edit of that code goes.

Nothing there is run any more, so an edit left in place would be without effect and without a word: each is a conflict,
and `UPGRADE.md` keeps what was changed, as a diff.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import PurePosixPath

from landfast_ml.contract.layout import LIBRARY

from landfast.blueprints.library import wheel_in

PAGE = "UPGRADE.md"
# Files of the old package that have another name in the library.
_RENAMED = {
    "configuration.py": "settings/configuration.py",
    "declaration.py": "pipeline.py",
    "demo.py": "sources/demo.py",
    "images.py": "containers/images.py",
    "page.py": "page.py",
    "privacy.py": "privacy/pseudonyms.py",
    "process.py": "orchestrators/process.py",
    "retention.py": "subjects/retention.py",
    "settings.py": "settings/tables.py",
    "source.py": "sources/files.py",
    "bigquery_import.py": "sources/bigquery.py",
}
_HEAD = """# What the upgrade could not carry over

The code that stood in `{package}/` is a library now: `{wheel}`.
Files of it that you had changed are still where they were, but nothing runs them. Carry each change over as said, and
remove the file, unless a step's `function` names it; then remove this page. What was `from ..name import` in them is
`from landfast_ml.name import` now.
"""


@dataclass(frozen=True, slots=True)
class Edited:
    """A file that the blueprint has no more, as it was generated and as it stands."""

    path: str
    base: bytes
    mine: bytes


@dataclass(frozen=True, slots=True)
class Succession:
    """`package` is the project's; `modules` are the paths of the library that takes its place, `wheel` is its file."""

    package: str
    wheel: str
    modules: frozenset[str]

    def note(self, path: str) -> str:
        """Where an edit of the file at `path` goes now."""
        folder, _, inner = path.partition("/")
        if folder == "tests":
            return "the library is tested where it is made: keep what tests your own code"
        if folder in {"airflow", "images"}:
            return f"{LIBRARY} carries it: `python -m {self.package} images files` writes it to build/images"
        if folder != self.package:
            return "the blueprint has it no more: keep it if it is of use"
        if inner == "models/estimators.py":
            decorated = f'@estimator("name"), of {LIBRARY}.estimators'
            return f"an estimator of your own is a function with {decorated}, in {self.package}/estimators.py"
        place = self._place(inner)
        if PurePosixPath(inner).parent.name == "steps":
            step = PurePosixPath(inner).stem
            function = f'function="{self.package}.steps.{step}:run"'
            if place:
                return f'{place} has its place; yours: pipeline.py, PIPELINE.changed("{step}", {function})'
            return f"pipeline.py, PIPELINE.with_step(Step({function}, ...))"
        return f"{place or LIBRARY} has its place: settings.toml, features.yaml or pipeline.py say what differs"

    def page(self, edited: Iterable[Edited], before: bytes | None) -> bytes:
        """The page that keeps every edit; below it, what stood at its name."""
        parts = [_HEAD.format(package=self.package, wheel=self.wheel)]
        parts += [f"\n## {one.path}\n\n{self.note(one.path)}\n\n{_fenced(_diff(one))}" for one in edited]
        return "".join(parts).encode() + (b"\n" + before if before else b"")

    def _place(self, inner: str) -> str:
        """The library's module for a file of the old package, `landfast_ml.models.metrics`; empty if it has none."""
        path = _RENAMED.get(inner, inner)
        return f"{LIBRARY}/{path}".removesuffix(".py").replace("/", ".") if path in self.modules else ""


def succession(package: str, base: Mapping[str, bytes], rendered: Mapping[str, bytes]) -> Succession | None:
    """None unless the library was in the project's own package, and is not today."""
    wheel = wheel_in(rendered)
    if wheel is None or wheel_in(base):
        return None
    with zipfile.ZipFile(io.BytesIO(rendered[wheel])) as archive:
        names = (name.partition("/") for name in archive.namelist())
        return Succession(package, wheel, frozenset(inner for folder, _, inner in names if folder == LIBRARY))


def _diff(one: Edited) -> str:
    """What the person changed, as `git diff` shows it; bytes that are no text are shown replaced."""
    base, mine = (content.decode("utf-8", "replace").splitlines(keepends=True) for content in (one.base, one.mine))
    lines = unified_diff(base, mine, f"{one.path} as generated", f"{one.path} as it is")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _fenced(text: str) -> str:
    """In a fence that nothing in the text closes."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}diff\n{text}{fence}\n"
