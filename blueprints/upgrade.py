"""Brings a generated project up to today's blueprint: three ways, so that a person's edits always survive.

An upgrade is planned whole, written down as one file (the journal), and then carried out: killed in the middle, the
next run finishes it before it does anything else.
"""

from __future__ import annotations

import tarfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from landfast_ml.contract.layout import LIBRARY, RECORD, SETTINGS

from landfast.blueprints.declaration import find
from landfast.blueprints.facts import ProjectInputs
from landfast.blueprints.gone_settings import gone_settings
from landfast.blueprints.merge import MARK, merge
from landfast.blueprints.own_library import compared, library_of
from landfast.blueprints.record import ANSWERS, BASE, Record, pack, read_record, record_files, unpack
from landfast.blueprints.render import render
from landfast.blueprints.succession import PAGE, Edited, Succession, succession
from landfast.core.errors import InputError, Problem
from landfast.core.files import forget_partials, remove, rewrite, shown

JOURNAL = f"{RECORD}/upgrade.tar.gz"
_BEFORE, _AFTER = "before/", "after/"

# left: the blueprint changed or dropped a file that the person removed or changed: it stays as the person has it.
Action = Literal["added", "updated", "merged", "conflict", "removed", "left"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one file. `before` and `after` are its contents, None where there is no file."""

    path: str
    action: Action
    before: bytes | None
    after: bytes | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A planned upgrade. `record` are the files of the record as they will be."""

    folder: Path
    blueprint: str
    before: str
    after: str
    changes: tuple[Change, ...]
    record: Mapping[str, bytes]

    @property
    def needed(self) -> bool:
        return bool(self.changes) or any(
            not (self.folder / name).is_file() or (self.folder / name).read_bytes() != content
            for name, content in self.record.items()
        )

    @property
    def moved(self) -> bool:
        """Whether a page says where edits go that could not be carried over."""
        return any(change.path == PAGE for change in self.changes)

    def paths(self, action: Action) -> list[str]:
        return [change.path for change in self.changes if change.action == action]

    def counts(self) -> dict[str, int]:
        return dict(Counter(change.action for change in self.changes))


Answer = Callable[[Record], ProjectInputs]


def plan_upgrade(folder: Path, answer: Answer = Record.inputs) -> Upgrade:
    """What an upgrade would do; writes nothing. `answer` turns the record into today's answers.

    Raises: InputError if nothing was generated at `folder`, or conflicts of an earlier merge are still in it.
    """
    record = _record(folder)
    _check_inside(folder, record.base)
    _check_settled(folder, record)
    blueprint = find(record.blueprint)
    inputs = answer(record)
    rendered = render(blueprint, inputs)
    base, today = compared(folder, record.base, rendered)
    label = f"blueprint {blueprint.name} {blueprint.version}"
    names = sorted({*base, *today})
    _check_inside(folder, [*names, BASE, ANSWERS])
    changes = [
        change
        for name in names
        if (change := _change(name, _content(folder / name), base.get(name), today.get(name), label))
    ]
    if base is not record.base and library_of(record.base) != library_of(rendered):
        changes.append(Change(f"{LIBRARY}/", "left", None, None, "you ejected it: the blueprint's library has changed"))
    follows = succession(inputs.package, record.base, rendered)
    if follows:
        changes = _succeeded(changes, follows, record.base, _content(folder / PAGE))
    files = record_files(blueprint, inputs, rendered)
    return Upgrade(folder, blueprint.name, record.version, blueprint.version, tuple(changes), files)


def apply_upgrade(upgrade: Upgrade) -> None:
    """Carry it out; from the moment that the journal stands, it will be finished by this run or the next."""
    journal: dict[str, bytes] = dict(upgrade.record)
    for change in upgrade.changes:
        if change.before != change.after:
            journal |= {_BEFORE + change.path: change.before} if change.before is not None else {}
            journal |= {_AFTER + change.path: change.after} if change.after is not None else {}
    rewrite(upgrade.folder / JOURNAL, pack(journal))
    finish_upgrade(upgrade.folder)


def finish_upgrade(folder: Path) -> tuple[Change, ...]:
    """Finish what an interrupted upgrade or ejection began, and say what it was; nothing if there was none.

    What was edited since is merged too.
    """
    journal = folder / JOURNAL
    forget_partials(journal)
    if not journal.is_file():
        return ()
    files = _journal(journal)
    paths = sorted({name.split("/", 1)[1] for name in files if name.startswith((_BEFORE, _AFTER))})
    _check_inside(folder, [*paths, BASE, ANSWERS])
    changes = [_begun(path, files.get(_BEFORE + path), files.get(_AFTER + path)) for path in paths]
    for change in changes:
        forget_partials(folder / change.path)
        _carry_out(folder / change.path, change.before, change.after)
    for name in (BASE, ANSWERS):
        forget_partials(folder / name)
        rewrite(folder / name, files[name])
    journal.unlink()
    return tuple(changes)


def _begun(path: str, before: bytes | None, after: bytes | None) -> Change:
    return Change(path, "added" if before is None else "removed" if after is None else "updated", before, after)


def _journal(journal: Path) -> dict[str, bytes]:
    try:
        files = unpack(journal.read_bytes())
        lacking = [name for name in (BASE, ANSWERS) if name not in files]
        if lacking:
            raise ValueError(f"{lacking[0]} is not in it")
    except (OSError, ValueError, EOFError, tarfile.TarError) as error:
        step = "remove it, restore the project from its history, and run this again"
        raise InputError([Problem(str(journal), f"can't be read ({error!s:.200})", next_step=step)]) from None
    return files


def _check_inside(folder: Path, names: Iterable[str]) -> None:
    """A link in the project must not take what is read and written to elsewhere."""
    root = folder.resolve()
    problems = [
        Problem(name, "leads out of the project through a link", next_step="replace the link by what it leads to")
        for name in names
        if not (folder / name).resolve().is_relative_to(root)
    ]
    if problems:
        raise InputError(problems)


def is_interrupted(folder: Path) -> bool:
    return (folder / JOURNAL).is_file()


def _carry_out(path: Path, before: bytes | None, after: bytes | None) -> None:
    now = _content(path)
    if now == after:
        return
    if after is None:
        if now == before:
            remove(path)
        return
    edited = now is not None and now != before
    rewrite(path, merge(now, before or b"", after, "blueprint").content if edited and now else after)


def _record(folder: Path) -> Record:
    record = read_record(folder)
    if record is None:
        fact, step = "no blueprint made this folder", "name the folder of a generated project"
        raise InputError([Problem(shown(folder), fact, next_step=step)])
    return record


def _check_settled(folder: Path, record: Record) -> None:
    """A second merge over unsettled conflicts would bury them."""
    problems = [
        Problem(name, "has conflict marks of an earlier merge", next_step="settle them and run this again")
        for name in sorted(record.base)
        if MARK.search(_content(folder / name) or b"") and not MARK.search(record.base[name])
    ]
    problems += [
        Problem(name, "is a folder where the blueprint has a file", next_step="move it away")
        for name in sorted(record.base)
        if (folder / name).is_dir()
    ]
    if problems:
        raise InputError(problems)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _change(name: str, mine: bytes | None, base: bytes | None, theirs: bytes | None, label: str) -> Change | None:
    """What to do with a file that stands as `mine`, was generated as `base` and would today be `theirs`."""
    if theirs in (base, mine):
        return None
    if theirs is None:
        return _dropped(name, mine, base)
    if mine is None:
        if base is None:
            return Change(name, "added", None, theirs)
        return Change(name, "left", None, None, "the blueprint changed it; you removed it")
    if mine == base:
        return Change(name, "updated", mine, theirs)
    merged = merge(mine, base or b"", theirs, label)
    gone = gone_settings(base or b"", mine, theirs) if name == SETTINGS else ""
    if merged.content == mine and not gone:
        return None
    notes = [f"{merged.conflicts} to settle"] if merged.conflicts else []
    notes += [gone] if gone else []
    return Change(name, "conflict" if notes else "merged", mine, merged.content, "; ".join(notes))


def _dropped(name: str, mine: bytes | None, base: bytes | None) -> Change | None:
    if mine is None:
        return None
    if mine == base:
        return Change(name, "removed", mine, None)
    return Change(name, "left", mine, mine, "the blueprint has it no more; you changed it")


def _succeeded(
    changes: list[Change], follows: Succession, base: Mapping[str, bytes], page: bytes | None
) -> list[Change]:
    """Edits of code that nothing runs any more are conflicts, kept on a page of their own; a person settles them."""
    edited = [Edited(one.path, base[one.path], one.before or b"") for one in changes if _is_left(one)]
    if not edited:
        return changes
    settled = [replace(c, action="conflict", note=follows.note(c.path)) if _is_left(c) else c for c in changes]
    kept = Change(
        PAGE, "added" if page is None else "updated", page, follows.page(edited, page), "what you changed there"
    )
    return sorted([*settled, kept], key=lambda change: change.path)


def _is_left(change: Change) -> bool:
    """Edited, and dropped by the blueprint; what the person removed has no content."""
    return change.action == "left" and change.after is not None
