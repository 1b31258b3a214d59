"""What the wire answers, as a table: read off its services, so that nothing is promised that is not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from landfast.rehearsal.cloud.documents import document
from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.methods import handler
from landfast.rehearsal.doors.wire.services import SERVICES


def answered_table() -> str:
    """A row for each collection of each API, with the methods that are answered."""
    rows = [row for service in SERVICES for row in _rows(service)]
    return "\n".join(["| API | collection | methods |", "|---|---|---|", *rows]) + "\n"


def answered(service: Service) -> list[str]:
    """The ids of the methods of an API that are answered, sorted."""
    return sorted(id_ for id_ in document(service.document).methods if handler(service, id_) is not None)


def _rows(service: Service) -> Iterator[str]:
    found = defaultdict[str, list[str]](list)
    for id_ in answered(service):
        path, _dot, name = id_.rpartition(".")
        found[path].append(name)
    for path, names in found.items():
        yield f"| `{service.document}` | `{path}` | {', '.join(names)} |"
