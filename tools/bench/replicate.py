"""Makes a large input of a real one, for measuring the engine."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from landfast.check import Configuration, Document, PolicyContext
from landfast.check.read.documents import load_documents

# What names a thing in the cloud, and so must differ between copies.
_NAMES = ("name", "project_id", "dataset_id", "secret_id", "account_id", "bucket_id")


def replicate(folder: Path, resources: int) -> tuple[list[Configuration], PolicyContext, int]:
    """(configurations, context, number of resources): copies of the stacks in `folder` until they have `resources`."""
    originals = load_documents(folder).documents
    each = sum(1 for document in originals for _body in _bodies(document.body))
    copies = max(1, -(-resources // each))
    subjects = [Configuration(_copied(document, n)) for n in range(copies) for document in originals]
    context = PolicyContext("eu", special_categories=True, today=dt.datetime.now(dt.UTC).date())
    return subjects, context, copies * each


def _copied(document: Document, number: int) -> Document:
    body: Any = copy.deepcopy(document.body)
    for resource in _bodies(body):
        for name in _NAMES:
            if isinstance(resource.get(name), str):
                resource[name] = f"{resource[name]}-{number}"
    return Document(f"{document.name}-{number}", body, document.sources, document.rehearsal)


def _bodies(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    sections: Sequence[Mapping[str, Any]] = [body.get("resource", {}), body.get("data", {})]
    for section in sections:
        for named in section.values():
            yield from named.values()
