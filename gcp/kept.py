"""What Google keeps of what was deleted, and for how long (`data/kept.json`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from landfast.gcp.tables import table


@dataclass(frozen=True, slots=True)
class KeptByGoogle:
    """`days` None: for good. `source` is a page of Google's."""

    what: str
    days: float | None
    words: str
    source: str


def kept(types: Iterable[tuple[str, float | None]], *, project: bool) -> Iterator[KeptByGoogle]:
    """Of resources of these types, each with the days that it says itself, if any; `project`: of a whole one."""
    said: dict[str, list[float | None]] = {}
    for type_, days in types:
        said.setdefault(type_, []).append(days)
    for row in table("kept")["kept"]:
        of = [days for type_ in row.get("types", ()) for days in said.get(type_, ())]
        # What goes with its project is not deleted by itself, and has that time alone.
        if row.get("project", project) != project or ("types" in row and not of):
            continue
        own = [days for days in of if days is not None] if row.get("of_each") else []
        yield KeptByGoogle(
            row["what"], max(own) if own and len(own) == len(of) else row["days"], row["words"], row["source"]
        )
