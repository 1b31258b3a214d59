"""Folders to check, built in tests, and what comes out of checking them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from landfast.check import Document, PolicyContext, Report, check, load_subjects, subject_of
from landfast.check.evaluate.configuration import resources_of
from landfast.check.evaluate.values import plain, unknown_inside
from landfast.check.options import ReadOptions
from landfast.check.read.documents import load_documents
from landfast.core.errors import Problem


def build(root: Path, files: Mapping[str, Any]) -> Path:
    """Writes files: bytes and text as they are, everything else as JSON."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return root


def documents(path: Path, *values: Path) -> list[Document]:
    """What is read at a path where all can be read."""
    loaded = load_documents(path, ReadOptions(values))
    assert not loaded.problems
    return list(loaded.documents)


def unread(path: Path) -> list[Problem]:
    """What can't be read at a path where something is."""
    return list(load_documents(path).problems)


def judged(path: Path, area: str = "eu") -> Report:
    return check(load_subjects(path), PolicyContext(area))


def check_documents(documents: Sequence[Document], context: PolicyContext, beside: Sequence[Document] = ()) -> Report:
    """The verdict on documents, each judged as what it is."""
    return check([subject_of(document) for document in documents], context, [subject_of(each) for each in beside])


def attributes(document: Document, name: str) -> dict[str, Any]:
    """Address -> the value of one attribute, of every managed resource; `?` where it can't be told."""
    found = {}
    for resource in resources_of(document):
        if resource.mode == "managed":
            value = resource.values.get(name)
            found[resource.address] = "?" if unknown_inside(value) else plain(value)
    return found
