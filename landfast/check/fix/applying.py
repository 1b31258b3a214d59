"""Tries edits before they are written: what does not clear its findings, brings another or breaks a file is dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from landfast.check.fix.bodies import Addition, Edit, applied, together
from landfast.check.fix.proposing import Proposal
from landfast.check.judge.baseline import keys_of
from landfast.check.judge.keys import FindingKey
from landfast.check.judge.verdict import Report

Judge = Callable[[Mapping[Path, bytes]], Report]


@dataclass(frozen=True, slots=True)
class Tried:
    """`contents` are the files as they are to be, `report` the verdict on them; `refused` with why."""

    kept: list[Proposal]
    refused: list[Proposal]
    contents: Mapping[Path, bytes]
    report: Report


def tried(proposed: Sequence[Proposal], before: Report, judge: Judge) -> Tried:
    """Judges the files as they would be, until every edit that is left does what it is for and no more."""
    kept = [one for one in proposed if one.edit is not None]
    refused = [one for one in proposed if one.edit is None]
    while kept:
        contents = _contents(kept)
        report = judge(contents)
        bad = _bad(kept, before, report)
        if not bad:
            return Tried(kept, refused, contents, report)
        refused += [replace(one, edit=None, why=bad[id(one)]) for one in kept if id(one) in bad]
        kept = [one for one in kept if id(one) not in bad]
    return Tried([], refused, {}, before)


def _contents(kept: Sequence[Proposal]) -> dict[Path, bytes]:
    edits: dict[Path, list[Edit]] = {}
    added: dict[tuple[Path, int], list[Addition]] = {}
    for placed in (one.edit for one in kept if one.edit is not None):
        of_file = edits.setdefault(placed.file, [])
        if placed.addition is None:
            of_file.append(placed.edit)
        else:
            added.setdefault((placed.file, placed.addition.body.at), []).append(placed.addition)
    for (file, _at), additions in added.items():
        edits[file].append(additions[0].body.adding(together(additions)))
    return {file: applied(file.read_bytes(), of_file) for file, of_file in edits.items()}


def _bad(kept: Sequence[Proposal], before: Report, after: Report) -> dict[int, str]:
    """Why edits are dropped, by the proposals' identities."""
    had, has = keys_of(before), keys_of(after)
    bad = {id(one): "it would not clear the finding" for one in kept if any(has[key] >= had[key] for key in one.keys)}
    if set(after.problems) - set(before.problems):
        return bad or {id(one): "the file could not be read with it" for one in kept}
    for key in _new(had, has):
        blamed = [one for one in kept if any(_beside(own, key) for own in one.keys)]
        for one in blamed or kept:
            bad.setdefault(id(one), f"it would bring another finding: {key.rule} on {key.address}")
    return bad


def _new(had: Counter[FindingKey], has: Counter[FindingKey]) -> list[FindingKey]:
    """What a resource has more of than before, told or not, whether a rule speaks of an attribute or of its block."""
    before, after = (Counter[FindingKey](), Counter[FindingKey]())
    for counts, keys in ((before, had), (after, has)):
        for key, count in keys.items():
            counts[key._replace(path="", unknown=False)] += count
    return list(after - before)


def _beside(own: FindingKey, new: FindingKey) -> bool:
    return (own.document, own.address) == (new.document, new.address)
