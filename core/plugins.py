"""What installed packages add by entry points: told from their metadata, imported only where it is asked for."""

from __future__ import annotations

import importlib.util
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Literal, TypeVar, get_args

from landfast.core.errors import InputError, Problem

T = TypeVar("T")
Group = Literal["policies", "blueprints", "modules", "orchestrators"]
GROUPS: tuple[Group, ...] = get_args(Group)


@dataclass(frozen=True, slots=True)
class PluginEntry:
    """One entry point: `NAME = TARGET` in the group `landfast.GROUP` of an installed distribution."""

    group: Group
    name: str
    target: str
    distribution: str
    version: str

    @property
    def origin(self) -> str:
        """What a finding, a page or a record names it by."""
        return f"{self.distribution} {self.version}"

    @property
    def place(self) -> str:
        """Where a problem of it is."""
        return f"plug-in {self.origin}, landfast.{self.group}: {self.name}"

    def problem(self, fact: str, value: str = "", limit: str = "", step: str = "") -> Problem:
        """That something of it is wrong; the next step is its maker's or whoever installed it."""
        otherwise = f"mend it, or remove it: pip uninstall {self.distribution}"
        return Problem(self.place, fact, value, limit, step or otherwise)

    def imported(self) -> Any:
        """What the target names. Raises: InputError, whatever its import raises."""
        from importlib.metadata import EntryPoint  # Here: it takes longer than all that is ours.

        try:
            return EntryPoint(self.name, self.target, f"landfast.{self.group}").load()
        except (Exception, SystemExit) as error:  # somebody else's code
            raise InputError([self.problem(f"can't be loaded: {told(error)}", self.target)]) from error

    def folder(self) -> Path:
        """Of the package that the target names, which is not imported. Raises: InputError."""
        spec = self._spec()
        places = spec.submodule_search_locations if spec else None
        if not places:
            raise InputError([self.problem("is no package that is installed", self.target)])
        return Path(next(iter(places)))

    def declared(self, name: str) -> Sequence[Path]:
        """Files of that name in the package's folder, and in the folders in it. Raises: InputError."""
        folder = self.folder()
        return sorted([*folder.glob(name), *folder.glob(f"*/{name}")])

    def file(self) -> Path:
        """Of the module that the target names, which is not imported. Raises: InputError."""
        spec = self._spec()
        if spec is None or spec.origin is None:
            raise InputError([self.problem("is no module that is installed", self.target)])
        return Path(spec.origin)

    def _spec(self) -> ModuleSpec | None:
        try:
            return importlib.util.find_spec(self.target.partition(":")[0])
        except (Exception, SystemExit) as error:  # a parent package is imported on the way
            raise InputError([self.problem(f"can't be found: {told(error)}", self.target)]) from error


def told(error: BaseException) -> str:
    """An error of somebody else's code in one line, with the line of code that raised it."""
    said = " ".join(str(error).split())[:200]
    place = _place(error.__traceback__)
    return f"{type(error).__name__}{f': {said}' if said else ''}{f' ({place})' if place else ''}"


def _place(trace: TracebackType | None) -> str:
    """Of the last line that is neither ours nor of the import system."""
    frames = [frame for frame in traceback.extract_tb(trace) if not frame.filename.startswith("<")]
    theirs = [frame for frame in frames if "landfast/core/" not in frame.filename and "importlib" not in frame.filename]
    return f"{Path(theirs[-1].filename).name}:{theirs[-1].lineno}" if theirs else ""


def entries(group: Group) -> tuple[PluginEntry, ...]:
    """Of one group, by distribution and name."""
    return _entries(tuple(sys.path))[group]


@lru_cache(maxsize=8)
def _entries(path: tuple[str, ...]) -> dict[Group, tuple[PluginEntry, ...]]:
    if not _speaks_of_us(path):
        return dict.fromkeys(GROUPS, ())
    return {group: tuple(sorted(_of(group), key=lambda one: (one.distribution, one.name))) for group in GROUPS}


def _speaks_of_us(path: Sequence[str]) -> bool:
    """Whether the metadata of anything on the path may name a group of ours, told from its bytes: to read it as Python
    does takes a tenth of a check. What is no plain folder may always do so."""
    finders = (finder for finder in sys.meta_path if finder is not PathFinder)
    if any(hasattr(finder, "find_distributions") for finder in finders):
        return True
    for folder in dict.fromkeys(path):
        if folder.endswith(".egg") or Path(folder).is_file():
            return True
        if any(b"[landfast." in names for names in _entry_points(folder or ".")):
            return True
    return False


def _entry_points(folder: str) -> Iterator[bytes]:
    """The files of entry points of what is installed in a folder."""
    with suppress(OSError), os.scandir(folder) as found:
        for name in (each.name for each in found if each.name.endswith((".dist-info", ".egg-info"))):
            with suppress(OSError):
                yield Path(folder, name, "entry_points.txt").read_bytes()


def _of(group: Group) -> Iterator[PluginEntry]:
    from importlib.metadata import entry_points  # Here: it takes longer than all that is ours.

    for point in entry_points(group=f"landfast.{group}"):
        installed = point.dist
        if installed is not None:
            yield PluginEntry(group, point.name, point.value, installed.metadata["Name"], installed.version)


@dataclass(frozen=True, slots=True)
class Plugin(Generic[T]):
    """What an entry point offers, or why it can't be used: then it offers nothing."""

    entry: PluginEntry
    offers: tuple[T, ...] = ()
    problems: tuple[Problem, ...] = ()


class PluginRegistry(Generic[T]):
    """All there is of one kind: our own first, then what installed packages add.

    `own` are ours; `read` makes what an entry point names into more of them, and raises InputError where it can't;
    `key` is what no two may have in common.
    """

    def __init__(
        self,
        group: Group,
        own: Callable[[], Sequence[T]],
        read: Callable[[PluginEntry], Sequence[T]],
        key: Callable[[T], str],
    ) -> None:
        self.group = group
        self.own = own
        self._read = read
        self._key = key
        self._found: dict[tuple[PluginEntry, ...], tuple[Plugin[T], ...]] = {}

    def plugins(self) -> tuple[Plugin[T], ...]:
        """Each entry point with what it offers. Never raises for what is in one."""
        there = entries(self.group)
        if there not in self._found:
            taken = {self._key(one): "landfast" for one in self.own()}
            self._found[there] = tuple(self._plugin(entry, taken) for entry in there)
        return self._found[there]

    def all(self) -> tuple[T, ...]:
        """Ours, then the others'. Raises: InputError with every problem of all: none is left out in silence."""
        plugins = self.plugins()
        problems = [problem for plugin in plugins for problem in plugin.problems]
        if problems:
            raise InputError(problems)
        return (*self.own(), *(one for plugin in plugins for one in plugin.offers))

    def keys_of(self, plugin: Plugin[T]) -> tuple[str, ...]:
        return tuple(self._key(one) for one in plugin.offers)

    def own_keys(self) -> tuple[str, ...]:
        return tuple(self._key(one) for one in self.own())

    def _plugin(self, entry: PluginEntry, taken: dict[str, str]) -> Plugin[T]:
        """`taken`: key -> whose it is; what is offered is added."""
        try:
            offers = tuple(self._read(entry))
        except InputError as error:
            return Plugin(entry, problems=error.problems)
        except Exception as error:  # noqa: BLE001  # of somebody else's code: what it offers can be anything
            return Plugin(entry, problems=(entry.problem(f"can't be read: {told(error)}", entry.target),))
        if not offers:
            return Plugin(entry, problems=(entry.problem("offers nothing", entry.target),))
        problems = []
        for one in offers:
            key = self._key(one)
            if key in taken:
                step = "give it a name of its own"
                problems.append(entry.problem(f"offers {key}, which is {taken[key]}'s already", step=step))
            taken.setdefault(key, entry.origin)
        return Plugin(entry, () if problems else offers, tuple(problems))
