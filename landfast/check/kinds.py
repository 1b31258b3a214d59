"""What can be checked at a path, and how each kind is recognised: a new kind is one entry of KINDS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from landfast_ml.contract.layout import RECORD

from landfast import SPEC_FILE
from landfast.check.evaluate.subjects import UnreadFiles, subject_of
from landfast.check.options import AS_IT_IS, ReadOptions
from landfast.check.read.documents import MANIFEST, Loaded, load_documents
from landfast.check.read.folder import CONFIGURATION
from landfast.check.subject import Subject
from landfast.core.errors import InputError, Problem

SPEC, PROJECT, SYNTHESIS, TERRAFORM, PLAN = "spec", "project", "synthesis", "terraform", "plan"


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """`is_here` looks at names only. `load` raises InputError."""

    name: str
    meaning: str
    is_here: Callable[[Path], bool]
    load: Callable[[Path, ReadOptions], Sequence[Subject]]


def is_spec(path: Path) -> bool:
    """Whether a spec stands at `path`: what is checked then is what it makes."""
    return path.suffix in (".yaml", ".yml") or (path / SPEC_FILE).is_file()


def is_project(path: Path) -> bool:
    """Whether landfast generated a project here."""
    return (path / RECORD).is_dir()


def load_subjects(path: Path, options: ReadOptions = AS_IT_IS) -> list[Subject]:
    """What stands at `path`: the folder of a synthesis, Terraform folders, one file of Terraform, or a plan as JSON.

    What can't be read is a subject of its own. Raises: InputError if there is nothing to be read.
    """
    return _subjects(load_documents(path, options))


def load_terraform(path: Path, options: ReadOptions = AS_IT_IS) -> list[Subject]:
    """As `load_subjects`, of Terraform at `path`, whoever wrote the folder."""
    return _subjects(load_documents(path, options, synthesis=False))


def _project(path: Path, options: ReadOptions) -> Sequence[Subject]:
    from landfast.check.projects.folder import load_project  # Here: its readers are none of Terraform's.

    return load_project(path, options)


def _subjects(loaded: Loaded) -> list[Subject]:
    unread = [UnreadFiles(loaded.problems)] if loaded.problems else []
    return [*map(subject_of, loaded.documents), *unread]


# The first that is here counts.
KINDS: tuple[SubjectKind, ...] = (
    SubjectKind(PROJECT, "an ML project: code, pipelines, images", is_project, _project),
    SubjectKind(
        SYNTHESIS,
        "a folder that `landfast synth` wrote",
        lambda path: (path / MANIFEST).is_file(),
        load_subjects,
    ),
    SubjectKind(
        TERRAFORM,
        "folders of .tf and .tf.json files, or one such file",
        lambda path: path.is_dir() or path.name.endswith(CONFIGURATION),
        load_terraform,
    ),
    SubjectKind(PLAN, "a plan as JSON (terraform show -json PLAN)", lambda _path: True, load_subjects),
)


def kind_at(path: Path, name: str | None = None) -> SubjectKind:
    """The kind of that name, if one stands at `path`; else the first that does. Raises: InputError."""
    kind = kind_of(path, name)
    if name in (SYNTHESIS, PLAN) and path.exists() and not _is(kind, path):
        fact = {SYNTHESIS: f"has no {MANIFEST}: `landfast synth` did not write it", PLAN: "is no plan as JSON"}[name]
        step = f"leave out --kind: by what is there it is {kind_of(path).name}"
        raise InputError([Problem(str(path), fact, f"--kind {name}", "", step)])
    return kind


def _is(kind: SubjectKind, path: Path) -> bool:
    if kind.name == PLAN:
        return path.is_file() and not path.name.endswith(CONFIGURATION)
    return kind.is_here(path)


def kind_of(path: Path, name: str | None = None) -> SubjectKind:
    """The kind of that name, else the first that stands at `path`."""
    return next(kind for kind in KINDS if kind.name == name or (name is None and kind.is_here(path)))
