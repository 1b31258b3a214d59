"""What can be checked at a path, and how each kind is recognised: a new kind is one entry of KINDS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from landfast import SPEC_FILE
from landfast.check.judge.verdict import Document
from landfast.check.projects.folder import is_project, load_project
from landfast.check.read.documents import MANIFEST, load_documents
from landfast.check.read.folder import CONFIGURATION

SPEC, PROJECT = "spec", "project"


@dataclass(frozen=True, slots=True)
class Kind:
    """`is_here` looks at names only. `load` takes the path and files of values; it raises InputError."""

    name: str
    meaning: str
    is_here: Callable[[Path], bool]
    load: Callable[[Path, Sequence[Path]], list[Document]]


def is_spec(path: Path) -> bool:
    """Whether a spec stands at `path`: what is checked then is what it makes."""
    return path.suffix in (".yaml", ".yml") or (path / SPEC_FILE).is_file()


# The first that is here counts.
KINDS: tuple[Kind, ...] = (
    Kind(PROJECT, "an ML project: code, pipelines, images", is_project, load_project),
    Kind(
        "synthesis",
        "a folder that `landfast synth` wrote",
        lambda path: (path / MANIFEST).is_file(),
        load_documents,
    ),
    Kind(
        "terraform",
        "folders of .tf and .tf.json files, or one such file",
        lambda path: path.is_dir() or path.name.endswith(CONFIGURATION),
        load_documents,
    ),
    Kind("plan", "a plan as JSON (terraform show -json PLAN)", lambda _path: True, load_documents),
)


def kind_of(path: Path, name: str | None = None) -> Kind:
    """The kind of that name, else the first that stands at `path`."""
    return next(kind for kind in KINDS if kind.name == name or (name is None and kind.is_here(path)))
