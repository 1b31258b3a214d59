"""From findings to edits: which of them one value sets right, and where that value is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from landfast.check.evaluate.document import Document
from landfast.check.fix.bodies import Scalar
from landfast.check.fix.tracing import NoFixError, PlacedEdit, SourceFiles, edit_of
from landfast.check.judge.keys import FindingKey
from landfast.check.judge.verdict import Finding
from landfast.policies.model import Fix, HomeRegion

_POSITION = re.compile(r"\[\d+\]")
_INDEX = re.compile(r'\[(?:[^"\]]*|"(?:[^"\\]|\\.)*")\]')

_TORN = "another finding wants another value there"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One edit, and the findings that it is for; without an edit `why` there is none."""

    rules: tuple[str, ...]
    attribute: str
    value: str
    source: str
    keys: tuple[FindingKey, ...]
    edit: PlacedEdit | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Roots:
    """The documents that findings are in, by their marks; `homes` is the home region of each, where one is known."""

    documents: Mapping[str, Document]
    homes: Mapping[str, str]


def proposals(findings: Sequence[Finding], roots: Roots, files: SourceFiles) -> list[Proposal]:
    """An entry for each edit, and for each finding that a rule could set right and that can't be here. Several findings
    of one attribute are one edit, if they want the same value there: else none of them is right for all."""
    edits: dict[tuple[object, ...], Proposal] = {}
    refused: list[Proposal] = []
    torn: set[tuple[object, ...]] = set()
    for one in (each for finding in findings for each in _of_finding(finding, roots, files)):
        known = edits.get(one.edit.spot) if one.edit else None
        if one.edit is None:
            refused.append(one)
        elif known is None:
            edits[one.edit.spot] = one
        elif known.value == one.value:
            rules, keys = dict.fromkeys((*known.rules, *one.rules)), dict.fromkeys((*known.keys, *one.keys))
            edits[one.edit.spot] = replace(known, rules=tuple(rules), keys=tuple(keys))
        else:
            torn.add(one.edit.spot)
            refused.append(replace(one, edit=None, why=_TORN))
    refused += [replace(edits[spot], edit=None, why=_TORN) for spot in torn]
    return [*(one for spot, one in edits.items() if spot not in torn), *refused]


def _of_finding(finding: Finding, roots: Roots, files: SourceFiles) -> Iterator[Proposal]:
    if finding.unknown or not finding.rule.fixes:
        return
    path = _POSITION.sub("", finding.path)
    for key in finding.keys:
        fix = _fix(finding, key, path)
        root = roots.documents.get(key.document)
        if fix is None:
            continue
        bare = Proposal((finding.rule.id,), f"{key.address}.{fix.path}", fix.shown, finding.source, (key,))
        if root is None:
            continue
        try:
            value = _value(fix, roots.homes.get(key.document, ""))
            placed = edit_of(files, root, key.address, tuple(fix.path.split(".")), value)
            yield replace(bare, edit=placed, value=replace(fix, value=value).shown)
        except NoFixError as why:
            yield replace(bare, why=str(why))


def _fix(finding: Finding, key: FindingKey, path: str) -> Fix | None:
    steps = _INDEX.sub("", key.address).split(".")
    type_ = steps[-2] if len(steps) > 1 else ""
    return next((fix for fix in finding.rule.fixes if fix.fits(type_, path)), None)


def _value(fix: Fix, home: str) -> Scalar:
    if not isinstance(fix.value, HomeRegion):
        return fix.value
    if not home:
        raise NoFixError("which region is home is not known: give --spec, --area with one region, or the provider's")
    return home
